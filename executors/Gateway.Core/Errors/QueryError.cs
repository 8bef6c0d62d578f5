using System.Collections.Immutable;

namespace Gateway.Core.Errors;

/// <summary>Describes a failure as Spark reports it: condition, SQLSTATE, parameters, context and Java class.</summary>
/// <param name="Condition">Spark's condition, e.g. <c>UNRESOLVED_COLUMN.WITH_SUGGESTION</c>; null for a bare Java exception.</param>
/// <param name="Parameters">Message parameters by name, in the catalog's order or the raising site's.</param>
/// <param name="JavaClass">Simple name of the Java exception class, e.g. <c>AnalysisException</c>; null takes the catalog's default.</param>
/// <param name="Message">Complete message text; null renders the catalog's template.</param>
public sealed record QueryError(
    string? Condition,
    ImmutableArray<KeyValuePair<string, string>> Parameters,
    ImmutableArray<QueryContext> Contexts,
    string? JavaClass = null,
    string? Message = null)
{
    public string? this[string name] => Parameters.FirstOrDefault(parameter => parameter.Key == name).Value;
}
