using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>A shared definition whose every reader filters it keeps only rows that one of them may take.</summary>
/// <remarks>The readers keep their filters. Only conditions that cannot raise errors count.</remarks>
public sealed class PushFiltersIntoCte : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    /// <summary>Gets the pass that moves the new filters on; it has nothing to do where there are none.</summary>
    public PlanPass? Then { get; init; }

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        var readers = new Dictionary<long, List<Expression?>>();
        Collect(plan, null, readers);
        if (readers.Values.All(static conditions => conditions.Contains(null)))
        {
            return plan;
        }
        var narrowed = plan.TransformUp(node => node is WithCte with ? Narrow(with, readers) : node);
        return Then is null || ReferenceEquals(narrowed, plan) ? narrowed : Then.Apply(narrowed, context);
    }

    private static WithCte Narrow(WithCte with, Dictionary<long, List<Expression?>> readers)
    {
        ImmutableArray<CteNode> narrowed = [.. with.Definitions.Select(definition => Narrow(definition, readers))];
        return narrowed.Zip(with.Definitions).All(static pair => ReferenceEquals(pair.First, pair.Second)) ? with : with with { Definitions = narrowed };
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
