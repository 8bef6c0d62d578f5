using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Tests.Support;

namespace Gateway.Execution.Tests.Buffering;

public sealed class BufferTests
{
    private static readonly Table _table = Table.Random(61, 100, IntegerType.Instance, StringType.Instance, new ArrayType(IntegerType.Instance, true));

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void SharedBuffer_ReadTwice_GivesAllRowsInOrder(RunMode mode)
    {
        var shared = new SharedBufferNode(_table.Scan(), 1);
        Run.Same(_table.Rows.Concat(_table.Rows), Run.Collect(new UnionNode([shared, shared], _table.Schema), mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Tail_GivesTheLastRowsInOrder(RunMode mode)
    {
        Run.Same(_table.Rows.Skip(63), Run.Collect(new TailNode(_table.Scan(), 37), mode));
        Run.Same(_table.Rows, Run.Collect(new TailNode(_table.Scan(), 1000), mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void SingleRow_NoneOneMany_NullRowRowError(RunMode mode)
    {
        Run.Same([[null, null, null]], Run.Collect(new SingleRowNode(new LimitNode(_table.Scan(), 0)), mode));
        Run.Same([_table.Rows[4]], Run.Collect(new SingleRowNode(new LimitNode(_table.Scan(), 1, 4)), mode));
        var error = Assert.Throws<QueryException>(() => Run.Collect(new SingleRowNode(_table.Scan()), mode));
        Assert.Equal("SCALAR_SUBQUERY_TOO_MANY_ROWS", error.Error.Condition);
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Distinct_AllColumnsOrKeys_KeepsTheFirst(RunMode mode)
    {
        var narrow = new ProjectNode(_table.Scan(), [_table.Column(0), _table.Column(1)], new StructType(_table.Schema.Fields.Take(2)));
        Run.SameSet(_table.Rows.Select(row => row[..2]).DistinctBy(Run.Text), Run.Collect(new DistinctNode(narrow, []), mode));
        Run.SameSet(_table.Rows.DistinctBy(row => row[0]), Run.Collect(new DistinctNode(_table.Scan(), [0]), mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Repartition_EveryKind_KeepsAllRows(RunMode mode)
    {
        Run.SameSet(_table.Rows, Run.Collect(new RepartitionNode(_table.Scan(), new HashPartitioning([_table.Column(1)], 5)), mode));
        Run.SameSet(_table.Rows, Run.Collect(new RepartitionNode(_table.Scan(), new RoundRobinPartitioning(3)), mode));
        Run.Same(_table.Rows, Run.Collect(new RepartitionNode(_table.Scan(), new CoalescePartitioning(1)), mode));
        var ranged = Run.Collect(new RepartitionNode(_table.Scan(), new RangePartitioning([new SortOrder(_table.Column(0))], 4)), mode);
        Run.SameSet(_table.Rows, ranged);
        // Ranges ascend: no value of the first rows is above one of the last.
        Assert.True(ranged.Take(10).Max(row => row[0] is int value ? value : int.MinValue) <= ranged.TakeLast(10).Min(row => (int)row[0]!));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void LocalSort_OrdersEachPartition(RunMode mode)
    {
        var rows = Run.Collect(new SortNode(new RangeNode(0, 20, 1, 3), [new SortOrder(new BoundReference(0, LongType.Instance, false), Ascending: false)], Global: false), mode);
        Assert.Equal(new long[] { 5, 4, 3, 2, 1, 0, 12, 11, 10, 9, 8, 7, 6, 19, 18, 17, 16, 15, 14, 13 }, rows.Select(row => (long)row[0]!));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Generate_ExplodeWithAndWithoutOuter(RunMode mode)
    {
        var call = new FunctionCall(FunctionRegistry.Builtin.Find("explode")!, "explode", [_table.Column(2)], EvaluationMode.Ansi);
        var generated = new StructType([new StructField("col", IntegerType.Instance, true)]);
        var plan = new GenerateNode(_table.Scan(), call, Outer: false, [1, 0], generated);
        var expected = _table.Rows.SelectMany(row => ((object?[]?)row[2] ?? []).Select(element => (object?[])[row[1], row[0], element]));
        Run.Same(expected, Run.Collect(plan, mode));
        var outer = _table.Rows.SelectMany(row => (row[2] is object?[] { Length: > 0 } elements ? elements : [null]).Select(element => (object?[])[row[1], row[0], element]));
        Run.Same(outer, Run.Collect(plan with { Outer = true }, mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Expand_GivesEachRowOnceAList(RunMode mode)
    {
        var plan = new ExpandNode(_table.Scan(), [[_table.Column(0), Literal.Of("a")], [Literal.NullOf(IntegerType.Instance), _table.Column(1)]],
            new StructType([new("c0", IntegerType.Instance, true), new("c1", StringType.Instance, true)]));
        Run.SameSet(_table.Rows.Select(row => new[] { row[0], "a" }).Concat(_table.Rows.Select(row => new[] { null, row[1] })), Run.Collect(plan, mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Iteration_CountsUntilEmptyOrLimit(RunMode mode)
    {
        var schema = new StructType([new StructField("n", IntegerType.Instance, true)]);
        var n = new BoundReference(0, IntegerType.Instance, true);
        var input = new IterationInputNode(9, schema);
        var below = new FilterNode(input, new FunctionCall(FunctionRegistry.Builtin.Find("<")!, "<", [n, Literal.Of(5)], EvaluationMode.Ansi));
        var step = new ProjectNode(below, [new FunctionCall(FunctionRegistry.Builtin.Find("+")!, "+", [n, Literal.Of(1)], EvaluationMode.Ansi)], schema);
        var anchor = new ValuesNode(schema, [[1], [3]]);
        var plan = new IterationNode(anchor, step, 9, schema, MaximumLevels: 5);
        Run.Same([[1], [3], [2], [4], [3], [5], [4], [5]], Run.Collect(plan, mode));
        Assert.Equal("RECURSION_LEVEL_LIMIT_EXCEEDED", Assert.Throws<QueryException>(() => Run.Collect(plan with { MaximumLevels = 4 }, mode)).Error.Condition);
        Assert.Equal("RECURSION_ROW_LIMIT_EXCEEDED", Assert.Throws<QueryException>(() => Run.Collect(plan with { MaximumRows = 7 }, mode)).Error.Condition);
    }
}
