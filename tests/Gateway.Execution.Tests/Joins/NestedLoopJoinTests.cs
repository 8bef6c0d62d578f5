using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Running;
using Gateway.Execution.Tests.Support;

namespace Gateway.Execution.Tests.Joins;

public sealed class NestedLoopJoinTests
{
    private static readonly Table _left = Table.Random(51, 70, IntegerType.Instance, StringType.Instance);
    private static readonly Table _right = Table.Random(52, 50, IntegerType.Instance, StringType.Instance);

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Join_EveryKindAndSize_EqualsPairByPair(RunMode mode)
    {
        var one = new Table(_right.Schema, [_right.Rows[3]]);
        var none = new Table(_right.Schema, []);
        foreach (var right in new[] { _right, one, none })
        {
            foreach (var kind in HashJoinTests.Kinds)
            {
                foreach (bool nullAware in new[] { false, true })
                {
                    var condition = new In(_left.Column(0), [new BoundReference(2, IntegerType.Instance, true), Literal.Of(5)]);
                    var plan = new NestedLoopJoinNode(_left.Scan(), right.Scan(), kind, condition, nullAware);
                    var expected = JoinOracle.Join(_left.Rows, right.Rows, kind, 2, (l, r) =>
                        l[0] is null ? null : l[0] is 5 || l[0]!.Equals(r[0]) ? true : r[0] is null ? null : false, nullAware);
                    Run.SameSet(expected, Run.Collect(plan, mode));
                }
            }
            var cross = new NestedLoopJoinNode(_left.Scan(), right.Scan(), PhysicalJoinKind.Inner);
            var pairs = _left.Rows.SelectMany(l => right.Rows.Select(r => (object?[])[.. l, .. r]));
            if (mode.Spill == SpillMode.Always)
            {
                // A right side in pages is gone through in blocks.
                Run.SameSet(pairs, Run.Collect(cross, mode));
            }
            else
            {
                Run.Same(pairs, Run.Collect(cross, mode));
            }
        }
    }
}
