using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Planning;

/// <summary>Splits an aggregate's output expressions into keys, aggregates and a projection over both.</summary>
internal static class AggregatePlanning
{
    public static PhysicalPlan Plan(Aggregate aggregate, PhysicalPlanner planner)
    {
        var binder = PhysicalPlanner.BinderOf(aggregate.Input);
        var keys = new List<(string Text, Expression Expression)>();
        foreach (var grouping in aggregate.Groupings)
        {
            string text = grouping.CanonicalText;
            if (!keys.Exists(key => key.Text == text))
            {
                keys.Add((text, grouping));
            }
        }
        var aggregates = new List<(string Text, AggregateExpression Expression)>();
        var items = aggregate.Items.Select(item => Split(item is Alias alias ? alias.Child : item, keys, aggregates)).ToList();
        var collated = new CollatedGrouping(
            [.. binder.Bind(keys.Select(static key => key.Expression)).Select(MapFunctions.Sorted)],
            [.. aggregates.Select(call => new AggregateSpec(binder.Bind(call.Expression.Function), call.Expression.IsDistinct, call.Expression.Filter is null ? null : binder.Bind(call.Expression.Filter)))]);
        var grouped = collated.Plan(planner.Plan(aggregate.Input));
        return new ProjectNode(grouped, [.. items.Select(item => Number(item, collated))], aggregate.Schema);
    }

    /// <summary>Replaces keys and aggregates by placeholders; aggregates that a registry row rewrites are opened first.</summary>
    private static Expression Split(Expression expression, List<(string Text, Expression Expression)> keys, List<(string Text, AggregateExpression Expression)> aggregates)
    {
        if (expression is not (Literal or BoundReference))
        {
            string text = expression.CanonicalText;
            int key = keys.FindIndex(candidate => candidate.Text == text);
            if (key >= 0)
            {
                return new BoundReference(key, expression.Type, expression.Nullable);
            }
            if (expression is AggregateExpression { Function.Function.Rewrite: not null } rewritten)
            {
                return Split(Open(rewritten), keys, aggregates);
            }
            if (expression is AggregateExpression call)
            {
                int position = aggregates.FindIndex(candidate => candidate.Text == text);
                if (position < 0)
                {
                    position = aggregates.Count;
                    aggregates.Add((text, call));
                }
                return new Placeholder(position, call.Type, call.Nullable);
            }
        }
        return expression.MapChildren(child => Split(child, keys, aggregates));
    }

    /// <summary>Gives the aggregates inside a replacement the modifiers of the call that is replaced.</summary>
    private static Expression Open(AggregateExpression call) => call.Function.Replacement.TransformDown(node => node switch
    {
        AggregateExpression inner => inner with { IsDistinct = inner.IsDistinct || call.IsDistinct, Filter = call.Filter },
        FunctionCall { Function.Kind: FunctionKind.Aggregate } inner => new AggregateExpression(inner, call.IsDistinct, call.Filter),
        _ => node,
    });

    private static Expression Number(Expression item, CollatedGrouping grouping) => item.TransformUp(node => node switch
    {
        Placeholder placeholder => new BoundReference(grouping.AggregateOrdinal(placeholder.Position), placeholder.ResultType, placeholder.IsNullable),
        BoundReference key => key with { Ordinal = grouping.KeyOrdinal(key.Ordinal) },
        _ => PhysicalForm.Of(node),
    });

    /// <summary>Stands for the n-th aggregate until the number of keys is known.</summary>
    private sealed record Placeholder(int Position, DataType ResultType, bool IsNullable) : Expression
    {
        public override ImmutableArray<Expression> Children => [];
        public override DataType Type => ResultType;
        public override bool Nullable => IsNullable;
        public override Expression WithChildren(ImmutableArray<Expression> children) => this;
        public override void Print(ExpressionWriter writer) => writer.Append("aggregate").Append(Position.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
