using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Filter(x, true) becomes x; Filter over a false condition becomes an empty relation.</summary>
public sealed class SimplifyFilter : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context)
    {
        if (Predicates.IsTrue(filter.Condition))
        {
            return filter.Input;
        }
        return Predicates.IsFalseOrNull(filter.Condition) ? new LocalRelation(filter.Output, [], FromSql: false) : null;
    }
}

/// <summary>Filter(Filter(x, a), b) becomes Filter(x, a AND b): the inner condition stays first.</summary>
public sealed class MergeFilters : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context) =>
        filter.Input is Filter inner && inner.Condition.Deterministic && filter.Condition.Deterministic
            ? new Filter(inner.Input, Predicates.And(inner.Condition, filter.Condition)) { Origin = filter.Origin }
            : null;
}

/// <summary>Filter(Project(x, items), p) becomes Project(Filter(x, p with items in place of names), items), for deterministic items.</summary>
public sealed class PushFilterThroughProject : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context)
    {
        if (filter.Input is not Project project || !project.Items.All(static item => item.Deterministic) || project.Items.Any(Predicates.HasSubquery))
        {
            return null;
        }
        var definitions = Predicates.Definitions(project.Items);
        return project with { Input = new Filter(project.Input, Predicates.Substitute(filter.Condition, definitions)) { Origin = filter.Origin } };
    }
}

/// <summary>Filter(Aggregate(x), p) becomes Aggregate(Filter(x, p)) for conjuncts over grouping keys only.</summary>
public sealed class PushFilterThroughAggregate : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context)
    {
        if (filter.Input is not Aggregate aggregate || aggregate.Groupings.IsEmpty || !aggregate.Groupings.All(static grouping => grouping.Deterministic))
        {
            return null;
        }
        var definitions = Predicates.Definitions(aggregate.Items);
        var groupingTexts = aggregate.Groupings.Select(static grouping => grouping.CanonicalText).ToHashSet();
        var keyIds = new HashSet<ExpressionId>();
        foreach (var item in aggregate.Items)
        {
            var expression = item is Alias alias ? alias.Child : item;
            if (groupingTexts.Contains(expression.CanonicalText))
            {
                keyIds.Add(((NamedExpression)item).Id);
            }
        }
        return PushDown.Split(filter, aggregate.Input,
            conjunct => Predicates.CoveredBy(conjunct, keyIds) && !Predicates.References(conjunct).SetEquals([]),
            conjunct => Predicates.Substitute(conjunct, definitions),
            input => aggregate with { Input = input });
    }
}

/// <summary>Filter(a UNION b, p) becomes Filter(a, p) UNION Filter(b, p), likewise INTERSECT and EXCEPT.</summary>
public sealed class PushFilterThroughSetOperation : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context)
    {
        if (filter.Input is not SetOperation operation || !filter.Condition.Deterministic || Predicates.HasSubquery(filter.Condition))
        {
            return null;
        }
        var output = operation.Output;
        return operation with
        {
            UnionOutput = output,
            Left = new Filter(operation.Left, Rename(filter.Condition, output, operation.Left.Output)),
            Right = new Filter(operation.Right, Rename(filter.Condition, output, operation.Right.Output)),
        };
    }

    private static Expression Rename(Expression condition, ImmutableArray<AttributeReference> from, ImmutableArray<AttributeReference> to) =>
        Predicates.Substitute(condition, from.Zip(to).DistinctBy(static pair => pair.First.Id).ToDictionary(static pair => pair.First.Id, static pair => (Expression)pair.Second));
}

/// <summary>Filter(Sort(x), p) becomes Sort(Filter(x, p)); likewise Distinct, Repartition, Generate, Window and MarkJoin over what they pass on.</summary>
public sealed class PushFilterThroughUnary : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context)
    {
        switch (filter.Input)
        {
            case Sort sort when filter.Condition.Deterministic:
                return sort with { Input = filter with { Input = sort.Input } };
            case Distinct distinct when filter.Condition.Deterministic:
                return distinct with { Input = filter with { Input = distinct.Input } };
            case Repartition repartition when filter.Condition.Deterministic:
                return repartition with { Input = filter with { Input = repartition.Input } };
            case Generate generate:
                var inputIds = generate.Input.Ids();
                return PushDown.Split(filter, generate.Input, conjunct => Predicates.CoveredBy(conjunct, inputIds), static conjunct => conjunct, input => generate with { Input = input });
            case Window window:
                var partitionIds = window.PartitionBy.OfType<AttributeReference>().Select(static attribute => attribute.Id).ToHashSet();
                return PushDown.Split(filter, window.Input, conjunct => Predicates.References(conjunct).Count > 0 && Predicates.CoveredBy(conjunct, partitionIds), static conjunct => conjunct, input => window with { Input = input });
            case MarkJoin mark:
                var leftIds = mark.Left.Ids();
                return PushDown.Split(filter, mark.Left, conjunct => Predicates.CoveredBy(conjunct, leftIds), static conjunct => conjunct, input => mark with { Left = input });
            default:
                return null;
        }
    }
}

/// <summary>(a AND b) OR (a AND c) becomes a AND (b OR c): common conjuncts leave the disjunction.</summary>
public sealed class FactorDisjunctions : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context)
    {
        var conjuncts = Predicates.Conjuncts(filter.Condition);
        bool changed = false;
        var result = new List<Expression>();
        foreach (var conjunct in conjuncts)
        {
            if (Factor(conjunct) is { } factored)
            {
                changed = true;
                result.AddRange(factored);
            }
            else
            {
                result.Add(conjunct);
            }
        }
        return changed ? filter with { Condition = Predicates.All(result)! } : null;
    }

    internal static List<Expression>? Factor(Expression conjunct)
    {
        var branches = Predicates.Disjuncts(conjunct).Select(static branch => Predicates.Conjuncts(branch)).ToList();
        if (branches.Count < 2 || !conjunct.Deterministic)
        {
            return null;
        }
        var common = branches[0].Where(candidate => branches.Skip(1).All(branch => branch.Any(other => other.SemanticEquals(candidate)))).ToList();
        if (common.Count == 0)
        {
            return null;
        }
        var rests = branches.Select(branch => branch.Where(part => !common.Any(shared => shared.SemanticEquals(part))).ToList()).ToList();
        if (rests.TrueForAll(static rest => rest.Count > 0))
        {
            common.Add(Predicates.Any(rests.Select(static rest => Predicates.All(rest)!))!);
        }
        return common;
    }
}

/// <summary>The shared part of pushing conjuncts below a node.</summary>
internal static class PushDown
{
    /// <summary>Moves the conjuncts that may go below; null when none may. Nondeterministic conjuncts and all after them stay.</summary>
    public static LogicalPlan? Split(Filter filter, LogicalPlan input, Func<Expression, bool> mayPush, Func<Expression, Expression> translate, Func<LogicalPlan, LogicalPlan> rebuild)
    {
        var pushed = new List<Expression>();
        var kept = new List<Expression>();
        foreach (var conjunct in Predicates.Conjuncts(filter.Condition))
        {
            bool push = conjunct.Deterministic && !Predicates.HasSubquery(conjunct) && kept.TrueForAll(static earlier => earlier.Deterministic) && mayPush(conjunct);
            (push ? pushed : kept).Add(conjunct);
        }
        if (pushed.Count == 0)
        {
            return null;
        }
        var below = rebuild(new Filter(input, Predicates.All(pushed.Select(translate))!) { Origin = filter.Origin });
        return kept.Count == 0 ? below : filter with { Input = below, Condition = Predicates.All(kept)! };
    }
}
