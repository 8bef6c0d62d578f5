using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Filter(Join(l, r), p) moves each conjunct to the side it reads, or into the condition of an inner join.</summary>
/// <remarks>Where cross joins are refused, the conditions found here are what makes a join of comma-separated relations one that is allowed.</remarks>
public sealed class PushFilterThroughJoin : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context)
    {
        if (filter.Input is not Join join || !join.Resolved)
        {
            return null;
        }
        var leftIds = join.Left.Ids();
        var rightIds = join.Right.Ids();
        bool inner = join.Kind is JoinKind.Inner or JoinKind.Cross;
        bool toLeft = inner || join.Kind is JoinKind.LeftOuter or JoinKind.LeftSemi or JoinKind.LeftAnti;
        bool toRight = inner || join.Kind is JoinKind.RightOuter;
        var left = new List<Expression>();
        var right = new List<Expression>();
        var condition = new List<Expression>();
        var kept = new List<Expression>();
        foreach (var conjunct in Predicates.Conjuncts(filter.Condition))
        {
            if (!conjunct.Deterministic || Predicates.HasSubquery(conjunct))
            {
                kept.Add(conjunct);
                continue;
            }
            var references = Predicates.References(conjunct);
            if (toLeft && references.IsSubsetOf(leftIds))
            {
                left.Add(conjunct);
            }
            else if (toRight && references.IsSubsetOf(rightIds))
            {
                right.Add(conjunct);
            }
            else if (inner)
            {
                condition.Add(conjunct);
            }
            else
            {
                kept.Add(conjunct);
            }
        }
        if (left.Count + right.Count + condition.Count == 0)
        {
            return null;
        }
        var all = Predicates.All(Predicates.Conjuncts(join.Condition).Concat(condition));
        LogicalPlan pushed = join with
        {
            Left = Filtered(join.Left, left),
            Right = Filtered(join.Right, right),
            Condition = all,
            Kind = join.Kind == JoinKind.Cross && all is not null ? JoinKind.Inner : join.Kind,
        };
        return Filtered(pushed, kept);
    }

    internal static LogicalPlan Filtered(LogicalPlan plan, List<Expression> conjuncts) =>
        conjuncts.Count == 0 ? plan : new Filter(plan, Predicates.All(conjuncts)!);
}

/// <summary>A conjunct of a join condition that reads one side only becomes a filter of that side where the join kind allows it.</summary>
public sealed class PushJoinCondition : Rule<Join>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Join join, RuleContext context)
    {
        if (join.Condition is null || !join.Resolved)
        {
            return null;
        }
        var leftIds = join.Left.Ids();
        var rightIds = join.Right.Ids();
        bool toLeft = join.Kind is JoinKind.Inner or JoinKind.Cross or JoinKind.RightOuter or JoinKind.LeftSemi;
        bool toRight = join.Kind is JoinKind.Inner or JoinKind.Cross or JoinKind.LeftOuter or JoinKind.LeftSemi or JoinKind.LeftAnti;
        var left = new List<Expression>();
        var right = new List<Expression>();
        var kept = new List<Expression>();
        bool factored = false;
        foreach (var conjunct in Predicates.Conjuncts(join.Condition).SelectMany(Factored))
        {
            var references = Predicates.References(conjunct);
            bool movable = conjunct.Deterministic && !Predicates.HasSubquery(conjunct) && references.Count > 0;
            if (movable && toLeft && references.IsSubsetOf(leftIds))
            {
                left.Add(conjunct);
            }
            else if (movable && toRight && references.IsSubsetOf(rightIds))
            {
                right.Add(conjunct);
            }
            else
            {
                kept.Add(conjunct);
            }
        }
        return left.Count + right.Count == 0 && !factored ? null : join with
        {
            Left = PushFilterThroughJoin.Filtered(join.Left, left),
            Right = PushFilterThroughJoin.Filtered(join.Right, right),
            Condition = Predicates.All(kept),
        };

        IEnumerable<Expression> Factored(Expression conjunct)
        {
            if (FactorDisjunctions.Factor(conjunct) is { } parts)
            {
                factored = true;
                return parts;
            }
            return [conjunct];
        }
    }
}

/// <summary>A disjunction that both sides take part in also bounds each side: (l.a = 1 AND r.b = 2) OR (l.a = 3 AND r.b = 4) adds l.a = 1 OR l.a = 3 below the left side.</summary>
public sealed class InferJoinFilters : Rule<Join>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Join join, RuleContext context)
    {
        if (join.Kind is not (JoinKind.Inner or JoinKind.LeftSemi) || join.Condition is null || !join.Resolved)
        {
            return null;
        }
        var left = new List<Expression>();
        var right = new List<Expression>();
        var leftIds = join.Left.Ids();
        var rightIds = join.Right.Ids();
        foreach (var conjunct in Predicates.Conjuncts(join.Condition))
        {
            Infer(conjunct, leftIds, join.Left, left);
            Infer(conjunct, rightIds, join.Right, right);
        }
        return left.Count + right.Count == 0 ? null : join with
        {
            Left = PushFilterThroughJoin.Filtered(join.Left, left),
            Right = PushFilterThroughJoin.Filtered(join.Right, right),
        };
    }

    private static void Infer(Expression conjunct, HashSet<ExpressionId> ids, LogicalPlan side, List<Expression> inferred)
    {
        var branches = Predicates.Disjuncts(conjunct);
        if (branches.Count < 2 || !conjunct.Deterministic || Predicates.CanThrow(conjunct))
        {
            return;
        }
        var bounds = new List<Expression>();
        foreach (var branch in branches)
        {
            var own = Predicates.Conjuncts(branch).Where(part => Predicates.References(part) is { Count: > 0 } references && references.IsSubsetOf(ids)).ToList();
            if (own.Count == 0)
            {
                return;
            }
            bounds.Add(Predicates.All(own)!);
        }
        var bound = Predicates.Any(bounds)!;
        if (!AlreadyHolds(side, bound.CanonicalText))
        {
            inferred.Add(bound);
        }
    }

    /// <summary>Looks for the same condition on the way down, so that the rule fires once.</summary>
    private static bool AlreadyHolds(LogicalPlan plan, string text) => plan.SelfAndDescendants().Any(node =>
        Predicates.Conjuncts(node switch
        {
            Filter filter => filter.Condition,
            Join { Kind: JoinKind.Inner or JoinKind.LeftSemi } join => join.Condition,
            _ => null,
        }).Any(conjunct => conjunct.CanonicalText == text));
}

/// <summary>An outer join below a filter that no null-extended row can pass becomes an inner (or one-sided outer) join.</summary>
public sealed class StrengthenOuterJoin : Rule<Filter>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Filter filter, RuleContext context)
    {
        if (filter.Input is not Join { Kind: JoinKind.LeftOuter or JoinKind.RightOuter or JoinKind.FullOuter } join)
        {
            return null;
        }
        var conjuncts = Predicates.Conjuncts(filter.Condition);
        bool rejectsLeft = RejectsNulls(conjuncts, join.Left.Ids());
        bool rejectsRight = RejectsNulls(conjuncts, join.Right.Ids());
        var kind = (join.Kind, rejectsLeft, rejectsRight) switch
        {
            (JoinKind.LeftOuter, _, true) => JoinKind.Inner,
            (JoinKind.RightOuter, true, _) => JoinKind.Inner,
            (JoinKind.FullOuter, true, true) => JoinKind.Inner,
            (JoinKind.FullOuter, true, false) => JoinKind.LeftOuter,
            (JoinKind.FullOuter, false, true) => JoinKind.RightOuter,
            _ => join.Kind,
        };
        return kind == join.Kind ? null : filter with { Input = join with { Kind = kind } };
    }

    private static bool RejectsNulls(List<Expression> conjuncts, HashSet<ExpressionId> side) => conjuncts.Exists(conjunct => RejectsNulls(conjunct, side));

    /// <summary>Tells that a condition is not true when all columns of a side are NULL: null-propagating comparisons over them.</summary>
    private static bool RejectsNulls(Expression condition, HashSet<ExpressionId> side) => condition switch
    {
        FunctionCall { Function.Name: "isnotnull" } call => ReadsStrictly(call.Arguments[0], side),
        FunctionCall { Function.Name: "=" or "==" or "<" or "<=" or ">" or ">=" or "like" } call => call.Arguments.Any(argument => ReadsStrictly(argument, side)),
        FunctionCall { Function.Name: "and" } call => call.Arguments.Any(argument => RejectsNulls(argument, side)),
        FunctionCall { Function.Name: "or" } call => call.Arguments.All(argument => RejectsNulls(argument, side)),
        In membership => ReadsStrictly(membership.Value, side),
        _ => false,
    };

    private static bool ReadsStrictly(Expression expression, HashSet<ExpressionId> side) => expression switch
    {
        AttributeReference attribute => side.Contains(attribute.Id),
        Cast cast => ReadsStrictly(cast.Child, side),
        FunctionCall { Function.Name: "+" or "-" or "*" or "/" or "%" or "negative" } call => call.Arguments.Any(argument => ReadsStrictly(argument, side)),
        _ => false,
    };
}
