using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Subqueries;

/// <summary>Pushes the set of distinct outer values down a subquery's plan until nothing below is correlated.</summary>
/// <remarks>Source: Neumann and Kemper, "Unnesting Arbitrary Queries" (BTW 2015). Every rewritten operator also outputs the domain's keys.</remarks>
internal sealed class Domain(LogicalPlan outer, List<AttributeReference> correlated)
{
    /// <summary>A rewritten plan and the attributes that hold the outer values in its output, in the order of the correlated attributes.</summary>
    internal sealed record Unnested(LogicalPlan Plan, ImmutableArray<AttributeReference> Keys);

    public Unnested Unnest(LogicalPlan plan)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!Decorrelation.IsCorrelated(plan))
        {
            var domain = Instance();
            return new Unnested(new Join(domain.Plan, plan, JoinKind.Cross, null), domain.Keys);
        }
        switch (plan)
        {
            case Filter filter:
                var filtered = Unnest(filter.Input);
                return filtered with { Plan = new Filter(filtered.Plan, Bind(filter.Condition, filtered.Keys)) };
            case Project project:
                var projected = Unnest(project.Input);
                return projected with { Plan = new Project(projected.Plan, [.. project.Items.Select(item => Bind(item, projected.Keys)), .. projected.Keys]) };
            case Aggregate aggregate:
                return UnnestAggregate(aggregate);
            case Join join:
                return UnnestJoin(join);
            case Distinct distinct:
                var unique = Unnest(distinct.Input);
                return unique with { Plan = new Distinct(unique.Plan) };
            case Sort sort:
                var sorted = Unnest(sort.Input);
                return sorted with { Plan = sort with { Input = sorted.Plan, Order = [.. sort.Order.Select(item => (SortOrder)Bind(item, sorted.Keys))] } };
            case Limit or Offset:
                return UnnestLimit(plan);
            case Window window:
                var windowed = Unnest(window.Input);
                var functions = window.MapExpressions(expression => Bind(expression, windowed.Keys));
                return windowed with { Plan = Partitioned((Window)functions.WithChildren([windowed.Plan]), windowed.Keys) };
            case Generate generate:
                var generated = Unnest(generate.Input);
                return generated with { Plan = generate with { Input = generated.Plan, Generator = Bind(generate.Generator, generated.Keys) } };
            case SetOperation operation:
                return UnnestSetOperation(operation);
            case OneRowRelation:
                return Instance();
            case Expand expand:
                throw new Core.Errors.QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED", expand.Input.Origin,
                    ("treeNode", Analysis.Checks.PlanText.Tree(expand.Input)));
            default:
                throw new Core.Errors.QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_REFERENCE_DATA_TYPE", plan.Origin,
                    ("expr", plan.GetType().Name), ("dataType", ""));
        }
    }

    /// <summary>Makes a fresh copy of the domain: the distinct values of the correlated attributes.</summary>
    private Unnested Instance()
    {
        ImmutableArray<Expression> items = [.. correlated.Select(static attribute => new Alias(attribute, attribute.Name))];
        var distinct = new Distinct(new Project(outer, items));
        return new Unnested(distinct, [.. items.Select(static item => ((Alias)item).ToAttribute())]);
    }

    private Expression Bind(Expression expression, ImmutableArray<AttributeReference> keys) => expression.TransformUp(node =>
        node is OuterReference reference && correlated.FindIndex(attribute => attribute.Id == reference.Attribute.Id) is >= 0 and var i ? keys[i] : node);

    private Unnested UnnestAggregate(Aggregate aggregate)
    {
        var input = Unnest(aggregate.Input);
        ImmutableArray<Expression> items = [.. aggregate.Items.Select(item => Bind(item, input.Keys))];
        var grouped = aggregate with
        {
            Input = input.Plan,
            Groupings = [.. aggregate.Groupings.Select(item => Bind(item, input.Keys)), .. input.Keys],
            Items = [.. items, .. input.Keys],
        };
        if (!aggregate.Groupings.IsEmpty)
        {
            return new Unnested(grouped, input.Keys);
        }
        // A global aggregate gives a row for every outer value, also for those without input.
        var onEmpty = Decorrelation.EmptyValues(aggregate);
        var domain = Instance();
        var matched = new Alias(Literal.True, "matched");
        var marked = new Project(grouped, [.. grouped.Output, matched]);
        var condition = Predicates.All(domain.Keys.Select((key, i) => Predicates.NullSafeEqual(key, input.Keys[i])));
        var joined = new Join(domain.Plan, marked, JoinKind.LeftOuter, condition);
        var isEmpty = Predicates.Call("isnull", matched.ToAttribute());
        ImmutableArray<Expression> values = [.. aggregate.Output.Select((attribute, i) => (Expression)new Alias(
            onEmpty[i] is Literal { Value: null } ? attribute : Predicates.Call("if", isEmpty, onEmpty[i], attribute), attribute.Name, attribute.Id, []))];
        return new Unnested(new Project(joined, [.. values, .. domain.Keys]), domain.Keys);
    }

    private Unnested UnnestJoin(Join join)
    {
        bool left = Decorrelation.IsCorrelated(join.Left);
        bool right = Decorrelation.IsCorrelated(join.Right);
        bool keepsLeft = join.Kind is not (JoinKind.RightOuter or JoinKind.FullOuter);
        if (!right && keepsLeft)
        {
            var only = Unnest(join.Left);
            return only with { Plan = join with { Left = only.Plan, Condition = join.Condition is null ? null : Bind(join.Condition, only.Keys) } };
        }
        if (!left && join.Kind is JoinKind.Inner or JoinKind.Cross or JoinKind.RightOuter)
        {
            var only = Unnest(join.Right);
            return only with { Plan = join with { Right = only.Plan, Condition = join.Condition is null ? null : Bind(join.Condition, only.Keys) } };
        }
        var leftSide = Unnest(join.Left);
        var rightSide = Unnest(join.Right);
        var same = leftSide.Keys.Select((key, i) => Predicates.NullSafeEqual(key, rightSide.Keys[i]));
        var condition = Predicates.All(Predicates.Conjuncts(join.Condition).Select(conjunct => Bind(conjunct, leftSide.Keys)).Concat(same));
        var joined = join with { Left = leftSide.Plan, Right = rightSide.Plan, Condition = condition, Kind = join.Kind == JoinKind.Cross ? JoinKind.Inner : join.Kind };
        if (join.Kind == JoinKind.FullOuter)
        {
            // As in Spark, a row belongs to an outer value only where both sides carry it: rows of one side alone belong to NULL.
            var both = Predicates.All(leftSide.Keys.Select((key, i) => Predicates.NullSafeEqual(key, rightSide.Keys[i])))!;
            return new Unnested(new Filter(joined, both), leftSide.Keys);
        }
        return new Unnested(joined, join.Kind == JoinKind.RightOuter ? rightSide.Keys : leftSide.Keys);
    }

    private Unnested UnnestSetOperation(SetOperation operation)
    {
        var left = Unnest(operation.Left);
        var right = Unnest(operation.Right);
        // The sides' columns in order, keys last, so that positions match.
        var leftPlan = new Project(left.Plan, [.. operation.Left.Output, .. left.Keys]);
        var rightPlan = new Project(right.Plan, [.. operation.Right.Output, .. right.Keys]);
        return new Unnested(operation with { Left = leftPlan, Right = rightPlan, UnionOutput = [.. operation.Output, .. left.Keys] }, left.Keys);
    }

    /// <summary>A limit counts rows for each outer value: row_number over the keys, in the order of the sort below.</summary>
    private Unnested UnnestLimit(LogicalPlan plan)
    {
        var (limit, offset, input) = plan switch
        {
            Limit { Input: Offset inner } outerLimit => (outerLimit.Count, inner.Count, inner.Input),
            Limit only => (only.Count, (Expression?)null, only.Input),
            Offset only => ((Expression?)null, (Expression?)only.Count, only.Input),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var unnested = Unnest(input);
        var order = input is Sort sort ? ImmutableArray.CreateRange(sort.Order.Select(item => (SortOrder)Bind(item, unnested.Keys))) : [];
        var definition = FunctionRegistry.Builtin.Find("row_number") ?? throw new System.Diagnostics.UnreachableException("row_number");
        var frame = new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.CurrentRow));
        ImmutableArray<Expression> partition = [.. unnested.Keys];
        var sortable = order.IsEmpty ? [new SortOrder(unnested.Keys[0])] : order;
        var number = new Alias(new WindowExpression(new FunctionCall(definition, "row_number", [], EvaluationMode.Ansi), new WindowSpec(partition, sortable, frame)), "row_number");
        var numbered = new Window(unnested.Plan, [number], partition, sortable);
        var conditions = new List<Expression>();
        var position = number.ToAttribute();
        var start = offset is null ? Literal.Of(0) : offset;
        if (offset is not null)
        {
            conditions.Add(Predicates.Call(">", position, start));
        }
        if (limit is not null)
        {
            conditions.Add(Predicates.Call("<=", position, offset is null ? limit : Predicates.Call("+", start, limit)));
        }
        var kept = new Filter(numbered, Predicates.All(conditions)!);
        return new Unnested(new Project(kept, [.. input.Output, .. unnested.Keys]), unnested.Keys);
    }

    private static Window Partitioned(Window window, ImmutableArray<AttributeReference> keys) => window with
    {
        PartitionBy = [.. window.PartitionBy, .. keys],
        Items = [.. window.Items.Select(item => item.TransformUp(node => node is WindowExpression over ? over with { Spec = over.Spec with { PartitionBy = [.. over.Spec.PartitionBy, .. keys] } } : node))],
    };
}
