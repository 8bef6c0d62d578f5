using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Words a wrong number of arguments.</summary>
internal static class ArgumentCounts
{
    private const string DocumentationRoot = "https://spark.apache.org/docs/latest";

    public static bool Refuses(FunctionDefinition definition, int count, AnalyzerContext context) =>
        !definition.AcceptsCount(count) || (IsBareCount(definition, count) && !context.Configuration.GetBoolean("spark.sql.legacy.allowParameterlessCount"));

    private static bool IsBareCount(FunctionDefinition definition, int count) => definition.Name == "count" && count == 0;

    public static QueryException Wrong(UnresolvedFunction call, FunctionDefinition definition, int actual)
    {
        string name = Quote.Id(call.NameParts[^1].ToLowerInvariant());
        string count = actual.ToString(CultureInfo.InvariantCulture);
        if (IsBareCount(definition, actual))
        {
            return new QueryException("WRONG_NUM_ARGS.WITH_SUGGESTION",
                ("functionName", name), ("expectedNum", " >= 1"), ("actualNum", count), ("legacyNum", "0"),
                ("legacyConfKey", Quote.Conf("spark.sql.legacy.allowParameterlessCount")), ("legacyConfValue", Quote.ConfValue("true")));
        }
        // These count while they are built of the function without try_, which knows no place in the statement.
        bool isBuiltOfAnother = definition.Name is "try_parse_url";
        return new QueryException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", isBuiltOfAnother ? Origin.None : call.Origin,
            ("functionName", isBuiltOfAnother ? Quote.Id(definition.CheckedName!) : name), ("expectedNum", Expected(definition)), ("actualNum", count), ("docroot", DocumentationRoot));
    }

    /// <summary>A form of the grammar takes no arguments when it is called as a function.</summary>
    public static QueryException Wrong(UnresolvedFunction call, string name) => new("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", call.Origin,
        ("functionName", Quote.Id(name)), ("expectedNum", "0"), ("actualNum", call.Arguments.Length.ToString(CultureInfo.InvariantCulture)), ("docroot", DocumentationRoot));

    private static string Expected(FunctionDefinition definition)
    {
        if (definition.ExpectedCount is { } expected)
        {
            return expected;
        }
        if (!definition.Counts.IsEmpty)
        {
            return definition.Counts.Length == 1 ? Text(definition.Counts[0]) : "[" + string.Join(", ", definition.Counts.Select(Text)) + "]";
        }
        if (definition.Variadic)
        {
            return "> " + Text(definition.MinimumCount - 1);
        }
        int least = definition.MinimumCount;
        int most = definition.MaximumCount;
        return least == most ? Text(least) : "[" + string.Join(", ", Enumerable.Range(least, most - least + 1).Select(Text)) + "]";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
