using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Collations;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Plans.Optimization;

namespace Gateway.Engine.Planning;

/// <summary>Plans a grouping whose keys and distinct arguments may be collated: groups by collation keys and keeps the first value of each group. Maps group by their entries in key order.</summary>
internal sealed class CollatedGrouping(ImmutableArray<Expression> groupings, ImmutableArray<AggregateSpec> aggregates)
{
    private readonly int[] _collated = [.. Enumerable.Range(0, groupings.Length).Where(i => CollatedTypes.Contains(groupings[i].Type))];

    /// <summary>Gets the output column of an aggregate.</summary>
    public int AggregateOrdinal(int position) => groupings.Length + position;

    /// <summary>Gets the output column that holds a key's value.</summary>
    public int KeyOrdinal(int key) => Array.IndexOf(_collated, key) is >= 0 and var place ? groupings.Length + aggregates.Length + place : key;

    public HashAggregateNode Plan(PhysicalPlan input)
    {
        var specs = ImmutableArray.CreateBuilder<AggregateSpec>();
        foreach (var call in aggregates)
        {
            var aggregate = call.Distinct ? call with { Call = (FunctionCall)call.Call.MapChildren(static argument => argument is SortOrder ? argument : MapFunctions.Sorted(argument)) } : call;
            if (aggregate.Call.Function.Name == "approx_count_distinct")
            {
                aggregate = aggregate with { Call = aggregate.Call with { Arguments = aggregate.Call.Arguments.SetItem(0, CollationKeys.Of(aggregate.Call.Arguments[0])) } };
            }
            specs.Add(aggregate.Distinct && aggregate.Call.Arguments.Any(static argument => CollatedTypes.Contains(Value(argument).Type)) ? Distinct(aggregate, ref input) : aggregate);
        }
        var first = FunctionRegistry.Builtin.Find("first")!;
        specs.AddRange(_collated.Select(key => new AggregateSpec(new FunctionCall(first, "first", [groupings[key]], EvaluationMode.Ansi))));
        var keys = CollationKeys.Of(groupings);
        var fields = keys.Select(static (key, i) => new StructField("k" + i, key.Type, key.Nullable)).Concat(specs.Select(static (spec, i) => new StructField("a" + i, spec.Call.Type, spec.Call.Nullable)));
        return new HashAggregateNode(input, keys, specs.ToImmutable(), new StructType(fields));
    }

    /// <summary>Counts by keys; other aggregates see the first row of each set of equal arguments.</summary>
    private AggregateSpec Distinct(AggregateSpec aggregate, ref PhysicalPlan input)
    {
        ImmutableArray<Expression> arguments = [.. aggregate.Call.Arguments.Select(Value)];
        if (aggregate.Call.Function.Name == "count")
        {
            return aggregate with { Call = (FunctionCall)aggregate.Call.WithChildren(CollationKeys.Of(arguments)) };
        }
        ImmutableArray<Expression> partition = [.. CollationKeys.Of(groupings), .. CollationKeys.Of(arguments), .. aggregate.Filter is { } filter ? [filter] : ImmutableArray<Expression>.Empty];
        ImmutableArray<SortOrder> order = [new SortOrder(partition[0])];
        var frame = new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.CurrentRow));
        var number = new WindowExpression(Predicates.Call("row_number"), new WindowSpec(partition, order, frame));
        var numbered = new WindowNode(input, partition, order, [number], ["row_number"]);
        var isFirst = Predicates.Call("=", new BoundReference(input.Output.Fields.Length, number.Type, number.Nullable), Literal.Of(1));
        input = numbered;
        return aggregate with { Distinct = false, Filter = aggregate.Filter is { } condition ? Predicates.Call("and", condition, isFirst) : isFirst };
    }

    private static Expression Value(Expression argument) => argument is SortOrder order ? order.Child : argument;
}
