using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Tests.Sorting;
using Gateway.Execution.Tests.Support;

namespace Gateway.Execution.Tests.Windows;

public sealed class WindowTests
{
    private static readonly Table _table = Unique(Table.Random(71, 300, StringType.Instance, IntegerType.Instance, IntegerType.Instance));
    private static readonly WindowFrame _running = Frame(FrameKind.Range, new(FrameBoundKind.UnboundedPreceding), new(FrameBoundKind.CurrentRow));
    private static readonly WindowFrame _whole = Frame(FrameKind.Rows, new(FrameBoundKind.UnboundedPreceding), new(FrameBoundKind.UnboundedFollowing));

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Window_RanksAndShifts(RunMode mode)
    {
        Check(mode, new[]
        {
            Call("row_number"), Call("rank"), Call("dense_rank"), Call("percent_rank"), Call("cume_dist"), Call("ntile", Literal.Of(3)),
            Call("lag", _table.Column(2), Literal.Of(1), Literal.Null), Call("lead", _table.Column(2), Literal.Of(2), Literal.Of(-1)),
        }, (rows, i) =>
        {
            int rank = rows.FindIndex(row => Equals(row[1], rows[i][1])) + 1;
            int behind = rows.FindLastIndex(row => Equals(row[1], rows[i][1])) + 1;
            int small = rows.Count / 3;
            int larger = rows.Count % 3;
            return
            [
                i + 1, rank, rows.Take(i + 1).Select(row => row[1]).Distinct().Count(), rows.Count > 1 ? (rank - 1.0) / (rows.Count - 1) : 0.0, (double)behind / rows.Count,
                i < larger * (small + 1) ? i / (small + 1) + 1 : larger + (i - larger * (small + 1)) / small + 1,
                i > 0 ? rows[i - 1][2] : null, i + 2 < rows.Count ? rows[i + 2][2] : -1,
            ];
        }, ordered: true);
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Window_AggregatesOverFrames(RunMode mode)
    {
        var rows2 = Frame(FrameKind.Rows, Offset(-2), Offset(1));
        var wide = Frame(FrameKind.Rows, Offset(-70), Offset(65));
        var tail = Frame(FrameKind.Rows, new(FrameBoundKind.CurrentRow), new(FrameBoundKind.UnboundedFollowing));
        var range = Frame(FrameKind.Range, Offset(-3), Offset(2));
        (WindowFrame Frame, Func<List<object?[]>, int, IEnumerable<object?[]>> Rows)[] frames =
        [
            (_running, (rows, i) => rows.Take(rows.FindLastIndex(row => Equals(row[1], rows[i][1])) + 1)),
            (_whole, (rows, i) => rows),
            (rows2, (rows, i) => rows.Skip(i - 2).Take(i + 2 - Math.Max(0, i - 2))),
            (wide, (rows, i) => rows.Skip(i - 70).Take(i + 66 - Math.Max(0, i - 70))),
            (tail, (rows, i) => rows.Skip(i)),
            (range, (rows, i) => rows.Where(row => rows[i][1] is null ? row[1] is null : row[1] is int value && value >= (long)(int)rows[i][1]! - 3 && value <= (long)(int)rows[i][1]! + 2)),
        ];
        var items = frames.SelectMany(frame => new (WindowFrame?, Expression)[]
        {
            (frame.Frame, Aggregate("sum", _table.Column(2))), (frame.Frame, Aggregate("count", _table.Column(0))), (frame.Frame, Aggregate("collect_list", _table.Column(2))),
            (frame.Frame, Aggregate("first", _table.Column(2), Literal.True)), (frame.Frame, Aggregate("last", _table.Column(2))), (frame.Frame, Aggregate("max", _table.Column(0))),
        }).ToArray();
        Check(mode, items, (rows, i) => [.. frames.SelectMany(frame =>
        {
            var inFrame = frame.Rows(rows, i).ToList();
            var values = inFrame.Select(row => row[2]).Where(value => value is not null).ToList();
            return new[]
            {
                values.Count == 0 ? null : values.Sum(value => (long)(int)value!),
                (long)inFrame.Count(row => row[0] is not null),
                values.ToArray(),
                values.FirstOrDefault(),
                inFrame.Count == 0 ? null : inFrame[^1][2],
                inFrame.Select(row => (string?)row[0]).Where(value => value is not null).Max(StringComparer.Ordinal),
            };
        })], ordered: true);
    }

    private static void Check(RunMode mode, Expression[] functions, Func<List<object?[]>, int, object?[]> expected, bool ordered) =>
        Check(mode, Array.ConvertAll(functions, function => ((WindowFrame?)null, function)), expected, ordered);

    private static void Check(RunMode mode, (WindowFrame? Frame, Expression Function)[] items, Func<List<object?[]>, int, object?[]> expected, bool ordered)
    {
        // The third column makes the order within peers the same for engine and oracle.
        SortOrder[] order = [new(_table.Column(1))];
        var sorted = new SortNode(_table.Scan(), [new SortOrder(_table.Column(2))]);
        foreach (bool partitioned in new[] { true, false })
        {
            Expression[] partition = partitioned ? [_table.Column(0)] : [];
            var windows = items.Select(item => new WindowExpression(item.Function, new WindowSpec([.. partition], [.. order], item.Frame ?? _running))).ToArray();
            PhysicalPlan input = mode.Workers == 1 ? sorted : new LimitNode(sorted, long.MaxValue);
            var plan = new WindowNode(input, [.. partition], [.. order], [.. windows], [.. windows.Select((_, i) => "w" + i)]);
            var rows = _table.Rows.OrderBy(row => row[2], new SortTests.BoxedOrder(IntegerType.Instance, true, true)).GroupBy(row => partitioned ? row[0] ?? "" : "")
                .SelectMany(group =>
                {
                    var list = group.OrderBy(row => row[1], new SortTests.BoxedOrder(IntegerType.Instance, true, true)).ToList();
                    return list.Select((row, i) => (object?[])[.. row, .. expected(list, i)]);
                });
            Run.SameSet(rows, Run.Collect(plan, mode));
        }
    }

    private static Table Unique(Table table) => new(table.Schema, [.. table.Rows.DistinctBy(row => Run.Text([row[0], row[1], row[2]])).DistinctBy(row => (row[1], row[2]))]);

    private static WindowFrame Frame(FrameKind kind, FrameBound lower, FrameBound upper) => new(kind, lower, upper);

    private static FrameBound Offset(int distance) => new(FrameBoundKind.Offset, Literal.Of(distance));

    private static FunctionCall Call(string name, params Expression[] arguments) => new(FunctionRegistry.Builtin.Find(name)!, name, [.. arguments], EvaluationMode.Ansi);

    private static AggregateExpression Aggregate(string name, params Expression[] arguments) => new(Call(name, arguments), false, null);
}
