using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using GroupType = Spark.Connect.Aggregate.Types.GroupType;

namespace Gateway.Connect.Relations;

/// <summary>Translates grouped aggregates, with rollup, cube, grouping sets and pivot.</summary>
internal static class AggregateTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Aggregate message)
    {
        if (message.Input is null)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.AGGREGATE_NEEDS_PLAN_INPUT");
        }
        var input = translator.Relation(message.Input);
        var groupings = translator.Expressions(message.GroupingExpressions);
        if (message.GroupType == GroupType.Pivot)
        {
            return TranslatePivot(translator, message, input, groupings);
        }
        ImmutableArray<Expression> keys = message.GroupType switch
        {
            GroupType.Groupby => [.. groupings.Select(WithoutName)],
            GroupType.Rollup => [new GroupingAnalytics(GroupingAnalyticsKind.Rollup, [.. groupings.Select(static key => ImmutableArray.Create(key))])],
            GroupType.Cube => [new GroupingAnalytics(GroupingAnalyticsKind.Cube, [.. groupings.Select(static key => ImmutableArray.Create(key))])],
            GroupType.GroupingSets => [new GroupingAnalytics(GroupingAnalyticsKind.GroupingSets, [.. message.GroupingSets.Select(set => translator.Expressions(set.GroupingSet))])],
            GroupType.Pivot or GroupType.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.Aggregate.group_type", message.GroupType.ToString(), (int)message.GroupType),
        };
        return new Aggregate(input, keys, [.. groupings.Select(Named), .. message.AggregateExpressions.Select(translator.Named)]);
    }

    private static Pivot TranslatePivot(Translator translator, Proto.Aggregate message, LogicalPlan input, ImmutableArray<Expression> groupings)
    {
        if (message.Pivot is not { Col: { } column })
        {
            throw new QueryException("CONNECT_INVALID_PLAN.AGGREGATE_WITH_PIVOT_REQUIRES_PIVOT");
        }
        return new Pivot(
            input,
            [.. groupings.Select(Named)],
            translator.Expression(column),
            [.. message.Pivot.Values.Select(translator.Literals.Read)],
            [.. message.AggregateExpressions.Select(translator.Expression)]) { Origin = Origin.Unplaced };
    }

    private static Expression Named(Expression key) => key is NamedExpression or UnresolvedAttribute or UnresolvedStar ? key : new UnresolvedAlias(key) { Origin = key.Origin };

    /// <summary>Groups by the value; the name belongs to the output only.</summary>
    private static Expression WithoutName(Expression key) => key is Alias alias ? alias.Child : key;
}
