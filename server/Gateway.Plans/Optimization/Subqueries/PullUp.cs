using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Subqueries;

/// <summary>Pulls correlated conjuncts of filters up to the top, adding the inner columns they read to every output on the way.</summary>
internal static class PullUp
{
    /// <summary>The plan without outer references and the conditions pulled out of it.</summary>
    internal sealed record Result(LogicalPlan Plan, List<Expression> Conditions);

    /// <summary>Returns null where an operator is in the way (a non-equality below an aggregate, an outer reference in a select list, a limit).</summary>
    /// <param name="isScalar">The plan is a scalar subquery's: a global aggregate at its top may become a grouped one, its caller supplies the value of missing groups.</param>
    public static Result? Try(LogicalPlan plan, bool isScalar = false)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!Decorrelation.IsCorrelated(plan))
        {
            return new Result(plan, []);
        }
        return plan switch
        {
            Filter filter => PullFilter(filter),
            Project project => PullProject(project, isScalar),
            // Grouping would lose the row that a global aggregate gives for no input.
            Aggregate { Groupings.IsEmpty: true } when !isScalar => null,
            Aggregate aggregate => PullAggregate(aggregate),
            Join { Kind: JoinKind.Inner or JoinKind.Cross } join => PullJoin(join),
            Join { Kind: JoinKind.LeftOuter or JoinKind.LeftSemi or JoinKind.LeftAnti } join when !Decorrelation.IsCorrelated(join.Right) && !HasOuter(join.Condition) =>
                Try(join.Left) is { } left ? new Result(join with { Left = left.Plan }, left.Conditions) : null,
            Limit limit => PullLimit(limit, limit.Input),
            Offset offset => PullLimit(offset, offset.Input),
            Sort sort when !sort.Expressions.Any(Predicates.HasOuterReference) => Try(sort.Input) is { } input ? new Result(sort with { Input = input.Plan }, input.Conditions) : null,
            MarkJoin mark when !Decorrelation.IsCorrelated(mark.Right) && !mark.Expressions.Any(Predicates.HasOuterReference) =>
                Try(mark.Left) is { } left ? new Result(mark with { Left = left.Plan }, left.Conditions) : null,
            _ => null,
        };
    }

    private static Result? PullFilter(Filter filter)
    {
        if (Try(filter.Input) is not { } input)
        {
            return null;
        }
        var own = new List<Expression>();
        var conditions = input.Conditions;
        foreach (var conjunct in Predicates.Conjuncts(filter.Condition))
        {
            if (Predicates.HasOuterReference(conjunct))
            {
                conditions.Add(conjunct.TransformUp(static node => node is OuterReference outer ? outer.Attribute : node));
            }
            else
            {
                own.Add(conjunct);
            }
        }
        return new Result(Rules.PushFilterThroughJoin.Filtered(input.Plan, own), conditions);
    }

    private static Result? PullProject(Project project, bool isScalar)
    {
        if (project.Items.Any(Predicates.HasOuterReference) || Try(project.Input, isScalar) is not { } input)
        {
            return null;
        }
        var shown = project.Items.Select(static item => ((NamedExpression)item).Id).ToHashSet();
        var added = Needed(input).Where(attribute => !shown.Contains(attribute.Id));
        return new Result(project with { Input = input.Plan, Items = [.. project.Items, .. added] }, input.Conditions);
    }

    /// <summary>Takes conditions out from under a limit where Spark does, which then counts the rows of all outer values together: an inner column, at most widened, that equals something computed from outer ones.</summary>
    private static Result? PullLimit(UnaryPlan limit, LogicalPlan below)
    {
        if (limit.Expressions.Any(Predicates.HasOuterReference) || Try(below) is not { } input)
        {
            return null;
        }
        var innerIds = input.Plan.Ids();
        return input.Conditions.TrueForAll(condition => IsPulledOverLimit(condition, innerIds))
            ? new Result(limit.WithChildren([input.Plan]), input.Conditions)
            : null;
    }

    private static bool IsPulledOverLimit(Expression condition, HashSet<ExpressionId> innerIds)
    {
        if (condition is not FunctionCall { Function.Name: "=" or "==" or "<=>" } equality)
        {
            return false;
        }
        int innerSide = Predicates.CoveredBy(equality.Arguments[0], innerIds) ? 0 : 1;
        var (inner, outer) = (equality.Arguments[innerSide], equality.Arguments[1 - innerSide]);
        bool isColumn = inner is AttributeReference or Cast { Child: AttributeReference } && (inner is not Cast cast || Compute.Casts.CastRules.CanUpCast(cast.Child.Type, cast.Target));
        return isColumn && !(inner is AttributeReference && outer is AttributeReference) && Predicates.CoveredBy(inner, innerIds) && !Predicates.References(outer).Overlaps(innerIds);
    }

    private static Result? PullJoin(Join join)
    {
        if (Try(join.Left) is not { } left || Try(join.Right) is not { } right)
        {
            return null;
        }
        var own = Predicates.Conjuncts(join.Condition).ToLookup(Predicates.HasOuterReference);
        var conditions = left.Conditions.Concat(right.Conditions).Concat(own[true].Select(static conjunct => conjunct.TransformUp(static node => node is OuterReference outer ? outer.Attribute : node)));
        return new Result(join with { Left = left.Plan, Right = right.Plan, Condition = Predicates.All(own[false]) }, [.. conditions]);
    }

    /// <summary>Equalities between an inner expression and outer columns become grouping keys; anything else stops the pull.</summary>
    private static Result? PullAggregate(Aggregate aggregate)
    {
        if (aggregate.Expressions.Any(Predicates.HasOuterReference) || Try(aggregate.Input) is not { } input)
        {
            return null;
        }
        var innerIds = input.Plan.Ids();
        var keys = new List<NamedExpression>();
        var conditions = new List<Expression>();
        foreach (var condition in input.Conditions)
        {
            if (condition is not FunctionCall { Function.Name: "=" or "==" or "<=>" } equality)
            {
                return null;
            }
            int innerSide = Predicates.CoveredBy(equality.Arguments[0], innerIds) ? 0 : 1;
            var inner = equality.Arguments[innerSide];
            var outer = equality.Arguments[1 - innerSide];
            if (!Predicates.CoveredBy(inner, innerIds) || Predicates.References(outer).Overlaps(innerIds))
            {
                return null;
            }
            var key = inner as NamedExpression ?? new Alias(inner, inner.PrettyText);
            keys.Add(key);
            conditions.Add(equality.WithChildren(innerSide == 0 ? [key.ToAttribute(), outer] : [outer, key.ToAttribute()]));
        }
        var groupings = keys.Select(static key => key is Alias alias ? alias.Child : key);
        var shown = aggregate.Items.Select(static item => ((NamedExpression)item).Id).ToHashSet();
        var rebuilt = aggregate with
        {
            Input = input.Plan,
            Groupings = [.. aggregate.Groupings, .. groupings],
            Items = [.. aggregate.Items, .. keys.Where(key => shown.Add(key.Id))],
        };
        return new Result(rebuilt, conditions);
    }

    private static IEnumerable<AttributeReference> Needed(Result input)
    {
        var ids = new HashSet<ExpressionId>();
        foreach (var condition in input.Conditions)
        {
            Predicates.AddReferences(condition, ids);
        }
        return input.Plan.Output.Where(attribute => ids.Contains(attribute.Id));
    }

    private static bool HasOuter(Expression? condition) => condition is not null && Predicates.HasOuterReference(condition);
}
