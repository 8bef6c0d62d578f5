using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Collations;
using Gateway.Core.Types;
using Gateway.Execution.Plans;

namespace Gateway.Engine.Planning;

/// <summary>Makes physical operators, which compare bytes, group, join and order collated strings by their collations.</summary>
internal static class CollationKeys
{
    public static Expression Of(Expression value) => CollationFunctions.Key(value);

    public static ImmutableArray<Expression> Of(ImmutableArray<Expression> values) => [.. values.Select(Of)];

    public static SortOrder Of(SortOrder order) => order with { Child = Of(order.Child) };

    public static ImmutableArray<SortOrder> Of(ImmutableArray<SortOrder> order) => [.. order.Select(Of)];

    public static JoinKey Of(JoinKey key) => key with { Left = Of(key.Left), Right = Of(key.Right) };

    /// <summary>Gives a window item the keys of its operator.</summary>
    public static WindowExpression Of(WindowExpression item) =>
        item with { Spec = item.Spec with { PartitionBy = Of(item.Spec.PartitionBy), OrderBy = Of(item.Spec.OrderBy) } };

    /// <summary>Removes duplicates by key columns (all when there are none): collated ones are compared by keys in added columns.</summary>
    public static PhysicalPlan Distinct(PhysicalPlan input, ImmutableArray<int> keys)
    {
        var fields = input.Output.Fields;
        ImmutableArray<int> compared = keys.IsEmpty ? [.. Enumerable.Range(0, fields.Length)] : keys;
        int[] collated = [.. compared.Where(key => CollatedTypes.Contains(fields[key].Type))];
        if (collated.Length == 0)
        {
            return new DistinctNode(input, keys);
        }
        ImmutableArray<Expression> columns = [.. fields.Select(static (field, ordinal) => new BoundReference(ordinal, field.Type, field.Nullable))];
        ImmutableArray<Expression> added = [.. collated.Select(key => Of(columns[key]))];
        var widened = new StructType([.. fields, .. added.Select(static (key, i) => new StructField("key" + i, key.Type, key.Nullable))]);
        var keyed = new ProjectNode(input, [.. columns, .. added], widened);
        var distinct = new DistinctNode(keyed, [.. compared.Select(key => Array.IndexOf(collated, key) is >= 0 and var place ? fields.Length + place : key)]);
        return new ProjectNode(distinct, columns, input.Output);
    }
}
