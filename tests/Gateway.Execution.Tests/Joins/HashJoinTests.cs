using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Running;
using Gateway.Execution.Tests.Support;

namespace Gateway.Execution.Tests.Joins;

public sealed class HashJoinTests
{
    private static readonly Table _left = Table.Random(31, 120, IntegerType.Instance, StringType.Instance, DoubleType.Instance);
    private static readonly Table _right = Table.Random(32, 90, IntegerType.Instance, StringType.Instance, DoubleType.Instance, LongType.Instance);

    public static readonly PhysicalJoinKind[] Kinds = Enum.GetValues<PhysicalJoinKind>();

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Join_EveryKindAndSide_EqualsNestedLoops(RunMode mode)
    {
        foreach (var kind in Kinds)
        {
            foreach (var side in new[] { JoinSide.Left, JoinSide.Right })
            {
                foreach (bool withResidual in new[] { false, true })
                {
                    // c0 of the left is one of two columns of the right.
                    Expression? residual = withResidual ? new In(_left.Column(0), [Shift(_right.Column(0)), Literal.Of(3), Literal.Of(-4), Literal.Of(7)]) : null;
                    var plan = new HashJoinNode(_left.Scan(), _right.Scan(), kind, side, [new JoinKey(_left.Column(1), _right.Column(1))], residual);
                    var expected = JoinOracle.Join(_left.Rows, _right.Rows, kind, 4, (l, r) =>
                        l[1] is null || r[1] is null ? null : l[1]!.Equals(r[1]) && (!withResidual || (l[0] is not null && (l[0]!.Equals(r[0]) || l[0] is 3 or -4 or 7))), nullCounts: false);
                    Run.SameSet(expected, Run.Collect(plan, mode));
                }
            }
        }
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Join_TwoKeysNullSafeAndFloat_NullsAndZerosMatch(RunMode mode)
    {
        foreach (var kind in Kinds)
        {
            var plan = new HashJoinNode(_left.Scan(), _right.Scan(), kind, JoinSide.Right,
                [new JoinKey(_left.Column(0), _right.Column(0), KeyMatch.NullSafe), new JoinKey(_left.Column(2), _right.Column(2))]);
            var expected = JoinOracle.Join(_left.Rows, _right.Rows, kind, 4, (l, r) => Equals(l[0], r[0]) && l[2] is double x && r[2] is double y && (x == y || (double.IsNaN(x) && double.IsNaN(y))), nullCounts: false);
            Run.SameSet(expected, Run.Collect(plan, mode));
        }
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Join_NullAwareKeys_AnswerUnknown(RunMode mode)
    {
        var noNulls = new Table(_right.Schema, [.. _right.Rows.Where(row => row[1] is not null)]);
        var none = new Table(_right.Schema, []);
        foreach (var right in new[] { _right, noNulls, none })
        {
            foreach (var kind in new[] { PhysicalJoinKind.LeftSemi, PhysicalJoinKind.LeftAnti, PhysicalJoinKind.ExistenceMark })
            {
                var single = new HashJoinNode(_left.Scan(), right.Scan(), kind, JoinSide.Right, [new JoinKey(_left.Column(1), right.Column(1), KeyMatch.NullAware)]);
                Run.SameSet(JoinOracle.Join(_left.Rows, right.Rows, kind, 4, (l, r) => l[1] is null || r[1] is null ? null : l[1]!.Equals(r[1]), nullCounts: true), Run.Collect(single, mode));

                Expression residual = new In(_left.Column(2), [new BoundReference(5, DoubleType.Instance, true), new Literal(0.5, DoubleType.Instance)]);
                var several = new HashJoinNode(_left.Scan(), right.Scan(), kind, JoinSide.Right,
                    [new JoinKey(_left.Column(1), right.Column(1), KeyMatch.NullAware), new JoinKey(_left.Column(0), right.Column(0))], residual);
                Run.SameSet(JoinOracle.Join(_left.Rows, right.Rows, kind, 4, (l, r) =>
                {
                    bool? keys = l[0] is null || r[0] is null || !l[0]!.Equals(r[0]) ? false : l[1] is null || r[1] is null ? null : l[1]!.Equals(r[1]);
                    bool passes = l[2] is double x && (x == 0.5 || (r[2] is double y && (x == y || (double.IsNaN(x) && double.IsNaN(y)))));
                    return passes ? keys : false;
                }, nullCounts: true), Run.Collect(several, mode));
            }
        }
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Join_NestedAndNullTypedKeys_Match(RunMode mode)
    {
        foreach (var type in new DataType[] { new StructType([new("a", IntegerType.Instance, true), new("b", DoubleType.Instance, true)]), new ArrayType(StringType.Instance, true), NullType.Instance })
        {
            var left = Table.Random(41, 60, type, IntegerType.Instance);
            var right = Table.Random(42, 60, type, IntegerType.Instance);
            var plan = new HashJoinNode(left.Scan(), right.Scan(), PhysicalJoinKind.FullOuter, JoinSide.Right, [new JoinKey(left.Column(0), right.Column(0))]);
            var expected = JoinOracle.Join(left.Rows, right.Rows, PhysicalJoinKind.FullOuter, 2, (l, r) =>
                l[0] is not null && r[0] is not null && Run.Text([Grouping.HashAggregateTests.Normalize(l[0])]) == Run.Text([Grouping.HashAggregateTests.Normalize(r[0])]), nullCounts: false);
            Run.SameSet(expected, Run.Collect(plan, mode));
        }
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Join_IntegerKeys_EveryKindEqualsNestedLoops(RunMode mode)
    {
        foreach (var type in new DataType[] { ByteType.Instance, ShortType.Instance, IntegerType.Instance, LongType.Instance, DateType.Instance })
        {
            var probe = Table.Random(51, 120, type, StringType.Instance);
            var narrow = new Table(probe.Schema, [.. Table.Random(52, 60, type, StringType.Instance).Rows.Where(static row => row[0] is null || Convert.ToInt64(row[0], CultureInfo.InvariantCulture) is > -3 and < 2)]);
            foreach (var build in new[] { narrow, new Table(probe.Schema, []) })
            {
                foreach (var (kind, side) in Kinds.SelectMany(static kind => new[] { (kind, JoinSide.Left), (kind, JoinSide.Right) }))
                {
                    // Beside the build side, both are joined once more: bounds pass through joins and filters below.
                    var plan = new HashJoinNode(probe.Scan(), build.Scan(), kind, side, [new JoinKey(probe.Column(0), build.Column(0))]);
                    var expected = JoinOracle.Join(probe.Rows, build.Rows, kind, 2, static (l, r) => l[0] is null || r[0] is null ? null : l[0]!.Equals(r[0]), nullCounts: false);
                    Run.SameSet(expected, Run.Collect(plan, mode));
                    var above = new HashJoinNode(plan, narrow.Scan(), PhysicalJoinKind.LeftSemi, JoinSide.Right, [new JoinKey(probe.Column(0), narrow.Column(0))]);
                    Run.SameSet(expected.Where(row => row[0] is not null && narrow.Rows.Exists(other => row[0]!.Equals(other[0]))), Run.Collect(above, mode));
                }
            }
        }
    }

    [Fact]
    public void Join_BuildWithinBounds_NarrowsTheProbingScan()
    {
        var mode = new RunMode(3, 2, SpillMode.Off);
        var probe = new Table(_ids, [.. Enumerable.Range(0, 100).Select(static i => new object?[] { i })]);
        var build = new Table(_ids, [[40], [null], [44]]);
        string Filter(PhysicalJoinKind kind, JoinSide side, PhysicalPlan? from = null, KeyMatch match = KeyMatch.Equal)
        {
            _ = Run.Collect(new HashJoinNode(from ?? probe.Scan(), build.Scan(), kind, side, [new JoinKey(probe.Column(0), build.Column(0), match)]), mode);
            return string.Join(" AND ", probe.LastFilter.Select(static conjunct => conjunct.SqlText));
        }

        const string Bounds = "(input[0] >= 40) AND (input[0] <= 44)";
        Assert.Equal(Bounds, Filter(PhysicalJoinKind.Inner, JoinSide.Right));
        Assert.Equal(Bounds, Filter(PhysicalJoinKind.LeftSemi, JoinSide.Right));
        Assert.Equal(Bounds, Filter(PhysicalJoinKind.RightOuter, JoinSide.Right));
        Assert.Equal("", Filter(PhysicalJoinKind.LeftOuter, JoinSide.Right));
        Assert.Equal("", Filter(PhysicalJoinKind.LeftAnti, JoinSide.Right));
        Assert.Equal("", Filter(PhysicalJoinKind.Inner, JoinSide.Right, match: KeyMatch.NullSafe));
        Assert.Equal("", Filter(PhysicalJoinKind.Inner, JoinSide.Right, new LimitNode(probe.Scan(), 50)));
        build.Rows.Add([90]);
        Assert.Equal(Bounds.Replace("44", "90", StringComparison.Ordinal), Filter(PhysicalJoinKind.Inner, JoinSide.Right));
        build.Rows.Add([1]);
        Assert.Equal("", Filter(PhysicalJoinKind.Inner, JoinSide.Right));
    }

    private static readonly StructType _ids = new([new StructField("id", IntegerType.Instance, true)]);

    private static BoundReference Shift(Expression column) => new(((BoundReference)column).Ordinal + 3, column.Type, column.Nullable);
}
