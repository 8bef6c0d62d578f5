using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Refuses DISTINCT, FILTER, IGNORE NULLS and WITHIN GROUP where a function does not take them.</summary>
internal static class CallModifiers
{
    /// <summary>Functions whose IGNORE NULLS means something.</summary>
    private static readonly HashSet<string> _ignoringNulls =
        ["any_value", "array_agg", "collect_list", "collect_set", "first", "first_value", "lag", "last", "last_value", "lead", "nth_value"];

    public static void Check(UnresolvedFunction call, FunctionDefinition definition)
    {
        if (definition.Kind != FunctionKind.Aggregate)
        {
            RefuseAll(call with { IgnoreNulls = TakesNulls(definition) ? null : call.IgnoreNulls }, Quote.Id(IsOuterGenerator(call, definition) ? "generatorouter" : CallBuilder.CalledName(call)));
        }
        else if (call.IgnoreNulls == true && !TakesNulls(definition))
        {
            throw Unsupported(call, Quote.Id(CallBuilder.CalledName(call)), "IGNORE NULLS");
        }
    }

    /// <param name="name">The function's name, quoted as messages show it.</param>
    public static void RefuseAll(UnresolvedFunction call, string name)
    {
        if (!call.WithinGroup.IsEmpty)
        {
            throw Unsupported(call, name, "WITHIN GROUP (ORDER BY ...)");
        }
        if (call.IsDistinct)
        {
            throw Unsupported(call, name, "DISTINCT");
        }
        if (call.Filter is not null)
        {
            throw Unsupported(call, name, "FILTER CLAUSE");
        }
        if (call.IgnoreNulls == true)
        {
            throw Unsupported(call, name, "IGNORE NULLS");
        }
    }

    private static bool IsOuterGenerator(UnresolvedFunction call, FunctionDefinition definition) =>
        definition.Kind == FunctionKind.Generator && call.NameParts[^1].EndsWith("_outer", StringComparison.OrdinalIgnoreCase);

    public static bool TakesNulls(FunctionDefinition definition) => _ignoringNulls.Contains(definition.Name);

    private static QueryException Unsupported(UnresolvedFunction call, string name, string syntax) =>
        new("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", call.Origin, ("prettyName", name), ("syntax", syntax));
}
