using Apache.Arrow.Ipc;
using Gateway.Core.Arrow;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Arrow;

namespace Gateway.Storage.Tests.Arrow;

public sealed unsafe class ArrowRoundTripTests : IDisposable
{
    private readonly MemoryPool _pool = new();
    private readonly MemoryScope _memory;

    public ArrowRoundTripTests() => _memory = new MemoryScope(_pool);

    private static readonly StructType _nested = new([
        new StructField("a", IntegerType.Instance, true),
        new StructField("b", new ArrayType(StringType.Instance, true), true)]);

    public static TheoryData<string> Kinds => [.. Cases.Select(static c => c.Type.ToString())];

    private static readonly (DataType Type, object?[] Values)[] Cases =
    [
        (BooleanType.Instance, [true, false, null]),
        (ByteType.Instance, [(sbyte)1, sbyte.MinValue, null]),
        (ShortType.Instance, [(short)1, short.MaxValue, null]),
        (IntegerType.Instance, [1, int.MinValue, null]),
        (LongType.Instance, [1L, long.MinValue, null]),
        (FloatType.Instance, [1.5f, float.NaN, null]),
        (DoubleType.Instance, [1.5, double.NegativeInfinity, null]),
        (new DecimalType(9, 2), [(Int128)123, (Int128)(-999999999), null]),
        (new DecimalType(38, 10), [Int128.Parse("99999999999999999999999999999999999999"), (Int128)(-1), null]),
        (StringType.Instance, ["", "twelve bytes", "a little longer", "well over thirty-two bytes of text, to be sure", "é", null]),
        (BinaryType.Instance, [new byte[] { 1, 2 }, System.Array.Empty<byte>(), null]),
        (DateType.Instance, [0, -1, null]),
        (TimestampType.Instance, [0L, -1L, null]),
        (TimestampNtzType.Instance, [0L, long.MaxValue, null]),
        (TimeType.Default, [0L, 86_399_999_999_999L, null]),
        (DayTimeIntervalType.Default, [0L, -5L, null]),
        (YearMonthIntervalType.Default, [0, 14, null]),
        (CalendarIntervalType.Instance, [new CalendarInterval(1, 2, 3), new CalendarInterval(-1, -2, -3), null]),
        (NullType.Instance, [null]),
        (new ArrayType(IntegerType.Instance, true), [new object?[] { 1, null, 3 }, System.Array.Empty<object?>(), null, new object?[] { 4 }]),
        (new MapType(StringType.Instance, LongType.Instance, true), [new BoxedMap(["k", "a key of more than twelve"], [1L, null]), new BoxedMap([], []), null]),
        (_nested, [new object?[] { 1, new object?[] { "x", null } }, new object?[] { null, null }, null]),
        (new ArrayType(_nested, true), [new object?[] { new object?[] { 1, new object?[] { "x" } }, null }, null]),
        (VariantType.Instance, [new object?[] { new byte[] { 12, 1 }, new byte[] { 1, 0, 0 } }, null]),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_EveryType_ReadsBack(string kind)
    {
        var (type, values) = Cases.First(c => c.Type.ToString() == kind);
        var schema = new StructType([new StructField("c", type, true, Metadata.Parse("""{"k":"v"}"""))]);
        foreach (int rowCount in new[] { 0, 1, 7, 64, 65, 1000 })
        {
            var column = Column.Create(type, 1024, _memory);
            for (int row = 0; row < rowCount; row++)
            {
                ColumnValues.Set(column, row, values[row % values.Length]);
            }
            var batch = new Batch([column]);
            batch.SetAll(rowCount);
            using var encoder = new ArrowEncoder(schema, new ArrowOptions("America/Los_Angeles"), _pool);
            int position = 0;
            Assert.True(encoder.Append(batch, ref position));
            using var block = encoder.FinishStream();
            var table = ArrowImporter.Read(block.Memory, _memory);
            Assert.Equal(schema, table.Schema);
            var read = Assert.Single(table.Batches);
            Assert.Equal(rowCount, read.RowCount);
            for (int row = 0; row < rowCount; row++)
            {
                Assert.Equivalent(values[row % values.Length], ColumnValues.Get(read.Columns[0], row), strict: true);
            }
        }
    }

    [Fact]
    public void Encode_SelectionDictionaryAndConstant_GathersRows()
    {
        var words = Column.Create(StringType.Instance, 2, _memory);
        ColumnValues.Set(words, 0, "a word of some length");
        ColumnValues.Set(words, 1, "b");
        var dictionary = Column.Create(StringType.Instance, 8, _memory);
        dictionary.Shape = ColumnShape.Dictionary;
        dictionary.Dictionary = words;
        int* indices = dictionary.WritableIndices();
        for (int i = 0; i < 8; i++)
        {
            indices[i] = i & 1;
        }
        dictionary.SetNull(5);
        var constant = Column.Create(new DecimalType(5, 1), 1, _memory);
        ColumnValues.Set(constant, 0, (Int128)15);
        constant.Shape = ColumnShape.Constant;
        int* rows = stackalloc int[] { 1, 4, 5 };
        var batch = new Batch([dictionary, constant]) { RowCount = 8, Selection = new Selection(rows, 3) };
        var schema = new StructType([new StructField("s", StringType.Instance, true), new StructField("d", new DecimalType(5, 1), false)]);
        using var encoder = new ArrowEncoder(schema, new ArrowOptions("UTC"), _pool);
        int position = 0;
        Assert.True(encoder.Append(batch, ref position));
        using var block = encoder.FinishStream();
        var read = ArrowImporter.Read(block.Memory, _memory).Batches[0];
        Assert.Equal(new object?[] { "b", "a word of some length", null }, Enumerable.Range(0, 3).Select(row => ColumnValues.Get(read.Columns[0], row)));
        Assert.Equal((Int128)15, ColumnValues.Get(read.Columns[1], 2));
    }

    [Fact]
    public void Append_LargeRows_CutsBlocks()
    {
        var column = Column.Create(StringType.Instance, 100, _memory);
        for (int row = 0; row < 100; row++)
        {
            ColumnValues.Set(column, row, new string((char)('a' + row % 26), 50_000));
        }
        var batch = new Batch([column]);
        batch.SetAll(100);
        using var encoder = new ArrowEncoder(new StructType([new StructField("s", StringType.Instance, false)]), new ArrowOptions("UTC", BlockBytes: 1 << 20), _pool);
        int position = 0;
        int total = 0;
        bool done = false;
        while (!done)
        {
            done = encoder.Append(batch, ref position);
            using var block = encoder.FinishStream();
            Assert.InRange(block.Length, 50_000, 2 << 20);
            total += block.RowCount;
        }
        Assert.Equal(100, total);
    }

    [Fact]
    public void Encode_EqualNamesInStruct_AreNumbered()
    {
        var inner = new StructType([new StructField("a", IntegerType.Instance, true), new StructField("a", IntegerType.Instance, true), new StructField("b", IntegerType.Instance, true)]);
        using var block = ArrowEncoder.EncodeEmpty(new StructType([new StructField("a", inner, true), new StructField("a", inner, true)]), new ArrowOptions("UTC"), _pool);
        using var reader = new ArrowStreamReader(block.Memory);
        Assert.Equal(["a", "a"], reader.Schema.FieldsList.Select(static f => f.Name));
        Assert.Equal(["a_0", "a_1", "b"], ((Apache.Arrow.Types.StructType)reader.Schema.FieldsList[0].DataType).Fields.Select(static f => f.Name));
        Assert.Equal(0, reader.ReadNextRecordBatch().Length);
        Assert.Null(reader.ReadNextRecordBatch());
    }

    public void Dispose()
    {
        _memory.Dispose();
        Assert.Equal(0, _pool.UsedBytes);
        _pool.Dispose();
    }
}
