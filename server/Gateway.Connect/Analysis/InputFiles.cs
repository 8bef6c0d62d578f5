using Gateway.Engine.Tables;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Analysis;

/// <summary>Lists the files that a plan reads.</summary>
internal static class InputFiles
{
    public static IEnumerable<string> Of(LogicalPlan plan) => plan.SelfAndDescendants().OfType<TableScan>().Select(static scan => scan.Table).OfType<SourceTable>().SelectMany(static table => table.Source.InputFiles).Distinct(StringComparer.Ordinal);
}
