using System.Globalization;
using System.Text;
using Gateway.Compute.Functions;
using Gateway.Plans.Analysis.Operators;

namespace Gateway.Golden;

/// <summary>Writes the page of built-in functions from the registry's rows, and what of Spark's list is missing.</summary>
internal static class FunctionPage
{
    private const string Ungrouped = "other";

    /// <param name="sparkFunctions">Table of Spark's functions (name, kind, ... tab-separated under a header), or null where it is not at hand.</param>
    public static string Render(FunctionRegistry registry, string? sparkFunctions)
    {
        var rows = registry.All.Concat(registry.Tables).Where(static row => !row.IsInternal).DistinctBy(static row => (row.Name, row.Kind)).OrderBy(static row => row.Name, StringComparer.Ordinal).ToList();
        var text = new StringBuilder("# Functions\n\nWritten by `make golden` from the registry's rows (docs/adding-a-function.md). Optional arguments stand in brackets.\n\n");
        if (sparkFunctions is not null)
        {
            var spark = File.ReadLines(sparkFunctions).Skip(1).Select(static line => line.Split('\t')).Where(static fields => fields[1] != "internal").Select(static fields => fields[0]).Distinct(StringComparer.Ordinal).ToList();
            var ours = rows.Select(static row => row.Name).Concat(FunctionRegistry.GrammarForms).Concat(StaticTables.Names).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var missing = spark.Where(name => !ours.Contains(name)).Order(StringComparer.Ordinal).ToList();
            text.Append(CultureInfo.InvariantCulture, $"{spark.Count - missing.Count} of the {spark.Count} functions and operators of Apache Spark 4.3.0.");
            text.Append(missing.Count == 0 ? "\n\n" : $" Missing: {string.Join(", ", missing.Select(static name => $"`{name}`"))}.\n\n");
        }
        foreach (var group in rows.GroupBy(static row => row.Group.Length == 0 ? Ungrouped : row.Group).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {group.Key}\n\n| function | kind | since |\n|---|---|---|\n");
            foreach (var row in group)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{Signature(row).Replace("|", "\\|", StringComparison.Ordinal)}` | {row.Kind.ToString().ToLowerInvariant()} | {row.Since} |\n");
            }
            text.Append('\n');
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Signature(FunctionDefinition row)
    {
        var text = new StringBuilder(row.Name).Append('(');
        for (int i = 0; i < row.Parameters.Length; i++)
        {
            bool isOptional = i >= row.MinimumCount;
            text.Append(i > 0 ? ", " : "").Append(isOptional ? "[" : "").Append(row.Parameters[i].Name).Append(isOptional ? "]" : "");
        }
        return text.Append(row.Variadic ? ", ...)" : ")").ToString().Replace("(, ", "(", StringComparison.Ordinal);
    }
}
