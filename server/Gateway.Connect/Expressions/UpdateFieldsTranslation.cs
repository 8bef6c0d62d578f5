using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;

namespace Gateway.Connect.Expressions;

/// <summary>Translates <c>withField</c> and <c>dropFields</c>.</summary>
internal static class UpdateFieldsTranslation
{
    public static Expression Translate(Translator translator, Proto.Expression.Types.UpdateFields message) => new UpdateFields(
        translator.Expression(InvalidPlan.Required(message.StructExpression, message, "struct_expression")),
        AttributeName.Parse(message.FieldName),
        message.ValueExpression is { } value ? translator.Expression(value) : null);
}
