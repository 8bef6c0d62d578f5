using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>na.fill</c>, <c>na.drop</c> and <c>na.replace</c>.</summary>
internal static class MissingValuesTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.NAFill message)
    {
        if (message.Values.Count == 0)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.NA_FILL_VALUES_EMPTY");
        }
        if (message.Values.Count > 1 && message.Values.Count != message.Cols.Count)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.NA_FILL_VALUES_LENGTH_MISMATCH");
        }
        return new FillNa(translator.Relation(message.Input), [.. message.Cols], [.. message.Values.Select(translator.Literals.Read)]);
    }

    public static LogicalPlan Translate(Translator translator, Proto.NADrop message) =>
        new DropNa(translator.Relation(message.Input), [.. message.Cols], message.HasMinNonNulls ? message.MinNonNulls : null);

    public static LogicalPlan Translate(Translator translator, Proto.NAReplace message) => new ReplaceValues(
        translator.Relation(message.Input),
        [.. message.Cols],
        [.. message.Replacements.Select(pair => (translator.Literals.Read(pair.OldValue ?? new()), translator.Literals.Read(pair.NewValue ?? new())))]);
}
