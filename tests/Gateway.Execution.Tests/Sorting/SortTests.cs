using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Tests.Support;

namespace Gateway.Execution.Tests.Sorting;

public sealed class SortTests
{
    private static readonly DataType[] _types =
    [
        BooleanType.Instance, ByteType.Instance, ShortType.Instance, IntegerType.Instance, LongType.Instance, FloatType.Instance, DoubleType.Instance,
        new DecimalType(10, 2), new DecimalType(30, 2), StringType.Instance, BinaryType.Instance, NullType.Instance,
        new ArrayType(StringType.Instance, true), new StructType([new("a", StringType.Instance, true), new("b", DoubleType.Instance, true)]),
    ];

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Sort_EveryType_OrdersAsValueComparer(RunMode mode)
    {
        foreach (var type in _types)
        {
            var table = Table.Random(21, 150, type, IntegerType.Instance);
            foreach (var (ascending, nullsFirst) in new[] { (true, true), (false, false), (true, false), (false, true) })
            {
                var plan = new SortNode(table.Scan(), [new SortOrder(table.Column(0), ascending, nullsFirst), new SortOrder(table.Column(1))]);
                var expected = table.Rows.OrderBy(row => row[0], new BoxedOrder(type, ascending, nullsFirst)).ThenBy(row => row[1], new BoxedOrder(IntegerType.Instance, true, true));
                Same(expected, Run.Collect(plan, mode));
            }
        }
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void TopN_WithOffset_IsThePartOfTheSort(RunMode mode)
    {
        var table = Table.Random(4, 5000, StringType.Instance, LongType.Instance, IntegerType.Instance);
        var expected = table.Rows.OrderBy(row => row[0], new BoxedOrder(StringType.Instance, false, false)).ThenBy(row => row[1], new BoxedOrder(LongType.Instance, true, true)).ThenBy(row => row[2], new BoxedOrder(IntegerType.Instance, true, true)).ToList();
        SortOrder[] order = [new(table.Column(0), false), new(table.Column(1)), new(table.Column(2))];
        foreach (var (limit, offset) in new[] { (10, 0), (100, 7), (0, 0), (10, 4995), (9000, 0) })
        {
            Run.Same(expected.Skip(offset).Take(limit), Run.Collect(new TopNNode(table.Scan(), [.. order], limit, offset), mode));
        }
    }

    [Fact]
    public void Sort_ManyRows_IsCutIntoRangesAndStaysOrdered()
    {
        var mode = new RunMode(2048, 2, Running.SpillMode.Off);
        var range = new RangeNode(0, 400_000, 1, 2);
        var id = new BoundReference(0, LongType.Instance, false);
        var plan = new SortNode(range, [new SortOrder(id, Ascending: false)]);
        var rows = Run.Collect(plan, mode);
        Assert.Equal(400_000, rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(399_999L - i, rows[i][0]);
        }
    }

    /// <summary>Equal values may differ in form (-0.0), so only the order is compared.</summary>
    private static void Same(IEnumerable<object?[]> expected, IEnumerable<object?[]> actual) =>
        Run.Same(expected.Select(row => Array.ConvertAll(row, Grouping.HashAggregateTests.Normalize)), actual.Select(row => Array.ConvertAll(row, Grouping.HashAggregateTests.Normalize)));

    /// <summary>Orders boxed values with the engine's single-value comparer.</summary>
    internal sealed class BoxedOrder(DataType type, bool ascending, bool nullsFirst) : IComparer<object?>
    {
        public int Compare(object? x, object? y)
        {
            if (x is null || y is null)
            {
                return x is null && y is null ? 0 : (x is null) == nullsFirst ? -1 : 1;
            }
            using var pool = new MemoryPool();
            using var memory = new MemoryScope(pool);
            var column = Column.Create(type, 2, memory);
            ColumnValues.Set(column, 0, x);
            ColumnValues.Set(column, 1, y);
            int order = ValueComparer.Compare(column, 0, column, 1);
            return ascending ? order : -order;
        }
    }
}
