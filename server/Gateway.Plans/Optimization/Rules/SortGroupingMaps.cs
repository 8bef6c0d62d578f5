using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Aggregate(keys with maps, x) becomes the same over maps whose entries are sorted by key: the order of entries does not tell groups apart.</summary>
public sealed class SortGroupingMaps : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    private const string SortedName = "_groupingmapsort";

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context) => plan.TransformUp(node =>
    {
        var mapped = node.MapExpressions(expression => SubqueryExpression.MapPlans(expression, inner => Apply(inner, context)));
        return mapped is Aggregate aggregate && aggregate.Groupings.Any(IsMap) ? Rewrite(aggregate) : mapped;
    });

    private static bool IsMap(Expression key) => key.Type is MapType map && Compute.Functions.OperatorChecks.IsOrderable(map.Value);

    private static Aggregate Rewrite(Aggregate aggregate)
    {
        var sorted = new List<(Expression Key, Alias Alias)>();
        foreach (var key in aggregate.Groupings.Where(IsMap))
        {
            var entries = Predicates.Call("sort_array", Predicates.Call("map_entries", key), Literal.True);
            sorted.Add((key, new Alias(Predicates.Call("map_from_entries", entries), SortedName)));
        }
        return aggregate with
        {
            Input = new Project(aggregate.Input, [.. aggregate.Input.Output, .. sorted.Select(static pair => pair.Alias)]),
            Groupings = [.. aggregate.Groupings.Select(Replace)],
            Items = [.. aggregate.Items.Select(Item)],
        };

        // The item keeps its id and name, by which the plan above knows it.
        Expression Item(Expression item) => item switch
        {
            AttributeReference attribute when Replace(attribute) is AttributeReference found && found.Id != attribute.Id =>
                new Alias(found, attribute.Name, attribute.Id, attribute.Qualifier, attribute.Metadata),
            Alias alias => alias with { Child = Replace(alias.Child) },
            _ => Replace(item),
        };

        Expression Replace(Expression node) => node is AggregateExpression
            ? node
            : sorted.Find(pair => pair.Key.SemanticEquals(node)) is { Alias: { } alias } ? alias.ToAttribute() : node.MapChildren(Replace);
    }
}
