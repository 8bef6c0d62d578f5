using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Tests.Support;

namespace Gateway.Execution.Tests.Operators;

public sealed class RowOperatorTests
{
    private static readonly Table _table = Table.Random(7, 100, IntegerType.Instance, StringType.Instance, new ArrayType(LongType.Instance, true), new DecimalType(30, 2));

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Scan_AllTypes_KeepsOrder(RunMode mode) => Run.Same(_table.Rows, Run.Collect(_table.Scan(), mode));

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Filter_NullIsFalse(RunMode mode)
    {
        var condition = new In(_table.Column(0), [Literal.Of(1), Literal.Of(3), Literal.Of(-7)]);
        Run.Same(_table.Rows.Where(row => row[0] is 1 or 3 or -7), Run.Collect(new FilterNode(_table.Scan(), condition), mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Limit_WithOffset_TakesTheFirstInOrder(RunMode mode)
    {
        var plan = new LimitNode(_table.Scan(), 37, 21);
        Run.Same(_table.Rows.Skip(21).Take(37), Run.Collect(plan, mode));
        Run.Same(_table.Rows.Skip(90), Run.Collect(new LimitNode(_table.Scan(), null, 90), mode));
        Assert.Empty(Run.Collect(new LimitNode(_table.Scan(), 0), mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Union_WithLimits_KeepsOrder(RunMode mode)
    {
        var schema = new StructType([new StructField("id", LongType.Instance, false)]);
        var plan = new UnionNode([new LimitNode(new RangeNode(0, 100, 3, 4), 10), new RangeNode(5, -5, -2, 3), new ValuesNode(schema, [[7L], [8L]])], schema);
        var expected = Enumerable.Range(0, 10).Select(i => i * 3L).Concat([5, 3, 1, -1, -3]).Concat([7, 8]);
        Run.Same(expected.Select(value => new object?[] { value }), Run.Collect(plan, mode));
        Run.Same(expected.Skip(8).Take(5).Select(value => new object?[] { value }), Run.Collect(new LimitNode(plan, 5, 8), mode));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Project_ComputesItems(RunMode mode)
    {
        var plan = new ProjectNode(_table.Scan(), [_table.Column(1), Literal.Of("x"), _table.Column(0)],
            new StructType([new("a", StringType.Instance, true), new("b", StringType.Instance, false), new("c", IntegerType.Instance, true)]));
        Run.Same(_table.Rows.Select(row => new[] { row[1], "x", row[0] }), Run.Collect(plan, mode));
    }
}
