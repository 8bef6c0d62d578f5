using System.Collections.Immutable;
using Gateway.Compute.Functions;
using Gateway.Plans.Analysis.Operators;

namespace Gateway.Engine.Commands;

/// <summary>Lists and finds the functions that Spark itself brings, whose place is <c>system.builtin</c>.</summary>
public static class SystemFunctions
{
    /// <summary>Gets all names: functions, table functions, operators and forms that only the grammar knows. No order, no name twice.</summary>
    public static IEnumerable<string> Names => FunctionRegistry.Builtin.All.Concat(FunctionRegistry.Builtin.Tables)
        .Where(static row => !row.IsInternal).Select(static row => row.Name)
        .Concat(FunctionRegistry.GrammarForms).Concat(StaticTables.Names).Distinct(StringComparer.Ordinal);

    /// <summary>Finds a function by its name, alone or behind <c>builtin</c>.</summary>
    public static FunctionDefinition? Find(ImmutableArray<string> nameParts) =>
        SimpleName(nameParts) is { } name ? FunctionRegistry.Builtin.Find(name) ?? FunctionRegistry.Builtin.FindTable(name) : null;

    /// <summary>Tells whether a name, alone or behind <c>builtin</c>, is one of <see cref="Names"/>.</summary>
    public static bool Exists(ImmutableArray<string> nameParts) =>
        Find(nameParts) is not null || (SimpleName(nameParts) is { } name && Names.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>Prints how a function is called.</summary>
    public static string Usage(FunctionDefinition row) =>
        row.Name + "(" + string.Join(", ", row.Parameters.Select(static parameter => parameter.Name)) + (row.Variadic ? ", ..." : "") + ")";

    private static string? SimpleName(ImmutableArray<string> nameParts) => nameParts switch
    {
        [var simple] => simple,
        [var space, var simple] when IsBuiltin(space) => simple,
        [_, var space, var simple] when IsBuiltin(space) => simple,
        _ => null,
    };

    private static bool IsBuiltin(string space) => space.Equals("builtin", StringComparison.OrdinalIgnoreCase);
}
