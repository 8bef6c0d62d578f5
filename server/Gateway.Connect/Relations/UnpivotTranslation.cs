using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates unpivot and transpose.</summary>
internal static class UnpivotTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Unpivot message)
    {
        ImmutableArray<ImmutableArray<Expression>>? values = message.Values is { } listed
            ? [.. listed.Values_.Select(value => ImmutableArray.Create(translator.Expression(value)))]
            : null;
        return new Unpivot(
            translator.Relation(message.Input),
            translator.Expressions(message.Ids),
            values,
            [.. Enumerable.Repeat<string?>(null, values?.Length ?? 0)],
            message.VariableColumnName,
            [message.ValueColumnName]);
    }

    public static LogicalPlan Translate(Translator translator, Proto.Transpose message) =>
        new Transpose(translator.Relation(message.Input), translator.Expressions(message.IndexColumns));
}
