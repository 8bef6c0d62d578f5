using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Estimation;

/// <summary>What is guessed about a column: distinct values and numeric bounds.</summary>
/// <param name="Minimum">Smallest value as a double, or NaN when unknown or not numeric.</param>
public readonly record struct ColumnEstimate(double Distinct, double Minimum, double Maximum);

/// <summary>Estimates rows and columns of a plan from table statistics. Guesses steer join order and build sides only, never answers.</summary>
public sealed class PlanEstimate
{
    private const double UnknownRows = 1_000_000;
    private const double UnknownSelectivity = 0.3;
    private const double TextEqualitySelectivity = 0.02;
    private const double LikeSelectivity = 0.1;

    private PlanEstimate(double rows, Dictionary<ExpressionId, ColumnEstimate> columns)
    {
        Rows = Math.Max(rows, 1);
        Columns = columns;
    }

    public double Rows { get; }

    public IReadOnlyDictionary<ExpressionId, ColumnEstimate> Columns { get; }

    /// <summary>Estimates the bytes of one row of a plan's output.</summary>
    public static double RowBytes(LogicalPlan plan) => 8 + plan.Output.Sum(static attribute => attribute.Type.DefaultSize);

    public static PlanEstimate Of(LogicalPlan plan)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (plan)
        {
            case TableScan scan:
                return OfScan(scan);
            case LocalRelation local:
                return new PlanEstimate(local.Rows.Length, []);
            case RangeRelation range:
                double count = Math.Max(0, Math.Ceiling(((double)range.End - range.Start) / range.Step));
                return new PlanEstimate(count, new() { [range.Attributes[0].Id] = new ColumnEstimate(count, range.Start, range.End) });
            case OneRowRelation:
                return new PlanEstimate(1, []);
            case Filter filter:
                var input = Of(filter.Input);
                double selectivity = 1;
                foreach (var conjunct in Predicates.Conjuncts(filter.Condition))
                {
                    selectivity *= input.Selectivity(conjunct);
                }
                return input.Scaled(selectivity);
            case Project project:
                return OfItems(Of(project.Input), project.Items, null);
            case Aggregate aggregate:
                return OfAggregate(aggregate);
            case Distinct distinct:
                var all = Of(distinct.Input);
                return new PlanEstimate(all.Combined(distinct.Output), new(all.Columns));
            case Join join:
                return OfJoin(join);
            case MarkJoin mark:
                return Of(mark.Left);
            case Limit { Count: Literal { Value: int n } } limit:
                var limited = Of(limit.Input);
                return new PlanEstimate(Math.Min(limited.Rows, n), new(limited.Columns));
            case SetOperation operation:
                var left = Of(operation.Left);
                return new PlanEstimate(operation.Kind == SetOperationKind.Union ? left.Rows + Of(operation.Right).Rows : left.Rows, new(left.Columns));
            case Expand expand:
                return new PlanEstimate(Of(expand.Input).Rows * expand.Projections.Length, []);
            case Generate generate:
                return new PlanEstimate(Of(generate.Input).Rows * 4, []);
            case SingleRow:
                return new PlanEstimate(1, []);
            case UnaryPlan unary:
                return Of(unary.Input);
            default:
                return new PlanEstimate(UnknownRows, []);
        }
    }

    /// <summary>Keeps what is known of some columns.</summary>
    public PlanEstimate Of(IReadOnlySet<ExpressionId> columns) => new(Rows, Columns.Where(pair => columns.Contains(pair.Key)).ToDictionary());

    /// <summary>Estimates an equi-join of two estimated sides.</summary>
    public static PlanEstimate Join(PlanEstimate left, PlanEstimate right, IEnumerable<Expression> conditions)
    {
        double rows = left.Rows * right.Rows;
        var both = new Dictionary<ExpressionId, ColumnEstimate>(left.Columns);
        foreach (var (id, column) in right.Columns)
        {
            both[id] = column;
        }
        var combined = new PlanEstimate(rows, both);
        double distinct = 1;
        int equalities = 0;
        foreach (var condition in conditions)
        {
            if (condition is FunctionCall { Function.Name: "=" or "==" or "<=>" } equality)
            {
                double leftDistinct = Math.Max(Distinct(equality.Arguments[0], left), Distinct(equality.Arguments[0], right));
                double rightDistinct = Math.Max(Distinct(equality.Arguments[1], left), Distinct(equality.Arguments[1], right));
                distinct *= Math.Max(1, Math.Max(leftDistinct, rightDistinct));
                equalities++;
            }
            else
            {
                rows *= combined.Selectivity(condition);
            }
        }
        // Columns of a key are hardly independent: it has no more values than its table has rows. Which side's rows it identifies is not known, so halfway between.
        rows /= equalities > 1 ? Math.Max(1, Math.Min(distinct, Math.Sqrt(left.Rows * right.Rows))) : distinct;
        return new PlanEstimate(rows, both);
    }

    private static double Distinct(Expression expression, PlanEstimate side)
    {
        while (expression is Cast cast)
        {
            expression = cast.Child;
        }
        return expression is AttributeReference attribute && side.Columns.TryGetValue(attribute.Id, out var column) ? Math.Min(column.Distinct, side.Rows) : 1;
    }

    private static PlanEstimate OfScan(TableScan scan)
    {
        double rows = scan.Table.RowCount ?? UnknownRows;
        var columns = new Dictionary<ExpressionId, ColumnEstimate>();
        var names = scan.Table.Schema.Fields;
        foreach (var attribute in scan.Attributes)
        {
            int ordinal = 0;
            while (ordinal < names.Length && names[ordinal].Name != attribute.Name)
            {
                ordinal++;
            }
            columns[attribute.Id] = OfColumn(attribute.Type, ordinal < names.Length ? scan.Table.Statistics(ordinal) : null, rows);
        }
        return new PlanEstimate(rows, columns);
    }

    private static ColumnEstimate OfColumn(DataType type, ColumnStatistics? statistics, double rows)
    {
        double minimum = Number(statistics?.Minimum);
        double maximum = Number(statistics?.Maximum);
        double distinct = statistics?.DistinctCount ?? rows;
        if (type is IntegralType or DateType && !double.IsNaN(minimum) && !double.IsNaN(maximum))
        {
            distinct = Math.Min(distinct, maximum - minimum + 1);
        }
        return new ColumnEstimate(Math.Max(1, distinct), minimum, maximum);
    }

    private static PlanEstimate OfItems(PlanEstimate input, IEnumerable<Expression> items, double? rows)
    {
        var columns = new Dictionary<ExpressionId, ColumnEstimate>();
        foreach (var item in items)
        {
            if (item is NamedExpression named && (item is Alias alias ? alias.Child : item) is AttributeReference source && input.Columns.TryGetValue(source.Id, out var column))
            {
                columns[named.Id] = column;
            }
        }
        return new PlanEstimate(rows ?? input.Rows, columns);
    }

    private static PlanEstimate OfAggregate(Aggregate aggregate)
    {
        if (aggregate.Groupings.IsEmpty)
        {
            return new PlanEstimate(1, []);
        }
        var input = Of(aggregate.Input);
        return OfItems(input, aggregate.Items, input.Combined(aggregate.Groupings));
    }

    private static PlanEstimate OfJoin(Join join)
    {
        var left = Of(join.Left);
        var right = Of(join.Right);
        var joined = Join(left, right, Predicates.Conjuncts(join.Condition));
        return join.Kind switch
        {
            JoinKind.Inner or JoinKind.Cross => joined,
            JoinKind.LeftOuter => new PlanEstimate(Math.Max(left.Rows, joined.Rows), new(joined.Columns)),
            JoinKind.RightOuter => new PlanEstimate(Math.Max(right.Rows, joined.Rows), new(joined.Columns)),
            JoinKind.FullOuter => new PlanEstimate(Math.Max(left.Rows + right.Rows, joined.Rows), new(joined.Columns)),
            JoinKind.LeftSemi => new PlanEstimate(Math.Min(left.Rows, joined.Rows), new(left.Columns)),
            JoinKind.LeftAnti => new PlanEstimate(Math.Max(1, left.Rows - Math.Min(left.Rows, joined.Rows)), new(left.Columns)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Estimates the distinct combinations of several expressions.</summary>
    private double Combined(IEnumerable<Expression> expressions)
    {
        double product = 1;
        foreach (var expression in expressions)
        {
            product *= expression is AttributeReference attribute && Columns.TryGetValue(attribute.Id, out var column) ? column.Distinct : Math.Sqrt(Rows);
        }
        return Math.Min(Rows, product);
    }

    private PlanEstimate Scaled(double selectivity)
    {
        double rows = Rows * selectivity;
        return new PlanEstimate(rows, Columns.ToDictionary(static pair => pair.Key, pair => pair.Value with { Distinct = Math.Min(pair.Value.Distinct, Math.Max(1, rows)) }));
    }

    private double Selectivity(Expression condition)
    {
        switch (condition)
        {
            case FunctionCall { Function.Name: "and" } and:
                return Selectivity(and.Arguments[0]) * Selectivity(and.Arguments[1]);
            case FunctionCall { Function.Name: "or" } or:
                double a = Selectivity(or.Arguments[0]);
                double b = Selectivity(or.Arguments[1]);
                return a + b - a * b;
            case FunctionCall { Function.Name: "not" } not:
                return Math.Max(0.05, 1 - Selectivity(not.Arguments[0]));
            case FunctionCall { Function.Name: "isnotnull" }:
                return 0.98;
            case FunctionCall { Function.Name: "like" }:
                return LikeSelectivity;
            case FunctionCall { Function.Name: "=" or "==" or "<=>" } equality:
                return EqualitySelectivity(equality.Arguments[0], equality.Arguments[1]);
            case FunctionCall { Function.Name: "<" or "<=" or ">" or ">=" } comparison:
                return RangeSelectivity(comparison);
            case In membership:
                return Math.Min(1, membership.List.Length * EqualitySelectivity(membership.Value, membership.List[0]));
            default:
                return UnknownSelectivity;
        }
    }

    private double EqualitySelectivity(Expression left, Expression right)
    {
        var column = left as AttributeReference ?? right as AttributeReference;
        if (column is null || !Columns.TryGetValue(column.Id, out var estimate))
        {
            return 0.1;
        }
        return column.Type is StringType && estimate.Distinct >= Rows ? TextEqualitySelectivity : 1 / estimate.Distinct;
    }

    private double RangeSelectivity(FunctionCall comparison)
    {
        var (column, bound, less) = (comparison.Arguments[0], comparison.Arguments[1]) switch
        {
            (AttributeReference c, Literal l) => (c, l, comparison.Function.Name[0] == '<'),
            (Literal l, AttributeReference c) => (c, l, comparison.Function.Name[0] == '>'),
            _ => (null, null, false),
        };
        if (column is null || !Columns.TryGetValue(column.Id, out var estimate) || Number(bound!.Value) is var value && (double.IsNaN(value) || double.IsNaN(estimate.Minimum) || estimate.Maximum <= estimate.Minimum))
        {
            return UnknownSelectivity;
        }
        double below = Math.Clamp((Number(bound.Value) - estimate.Minimum) / (estimate.Maximum - estimate.Minimum), 0, 1);
        return Math.Max(0.001, less ? below : 1 - below);
    }

    private static double Number(object? value) => value switch
    {
        sbyte v => v,
        short v => v,
        int v => v,
        long v => v,
        float v => v,
        double v => v,
        Int128 v => (double)v,
        _ => double.NaN,
    };
}
