using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>A shared definition whose every reader filters it keeps only rows that one of them may take.</summary>
/// <remarks>The readers keep their filters. Only conditions that cannot raise errors count.</remarks>
public sealed class PushFiltersIntoCte : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        var readers = new Dictionary<long, List<Expression?>>();
        Collect(plan, null, readers);
        return readers.Count == 0 ? plan : plan.TransformUp(node => node is WithCte with ? with with { Definitions = [.. with.Definitions.Select(definition => Narrow(definition, readers))] } : node);
    }

    private static CteNode Narrow(CteNode definition, Dictionary<long, List<Expression?>> readers)
    {
        if (definition.Recursive || !readers.TryGetValue(definition.Id, out var conditions) || conditions.Contains(null))
        {
            return definition;
        }
        var output = definition.Plan.Output;
        var alternatives = conditions.Select(condition => condition!.TransformUp(node => node is BoundReference column ? output[column.Ordinal] : node)).DistinctBy(static condition => condition.CanonicalText);
        return definition with { Plan = new Filter(definition.Plan, Predicates.Any(alternatives)!) };
    }

    /// <summary>Notes for each reader what it asks of the definition's columns, by their positions; null where it takes every row.</summary>
    private static void Collect(LogicalPlan plan, Filter? above, Dictionary<long, List<Expression?>> readers)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (plan is CteReference reference)
        {
            if (!readers.TryGetValue(reference.Id, out var conditions))
            {
                readers.Add(reference.Id, conditions = []);
            }
            conditions.Add(above is null ? null : Asked(above, reference));
        }
        foreach (var child in plan.Children)
        {
            Collect(child, plan as Filter, readers);
        }
        foreach (var subquery in plan.Expressions.SelectMany(static expression => expression.SelfAndDescendants()).OfType<SubqueryExpression>())
        {
            Collect(subquery.Plan, null, readers);
        }
    }

    private static Expression? Asked(Filter filter, CteReference reference)
    {
        var positions = reference.Attributes.Select(static (attribute, i) => (attribute, i)).ToDictionary(static pair => pair.attribute.Id, static pair => (Expression)new BoundReference(pair.i, pair.attribute.Type, pair.attribute.Nullable));
        var ids = positions.Keys.ToHashSet();
        return Predicates.All(Predicates.Conjuncts(filter.Condition)
            .Where(conjunct => conjunct.Deterministic && !Predicates.HasOuterReference(conjunct) && !Predicates.CanThrow(conjunct) && Predicates.CoveredBy(conjunct, ids))
            .Select(conjunct => Predicates.Substitute(conjunct, positions)));
    }
}
