using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Subqueries;

/// <summary>A subquery's plan without outer references, to be joined with the outer plan.</summary>
/// <param name="Output">The subquery's own columns, in order.</param>
/// <param name="Conditions">Join conditions over outer columns and columns of the plan.</param>
internal sealed record Decorrelated(LogicalPlan Plan, ImmutableArray<AttributeReference> Output, ImmutableArray<Expression> Conditions);

/// <summary>A scalar subquery's plan and the expression over the left outer join that gives its value.</summary>
internal sealed record DecorrelatedScalar(LogicalPlan Plan, ImmutableArray<Expression> Conditions, Expression Value);

/// <summary>Removes outer references from subquery plans.</summary>
/// <remarks>
/// Correlated conjuncts are pulled up into the join condition where every operator on the way allows it (as Kim and Spark do);
/// otherwise the general scheme of Neumann and Kemper, "Unnesting Arbitrary Queries", pushes the domain of distinct outer values down.
/// </remarks>
internal static class Decorrelation
{
    public static bool IsCorrelated(LogicalPlan plan)
    {
        var ids = new HashSet<ExpressionId>();
        Predicates.AddOuterReferences(plan, ids);
        return ids.Count > 0;
    }

    /// <param name="outer">The plan the subquery is joined with.</param>
    /// <param name="onlyExistence">The columns do not matter, only whether there is a row.</param>
    public static Decorrelated Decorrelate(LogicalPlan plan, LogicalPlan outer, bool onlyExistence)
    {
        plan = WithFreshOutput(onlyExistence ? DropSelectList(plan) : plan, outer);
        if (!IsCorrelated(plan))
        {
            return new Decorrelated(plan, plan.Output, []);
        }
        if (PullUp.Try(plan) is { } pulled)
        {
            return new Decorrelated(pulled.Plan, onlyExistence ? [] : plan.Output, [.. pulled.Conditions]);
        }
        return ByDomain(plan, outer);
    }

    public static Decorrelated ByDomain(LogicalPlan plan, LogicalPlan outer)
    {
        if (plan.SelfAndDescendants().Any(static node => node is Limit or Offset) && PullUp.Try(plan) is { } pulled)
        {
            return new Decorrelated(pulled.Plan, plan.Output, [.. pulled.Conditions]);
        }
        var ids = new HashSet<ExpressionId>();
        Predicates.AddOuterReferences(plan, ids);
        var correlated = outer.Output.Where(attribute => ids.Contains(attribute.Id)).DistinctBy(static attribute => attribute.Id).ToList();
        var domain = new Domain(outer, correlated);
        var unnested = domain.Unnest(plan);
        return new Decorrelated(unnested.Plan, plan.Output, [.. correlated.Select((attribute, i) => Predicates.NullSafeEqual(attribute, unnested.Keys[i]))]);
    }

    public static DecorrelatedScalar DecorrelateScalar(LogicalPlan plan, LogicalPlan outer)
    {
        var value = plan.Output[0];
        if (IsGlobalAggregate(plan) && PullUp.Try(plan, isScalar: true) is { } pulled)
        {
            var onEmpty = EmptyValue(plan);
            if (onEmpty is Literal { Value: null })
            {
                return new DecorrelatedScalar(pulled.Plan, [.. pulled.Conditions], value);
            }
            var matched = new Alias(Literal.True, "matched");
            var marked = new Project(pulled.Plan, [.. pulled.Plan.Output, matched]);
            var choice = Predicates.Call("if", Predicates.Call("isnull", matched.ToAttribute()), onEmpty, value);
            return new DecorrelatedScalar(marked, [.. pulled.Conditions], choice);
        }
        var byDomain = ByDomain(plan, outer);
        if (IsGlobalAggregate(plan))
        {
            return new DecorrelatedScalar(byDomain.Plan, byDomain.Conditions, value);
        }
        return SingleValue(byDomain, value);
    }

    /// <summary>Keeps one row a domain value and makes reading a second one an error.</summary>
    private static DecorrelatedScalar SingleValue(Decorrelated inner, AttributeReference value)
    {
        var keys = inner.Plan.Output.Where(attribute => attribute.Id != value.Id).ToList();
        var first = new Alias(new AggregateExpression(Aggregate("first", value), false, null), value.Name);
        var count = new Alias(new AggregateExpression(Aggregate("count", Literal.Of(1)), false, null), "rows");
        var grouped = new Logical.Aggregate(inner.Plan, [.. keys], [.. keys, first, count]);
        var isSingle = Predicates.Call("<=", count.ToAttribute(), Literal.Of(1L));
        var checkedValue = new FunctionCall(FunctionRegistry.Builtin.FindInternal("single_row") ?? throw new System.Diagnostics.UnreachableException("single_row"), "single_row",
            [Predicates.Call("coalesce", isSingle, Literal.True), first.ToAttribute()], EvaluationMode.Ansi);
        return new DecorrelatedScalar(grouped, inner.Conditions, checkedValue);
    }

    private static FunctionCall Aggregate(string name, Expression argument) =>
        new(FunctionRegistry.Builtin.Find(name) ?? throw new System.Diagnostics.UnreachableException(name), name, [argument], EvaluationMode.Ansi);

    /// <summary>Tells that the plan gives exactly one row whatever its input: a global aggregate under projections.</summary>
    private static bool IsGlobalAggregate(LogicalPlan plan) => plan switch
    {
        Project project => IsGlobalAggregate(project.Input),
        Logical.Aggregate aggregate => aggregate.Groupings.IsEmpty,
        _ => false,
    };

    /// <summary>Computes the first column of a global aggregate over no rows: counts are 0, other aggregates NULL.</summary>
    public static Expression EmptyValue(LogicalPlan plan) => EmptyValues(plan)[0];

    public static ImmutableArray<Expression> EmptyValues(LogicalPlan plan)
    {
        switch (plan)
        {
            case Logical.Aggregate aggregate:
                return [.. aggregate.Items.Select(static item => Folded(item.TransformDown(static node => node is AggregateExpression call ? EmptyResult(call) : node)))];
            case Project project:
                var below = EmptyValues(project.Input);
                var values = project.Input.Output.Select((attribute, i) => (attribute.Id, below[i])).ToDictionary(static pair => pair.Id, static pair => pair.Item2);
                return [.. project.Items.Select(item => Folded(Predicates.Substitute(item, values)))];
            default:
                throw new System.Diagnostics.UnreachableException(plan.GetType().Name);
        }
    }

    private static Expression EmptyResult(AggregateExpression call) => call.Nullable ? Literal.NullOf(call.Type) : call.Type switch
    {
        LongType => Literal.Of(0L),
        ArrayType => new Literal(Array.Empty<object?>(), call.Type),
        _ => Literal.NullOf(call.Type),
    };

    private static Expression Folded(Expression item)
    {
        var expression = item is Alias alias ? alias.Child : item;
        return expression.Foldable ? ConstantFolding.Evaluate(expression, QuerySettings.Default) : expression;
    }

    /// <summary>Drops what EXISTS never looks at: select lists, sorting, limits above zero, deduplication.</summary>
    private static LogicalPlan DropSelectList(LogicalPlan plan) => plan switch
    {
        Project project when !project.Items.Any(Predicates.HasWindow) => DropSelectList(project.Input),
        Sort sort => DropSelectList(sort.Input),
        Distinct distinct => DropSelectList(distinct.Input),
        Limit { Count: Literal { Value: int and > 0 } } limit when !IsCorrelated(limit) => DropSelectList(limit.Input),
        Logical.Aggregate { Groupings.IsEmpty: false } aggregate => DropSelectList(aggregate.Input),
        Logical.Aggregate => new OneRowRelation(),
        _ => plan,
    };

    private static LogicalPlan WithFreshOutput(LogicalPlan plan, LogicalPlan outer)
    {
        var outerIds = outer.Ids();
        return plan.Output.Any(attribute => outerIds.Contains(attribute.Id)) ? Fresh.Ids(plan) : plan;
    }
}
