using Gateway.Plans.Logical;

namespace Gateway.Connect.Analysis;

/// <summary>Lists the files that a plan reads.</summary>
internal static class InputFiles
{
    public static IEnumerable<string> Of(LogicalPlan plan) => plan.SelfAndDescendants().OfType<TableScan>().SelectMany(static scan => scan.Table.Files).Distinct(StringComparer.Ordinal);
}
