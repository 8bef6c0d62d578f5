using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;

namespace Gateway.Connect.Expressions;

/// <summary>Translates access to fields, elements and map values.</summary>
internal static class ExtractTranslation
{
    public static Expression Translate(Translator translator, Proto.Expression.Types.UnresolvedExtractValue message) => new UnresolvedExtractValue(
        translator.Expression(InvalidPlan.Required(message.Child, message, "child")),
        translator.Expression(InvalidPlan.Required(message.Extraction, message, "extraction")));
}
