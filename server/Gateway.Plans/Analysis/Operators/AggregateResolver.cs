using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves GROUP BY: first the select list, then the keys (ordinals, input columns, select aliases, ALL, grouping analytics).</summary>
internal sealed class AggregateResolver : OperatorResolver<Aggregate>
{
    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(Aggregate node, Resolution resolution)
    {
        bool hasStar = node.Items.Any(static item => item.Any(part => part is UnresolvedStar && !IsCounted(part, item)));
        var scope = resolution.ScopeOf(node);
        if (hasStar && scope.IsReady && node.Groupings.Any(key => GroupingKeys.IsOrdinal(key, resolution)))
        {
            resolution.Throw(FaultPhase.Names, new QueryException("STAR_GROUP_BY_POS"));
            return node;
        }
        var items = SelectItems.Resolve(node.Items, node, [], resolution);
        var keys = new GroupingKeys(items, resolution, scope);
        var groupings = node.Groupings.SelectMany(keys.Resolve).ToImmutableArray();
        var aggregate = (Aggregate)HiddenColumns.Expose(node with { Items = items, Groupings = groupings });
        if (!node.Input.Resolved || !items.All(GeneratorItems.IsReady))
        {
            return aggregate;
        }
        if (groupings.Any(TimeWindows.Has))
        {
            return aggregate;
        }
        if (node.GroupByAll)
        {
            aggregate = GroupByAll.Expand(aggregate);
        }
        aggregate = MetricViewReads.Apply(aggregate);
        if (aggregate.Groupings.Any(static key => key is GroupingAnalytics))
        {
            return aggregate.Groupings.All(AreMembersResolved) ? Finish(GroupingSets.Expand(aggregate, resolution), resolution) : aggregate;
        }
        if (!aggregate.Groupings.All(static key => key.Resolved))
        {
            return aggregate;
        }
        aggregate = aggregate with { Groupings = [.. aggregate.Groupings.Select(static key => ItemNaming.Trim(key))] };
        return Finish(PullOutNondeterministic(aggregate), resolution);
    }

    /// <summary>Tells the star of count(*), which stands for no columns.</summary>
    private static bool IsCounted(Expression star, Expression item) => item.Any(node =>
        node is UnresolvedFunction { NameParts: [var name], IsDistinct: false, Arguments: [UnresolvedStar { Target.IsDefaultOrEmpty: true }] } call
        && name.Equals("count", StringComparison.OrdinalIgnoreCase) && ReferenceEquals(call.Arguments[0], star));

    /// <summary>Splits a resolved aggregate into operators, unless something above still has to see it whole.</summary>
    public static LogicalPlan Finish(Aggregate aggregate, Resolution resolution) =>
        (resolution.KeepsSelectTogether && !aggregate.Items.Any(Contents.HasGenerator)) || IsRefused(aggregate) ? aggregate : SelectSplit.Split(aggregate, resolution);

    /// <summary>Tells whether the check will refuse the aggregate for what its keys or items hold: it has to see it whole.</summary>
    private static bool IsRefused(Aggregate aggregate) =>
        aggregate.Groupings.Any(static key => key.Any(static node => node is AggregateExpression)) || aggregate.Items.Any(Contents.HasBareWindowFunction);

    private static bool AreMembersResolved(Expression key) => key is GroupingAnalytics analytics ? analytics.Children.All(AreMembersResolved) : key.Resolved;

    /// <summary>Computes keys such as rand() below the aggregate, once a row.</summary>
    private static Aggregate PullOutNondeterministic(Aggregate aggregate)
    {
        var pulled = new List<Alias>();
        var groupings = aggregate.Groupings.ToBuilder();
        for (int i = 0; i < groupings.Count; i++)
        {
            if (!groupings[i].Deterministic && !groupings[i].Any(static node => node is AggregateExpression))
            {
                var alias = new Alias(groupings[i], "_nondeterministic") { Origin = groupings[i].Origin };
                pulled.Add(alias);
                groupings[i] = alias.ToAttribute();
            }
        }
        if (pulled.Count == 0)
        {
            return aggregate;
        }
        var items = aggregate.Items.Select(item => item.TransformDown(node => pulled.Find(alias => ReferenceEquals(alias.Child, node) || alias.Child.PrettyText == node.PrettyText && !node.Deterministic) is { } found ? found.ToAttribute() : node));
        return aggregate with { Input = new Project(aggregate.Input, [.. aggregate.Input.Output, .. pulled]), Groupings = groupings.ToImmutable(), Items = [.. items] };
    }
}

/// <summary>Resolves the items of one GROUP BY list.</summary>
internal sealed class GroupingKeys(ImmutableArray<Expression> items, Resolution resolution, Scope scope)
{
    private readonly ExpressionResolver _resolver = resolution.Expressions(WithAliases(items, scope, resolution) with { ExpandsStars = false });

    public IEnumerable<Expression> Resolve(Expression key)
    {
        if (key is GroupingAnalytics analytics)
        {
            return [analytics with { Sets = [.. analytics.Sets.Select(set => set.SelectMany(Resolve).ToImmutableArray())], Keys = [.. analytics.Keys.SelectMany(Resolve)] }];
        }
        return [IsOrdinal(key, resolution) ? ByOrdinal(key, (int)((Literal)key).Value!) : _resolver.Resolve(key)];
    }

    /// <summary>Tells whether a key is the position of an item.</summary>
    public static bool IsOrdinal(Expression key, Resolution resolution) =>
        key is Literal { LiteralType: IntegerType, Value: int } && resolution.Context.Configuration.Get(ConfigurationKeys.GroupByOrdinal);

    private Expression ByOrdinal(Expression key, int ordinal)
    {
        if (!scope.IsReady)
        {
            return key;
        }
        if (ordinal < 1 || ordinal > items.Length)
        {
            throw new QueryException("GROUP_BY_POS_OUT_OF_RANGE", key.Origin, ("index", Text(ordinal)), ("size", Text(items.Length)));
        }
        var item = items[ordinal - 1];
        if (item.Resolved && item.Any(static node => node is AggregateExpression || Contents.IsGrouping(node)))
        {
            throw new QueryException("GROUP_BY_POS_AGGREGATE", key.Origin, ("index", Text(ordinal)), ("aggExpr", item.SqlText));
        }
        return item is UnresolvedAlias unnamed ? unnamed.Child : Contents.Value(item);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Scope WithAliases(ImmutableArray<Expression> items, Scope scope, Resolution resolution)
    {
        if (!scope.IsReady || !resolution.Context.Configuration.Get(ConfigurationKeys.GroupByAliases))
        {
            return scope;
        }
        int inputLayers = scope.OuterLayers.Length;
        return scope with { Layers = scope.Layers.Insert(inputLayers, new SelectAliasLayer(items, resolution.Context)) };
    }
}
