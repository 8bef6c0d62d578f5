using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Execution.Grouping;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Planning;

/// <summary>Finds the groupings over an Expand whose sets all come from one of them, so that rows need to be grouped once only.</summary>
/// <remarks>
/// ROLLUP and CUBE have such a finest set; the groups of the others are sums of its groups, which are few beside the rows. A data cube's
/// aggregates that allow this are called distributive and algebraic (Gray et al., "Data Cube", 1997).
/// </remarks>
internal static class GroupingSetsBuilding
{
    /// <summary>Gives the grouping by the finest set over the Expand's input, and for every other set its constant keys (null: the finest set's key).</summary>
    /// <returns>Null when rows have to be repeated.</returns>
    public static (HashAggregateNode Finest, ImmutableArray<ImmutableArray<Literal?>> Coarser)? Split(HashAggregateNode node)
    {
        if (node.Input is not ExpandNode { Projections.Length: > 1 } expand || node.Aggregates.Any(static spec => spec.Distinct)
            || node.Groupings.Any(static grouping => grouping is not BoundReference || grouping.Type.Physical is PhysicalType.List or PhysicalType.Map or PhysicalType.Struct)
            || expand.Projections.Any(static list => list.Any(static item => !item.Deterministic)))
        {
            return null;
        }
        int[] keys = [.. node.Groupings.Select(static grouping => ((BoundReference)grouping).Ordinal)];
        var lists = expand.Projections;
        int finest = Enumerable.Range(0, lists.Length).FirstOrDefault(candidate => lists.All(list => keys.All(key => list[key] is Literal || list[key].SemanticEquals(lists[candidate][key]))), -1);
        if (finest < 0 || !node.Aggregates.All(spec => SameInAll(spec.Call) && (spec.Filter is null || SameInAll(spec.Filter))))
        {
            return null;
        }
        var grouped = node with
        {
            Input = expand.Input,
            Groupings = [.. keys.Select(key => lists[finest][key])],
            Aggregates = [.. node.Aggregates.Select(spec => spec with { Call = (Compute.Functions.FunctionCall)Inline(spec.Call), Filter = spec.Filter is null ? null : Inline(spec.Filter) })],
        };
        return (grouped, [.. lists.Where((_, i) => i != finest).Select(list => keys.Select(key => list[key].SemanticEquals(lists[finest][key]) ? null : (Literal)list[key]).ToImmutableArray())]);

        bool SameInAll(Expression expression) => expression is BoundReference reference
            ? lists.All(list => list[reference.Ordinal].SemanticEquals(lists[finest][reference.Ordinal]))
            : expression.Children.All(SameInAll);

        Expression Inline(Expression expression) => expression.TransformUp(item => item is BoundReference reference ? lists[finest][reference.Ordinal] : item);
    }

    /// <summary>Tells whether groups can be added up: their states lie in their rows, and the order of rows does not matter.</summary>
    public static bool Allows(AggregateShape shape) => shape.WithHeap.Length == 0 && !shape.IsOrderSensitive;
}
