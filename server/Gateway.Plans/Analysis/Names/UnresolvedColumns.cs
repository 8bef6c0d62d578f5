using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Words the error of a column name that nothing has.</summary>
internal static class UnresolvedColumns
{
    public static QueryException Error(ImmutableArray<string> nameParts, Origin origin, ImmutableArray<AttributeReference> inputs) => inputs.IsEmpty
        ? new QueryException("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", origin, ("objectName", Quote.Id(nameParts)))
        : new QueryException("UNRESOLVED_COLUMN.WITH_SUGGESTION", origin, ("objectName", Quote.Id(nameParts)), ("proposal", Suggestions.Columns(nameParts, inputs)));

    /// <summary>Words a name that is none of the given columns; equally near ones are listed as they stand.</summary>
    public static QueryException ErrorInOrder(ImmutableArray<string> nameParts, Origin origin, ImmutableArray<AttributeReference> inputs) => new(
        "UNRESOLVED_COLUMN.WITH_SUGGESTION", origin, ("objectName", Quote.Id(nameParts)), ("proposal", Suggestions.InOrder(nameParts, inputs)));
}
