using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Engine.Tables;
using Gateway.Execution.Plans;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization;
using Gateway.Storage.Scanning;

namespace Gateway.Engine.Planning;

/// <summary>Plans reads of tables: columns by ordinal, conjuncts that cannot fail inside the scan, the others above it.</summary>
internal static class ScanPlanning
{
    public static PhysicalPlan Plan(TableScan scan, IReadOnlyList<Expression> conjuncts)
    {
        var table = (SourceTable)scan.Table;
        var output = scan.Output;
        var binder = new Binder(output);
        ImmutableArray<int> columns = [.. Enumerable.Range(0, output.Length).Select(i => table.Ordinal(scan, i))];
        var inside = new List<Expression>();
        var above = new List<Expression>();
        foreach (var conjunct in conjuncts)
        {
            // Spark evaluates conjuncts left to right: nothing moves before one that can fail.
            bool safe = above.Count == 0 && conjunct.Deterministic && !Predicates.CanThrow(conjunct);
            (safe ? inside : above).Add(binder.Bind(conjunct));
        }
        PhysicalPlan node = new ScanNode(table.Source, new ScanRequest(columns, [.. inside]));
        return above.Count == 0 ? node : new FilterNode(node, Predicates.All(above)!);
    }
}
