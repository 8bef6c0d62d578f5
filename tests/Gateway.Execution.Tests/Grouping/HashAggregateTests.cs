using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Tests.Support;

namespace Gateway.Execution.Tests.Grouping;

public sealed class HashAggregateTests
{
    private static readonly DataType[] _keyTypes =
    [
        BooleanType.Instance, ByteType.Instance, ShortType.Instance, IntegerType.Instance, LongType.Instance, FloatType.Instance, DoubleType.Instance,
        new DecimalType(10, 2), new DecimalType(30, 2), StringType.Instance, BinaryType.Instance, CalendarIntervalType.Instance, NullType.Instance,
        new ArrayType(DoubleType.Instance, true), new StructType([new("a", StringType.Instance, true), new("b", IntegerType.Instance, true)]),
    ];

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Group_EveryKeyType_CountsEqualKeysTogether(RunMode mode)
    {
        foreach (var type in _keyTypes)
        {
            var table = Table.Random(11, 200, type, IntegerType.Instance);
            var plan = Aggregate(table, [0], Call("count", table.Column(1)), Call("sum", table.Column(1)));
            var expected = table.Rows.GroupBy(row => Run.Text([Normalize(row[0])])).Select(group => new[]
            {
                Normalize(group.First()[0]),
                (long)group.Count(row => row[1] is not null),
                group.Any(row => row[1] is not null) ? group.Sum(row => (long)(int)(row[1] ?? 0)) : (object?)null,
            });
            Run.SameSet(expected, Run.Collect(plan, mode));
        }
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Group_TwoKeysManyGroups_AggregatesOfEveryKind(RunMode mode)
    {
        var table = Table.Random(5, 3000, IntegerType.Instance, StringType.Instance, DoubleType.Instance, new DecimalType(30, 2), LongType.Instance);
        var plan = Aggregate(table, [0, 1],
            Call("min", table.Column(2)), Call("max", table.Column(3)), Call("min", table.Column(1)), Call("first", table.Column(4)), Call("collect_list", table.Column(4)), Call("avg", table.Column(0)));
        var expected = table.Rows.GroupBy(row => Run.Text([row[0], row[1]])).Select(group => new[]
        {
            group.First()[0],
            group.First()[1],
            Extreme(group.Select(row => row[2]), max: false),
            Extreme(group.Select(row => row[3]), max: true),
            group.First()[1],
            group.First()[4],
            group.Select(row => row[4]).Where(value => value is not null).ToArray(),
            group.First()[0] is int key ? (double)key : null,
        });
        Run.SameSet(expected, Run.Collect(plan, mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Aggregate_WithoutKeys_OneRowAlsoWithoutInput(RunMode mode)
    {
        var table = Table.Random(3, 500, LongType.Instance, StringType.Instance);
        var call = Call("max", table.Column(1));
        var plan = Aggregate(table, [], new AggregateSpec(Count(table)), call with { Filter = new In(table.Column(0), [Literal.Of(3L)]) }, new AggregateSpec(Sum(table.Column(0)), Distinct: true), new AggregateSpec(Count(table), Distinct: true));
        var small = table.Rows.Where(row => row[0] is long value && Math.Abs(value) < 100);
        var distinct = table.Rows.Select(row => row[0]).Where(value => value is not null).Distinct().Sum(value => (decimal)(long)value!);
        if (Math.Abs(distinct) > long.MaxValue)
        {
            Assert.ThrowsAny<Core.Errors.QueryException>(() => Run.Collect(plan, mode));
            plan = Aggregate(table, [], new AggregateSpec(Count(table)), call with { Filter = new In(table.Column(0), [Literal.Of(3L)]) }, new AggregateSpec(Count(table), Distinct: true));
        }
        var result = Assert.Single(Run.Collect(plan, mode));
        Assert.Equal((long)table.Rows.Count(row => row[0] is not null), result[0]);
        Assert.Equal(table.Rows.Where(row => row[0] is 3L && row[1] is not null).Select(row => (string)row[1]!).Max(StringComparer.Ordinal), result[1]);
        Assert.Equal((long)table.Rows.Select(row => row[0]).Where(value => value is not null).Distinct().Count(), result[^1]);

        var empty = new Table(table.Schema, []);
        Run.Same([[0L, null]], Run.Collect(Aggregate(empty, [], new AggregateSpec(Count(empty)), call), mode));
        Assert.Empty(Run.Collect(Aggregate(empty, [0], new AggregateSpec(Count(empty))), mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Group_DistinctAggregates_SeeEachValueOnceAGroup(RunMode mode)
    {
        var table = Table.Random(8, 2000, IntegerType.Instance, StringType.Instance, IntegerType.Instance);
        var filter = new In(table.Column(2), [Literal.Of(1), Literal.Of(2), Literal.Of(-3), Literal.Of(-4)]);
        var plan = Aggregate(table, [0],
            new AggregateSpec(Count(table, 1), Distinct: true), new AggregateSpec(Count(table, 1, 2), Distinct: true), new AggregateSpec(Sum(table.Column(2)), Distinct: true, filter), new AggregateSpec(Count(table, 2)));
        var expected = table.Rows.GroupBy(row => Run.Text([row[0]])).Select(group =>
        {
            var filtered = group.Select(row => row[2]).Where(value => value is 1 or 2 or -3 or -4).Distinct().ToList();
            return new[]
            {
                group.First()[0],
                (long)group.Select(row => row[1]).Where(value => value is not null).Distinct().Count(),
                (long)group.Where(row => row[1] is not null && row[2] is not null).Select(row => (row[1], row[2])).Distinct().Count(),
                filtered.Count == 0 ? null : filtered.Sum(value => (long)(int)value!),
                (long)group.Count(row => row[2] is not null),
            };
        });
        Run.SameSet(expected, Run.Collect(plan, mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Group_SetsOfOneFinest_EachSetIsGroupedByItself(RunMode mode)
    {
        foreach (var type in _keyTypes)
        {
            var table = Table.Random(17, 700, type, StringType.Instance, IntegerType.Instance);
            var small = new In(table.Column(2), [Literal.Of(1), Literal.Of(2), Literal.Of(-3), Literal.Of(-4)]);
            AggregateSpec[] aggregates = [Call("count", table.Column(2)), Call("sum", table.Column(2)), Call("avg", table.Column(2)), new AggregateSpec(Count(table, 2), Filter: small)];
            bool[][] sets = [[false, true], [true, true], [false, false], [false, true]];
            var expected = sets.SelectMany((set, position) => table.Rows.GroupBy(row => Run.Text([set[0] ? Normalize(row[0]) : null, set[1] ? row[1] : null])).Select(group =>
            {
                int[] values = [.. group.Select(row => row[2]).OfType<int>()];
                return new[]
                {
                    set[0] ? Normalize(group.First()[0]) : null,
                    set[1] ? group.First()[1] : null,
                    position,
                    (long)values.Length,
                    values.Length == 0 ? null : values.Sum(static value => (long)value),
                    values.Length == 0 ? null : values.Sum(static value => (long)value) / (double)values.Length,
                    (long)values.Count(static value => value is 1 or 2 or -3 or -4),
                };
            }));
            Run.SameSet(expected, Run.Collect(GroupingSets(table, sets, aggregates), mode));
        }
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Group_SetsWithoutAFinest_RowsAreRepeated(RunMode mode)
    {
        var table = Table.Random(17, 300, IntegerType.Instance, IntegerType.Instance);
        bool[][] sets = [[true, false], [false, true]];
        var expected = sets.SelectMany((set, position) => table.Rows.GroupBy(row => set[0] ? row[0] : row[1])
            .Select(group => new[] { set[0] ? group.Key : null, set[1] ? group.Key : null, position, (long)group.Count(static row => row[1] is not null) }));
        Run.SameSet(expected, Run.Collect(GroupingSets(table, sets, Call("count", table.Column(1))), mode));
    }

    /// <summary>Groups by the first columns; a set says which of them it keeps, and its position is a further key.</summary>
    private static HashAggregateNode GroupingSets(Table table, bool[][] sets, params AggregateSpec[] aggregates)
    {
        int columns = table.Schema.Fields.Length;
        int keys = sets[0].Length;
        StructField[] keyFields = [.. table.Schema.Fields.Take(keys).Select(static f => f with { Nullable = true }), new("position", IntegerType.Instance, false)];
        var expand = new ExpandNode(
            table.Scan(),
            [.. sets.Select((set, position) => (ImmutableArray<Expression>)[.. Enumerable.Range(0, columns).Select(table.Column), .. set.Select((kept, key) => kept ? table.Column(key) : Literal.NullOf(table.Schema.Fields[key].Type)), Literal.Of(position)])],
            new StructType([.. table.Schema.Fields, .. keyFields]));
        return new HashAggregateNode(
            expand, [.. keyFields.Select((f, i) => new BoundReference(columns + i, f.Type, f.Nullable))], [.. aggregates],
            new StructType([.. keyFields, .. aggregates.Select((spec, i) => new StructField("a" + i, spec.Call.Type, spec.Call.Nullable))]));
    }

    internal static FunctionCall Function(string name, params Expression[] arguments) => new(FunctionRegistry.Builtin.Find(name)!, name, [.. arguments], EvaluationMode.Ansi);

    private static AggregateSpec Call(string name, Expression argument) => new(Function(name, argument));

    private static FunctionCall Count(Table table, params int[] columns) => Function("count", columns.Length == 0 ? [table.Column(0)] : Array.ConvertAll(columns, table.Column));

    private static FunctionCall Sum(Expression argument) => Function("sum", argument);

    internal static HashAggregateNode Aggregate(Table table, int[] keys, params AggregateSpec[] aggregates) => new(
        table.Scan(), [.. keys.Select(table.Column)], [.. aggregates],
        new StructType(keys.Select(key => table.Schema.Fields[key]).Concat(aggregates.Select((spec, i) => new StructField("a" + i, spec.Call.Type, spec.Call.Nullable)))));

    internal static object? Normalize(object? value) => value switch
    {
        double number => number == 0 ? 0.0 : number,
        float number => number == 0 ? 0f : number,
        object?[] values => Array.ConvertAll(values, Normalize),
        _ => value,
    };

    private static object? Extreme(IEnumerable<object?> values, bool max)
    {
        object? best = null;
        foreach (object? value in values.Where(value => value is not null))
        {
            int order = best is null ? 0 : value is double number ? Core.Columns.ValueComparer.CompareFloating(number, (double)best) : ((IComparable)value!).CompareTo(best);
            if (best is null || (max ? order > 0 : order < 0))
            {
                best = value;
            }
        }
        return best;
    }
}
