using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Planning;

/// <summary>Turns the removal of duplicates into grouping: by all columns, or by keys with the first value of the others.</summary>
internal static class DistinctBuilding
{
    public static PhysicalPlan Expand(DistinctNode node)
    {
        var fields = node.Output.Fields;
        int[] keys = node.Keys.IsEmpty ? [.. Enumerable.Range(0, fields.Length)] : [.. node.Keys];
        int[] others = [.. Enumerable.Range(0, fields.Length).Except(keys)];
        if (keys.Length == 0)
        {
            return new LimitNode(node.Input, 1);
        }
        var first = FunctionRegistry.Builtin.Find("first")!;
        var grouped = new HashAggregateNode(
            node.Input,
            [.. keys.Select(Column)],
            [.. others.Select(ordinal => new AggregateSpec(new FunctionCall(first, "first", [Column(ordinal)], EvaluationMode.Ansi)))],
            new StructType([.. keys.Select(key => fields[key]), .. others.Select(ordinal => fields[ordinal])]));
        return others.Length == 0 && node.Keys.IsEmpty
            ? grouped
            : new ProjectNode(grouped, [.. fields.Select((f, ordinal) => new BoundReference(Position(ordinal), f.Type, f.Nullable))], node.Output);

        Expression Column(int ordinal) => new BoundReference(ordinal, fields[ordinal].Type, fields[ordinal].Nullable);

        int Position(int ordinal) => Array.IndexOf(keys, ordinal) is >= 0 and var key ? key : keys.Length + Array.IndexOf(others, ordinal);
    }
}
