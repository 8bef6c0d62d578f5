using Gateway.Compute.Formats;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;
using Gateway.Storage.Scanning;
using Gateway.Storage.Writing;

namespace Gateway.Storage.Tests.Parquet;

public sealed class ParquetWriteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-write").FullName;
    private readonly MemoryPool _pool = new();
    private readonly MemoryScope _memory;

    public ParquetWriteTests() => _memory = new MemoryScope(_pool);

    private static readonly StructType _inner = new([new StructField("x", IntegerType.Instance, true), new StructField("y", new ArrayType(StringType.Instance, true), true)]);

    private static readonly (DataType Type, object?[] Values)[] Cases =
    [
        (BooleanType.Instance, [true, null, false]),
        (ByteType.Instance, [(sbyte)-1, null]),
        (ShortType.Instance, [(short)300, null]),
        (IntegerType.Instance, [7, null, int.MinValue]),
        (LongType.Instance, [7L, null]),
        (FloatType.Instance, [1.5f, null]),
        (DoubleType.Instance, [double.NaN, 2.5, null]),
        (new DecimalType(7, 2), [(Int128)(-12345), null]),
        (new DecimalType(18, 2), [(Int128)(-12345), null]),
        (new DecimalType(38, 5), [Int128.Parse("-99999999999999999999999999999999999999"), null, (Int128)1]),
        (StringType.Instance, ["", "short", "a string that is longer than twelve", null]),
        (BinaryType.Instance, [new byte[] { 0, 255 }, null]),
        (DateType.Instance, [-1, null]),
        (TimestampType.Instance, [1_700_000_000_123_456L, null]),
        (TimestampNtzType.Instance, [-1L, null]),
        (TimeType.Default, [86_399_999_999_000L, null]),
        (new DayTimeIntervalType(0, 0), [86_400_000_000L, null]),
        (YearMonthIntervalType.Default, [13, null]),
        (NullType.Instance, [null]),
        (new ArrayType(IntegerType.Instance, true), [new object?[] { 1, null }, System.Array.Empty<object?>(), null]),
        (new MapType(StringType.Instance, _inner, true), [new BoxedMap(["k"], [new object?[] { 1, new object?[] { "a", null } }]), new BoxedMap([], []), null]),
        (_inner, [new object?[] { null, null }, null, new object?[] { 1, System.Array.Empty<object?>() }]),
        (new ArrayType(new ArrayType(_inner, true), true), [new object?[] { null, System.Array.Empty<object?>(), new object?[] { new object?[] { 1, null }, null } }, null]),
        (VariantType.Instance, [new object?[] { new byte[] { 12, 1 }, new byte[] { 1, 0, 0 } }, null]),
    ];

    public static TheoryData<string> Kinds => [.. Cases.Select(static c => c.Type.ToString())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_EveryType_ReadsBack(string kind)
    {
        var (type, values) = Cases.First(c => c.Type.ToString() == kind);
        var schema = new StructType([new StructField("n", LongType.Instance, true), new StructField("c", type, true)]);
        string path = Path.Combine(_folder, "o");
        var rows = Enumerable.Range(0, 5000).Select(i => new object?[] { (long)i, values[i % values.Length] }).ToList();
        Write(path, schema, rows, WriteMode.ErrorIfExists);
        var source = FileFormats.Open("parquet", [path], SourceOptions.Empty, null, QuerySettings.Default, _pool);
        Assert.Equal(SchemaMerging.AsNullable(schema), source.Schema);
        Assert.Equivalent(rows, TestData.ReadAll(source, TestData.Everything(source)), strict: true);
    }

    /// <summary>Integers have no annotation in the file, or one that says how wide they are: the least and greatest values are known of both.</summary>
    [Fact]
    public void Write_Integers_HaveRanges()
    {
        var schema = new StructType([new StructField("b", ByteType.Instance, true), new StructField("s", ShortType.Instance, true), new StructField("i", IntegerType.Instance, true), new StructField("l", LongType.Instance, true)]);
        string path = Path.Combine(_folder, "o");
        Write(path, schema, [[(sbyte)-3, (short)-300, -70_000, -5_000_000_000L], [null, null, null, null], [(sbyte)4, (short)400, 80_000, 6_000_000_000L]], WriteMode.ErrorIfExists);
        var source = FileFormats.Open("parquet", [path], SourceOptions.Empty, null, QuerySettings.Default, _pool);
        Assert.Equal(
            [new ColumnRange((sbyte)-3, (sbyte)4, 1), new ColumnRange((short)-300, (short)400, 1), new ColumnRange(-70_000, 80_000, 1), new ColumnRange(-5_000_000_000L, 6_000_000_000L, 1)],
            Enumerable.Range(0, 4).Select(source.Range));
    }

    [Fact]
    public void Write_Partitioned_MakesFoldersThatReadBack()
    {
        var schema = new StructType([new StructField("v", IntegerType.Instance, true), new StructField("p", StringType.Instance, true), new StructField("d", DateType.Instance, true)]);
        object?[][] rows = [[1, "a/b", 0], [2, null, 1], [3, "a/b", 0], [4, "", 1]];
        string path = Path.Combine(_folder, "o");
        Write(path, schema, rows, WriteMode.ErrorIfExists, "p", "d");
        Assert.Equal(["p=__HIVE_DEFAULT_PARTITION__", "p=a%2Fb"], Directory.GetDirectories(path).Select(Path.GetFileName).Order());
        var source = FileFormats.Open("parquet", [path], SourceOptions.Empty, null, QuerySettings.Default, _pool);
        Assert.Equal(["int", "string", "date"], source.Schema.Fields.Select(static f => f.Type.ToString()));
        var found = TestData.ReadAll(source, TestData.Everything(source));
        Assert.Equivalent(rows.Select(static row => new[] { row[0], (string?)row[1] == "" ? null : row[1], row[2] }), found.OrderBy(static row => (int)row[0]!), strict: true);
    }

    [Fact]
    public void Write_Modes_KeepReplaceOrRefuse()
    {
        var schema = new StructType([new StructField("v", IntegerType.Instance, true)]);
        string path = Path.Combine(_folder, "o");
        Write(path, schema, [[1]], WriteMode.Append);
        Write(path, schema, [[2]], WriteMode.Append);
        Assert.Equal(2, Count(path));
        Assert.Equal("PATH_ALREADY_EXISTS", Assert.Throws<QueryException>(() => Write(path, schema, [[3]], WriteMode.ErrorIfExists)).Error.Condition);
        Write(path, schema, [[4]], WriteMode.Ignore);
        Assert.Equal(2, Count(path));
        Write(path, schema, [], WriteMode.Overwrite);
        Assert.Equal(0, Count(path));
        Assert.Equal(2, Directory.GetFiles(path).Length);
        using (var job = FileWriteJob.Start(new FileWriteRequest("parquet", path, schema, [], WriteMode.Overwrite, SourceOptions.Empty), QuerySettings.Default, _pool)!)
        {
            job.Write(Batch(schema, [[9]]));
        }
        Assert.Equal(2, Directory.GetFileSystemEntries(path).Length);
    }

    public void Dispose()
    {
        _memory.Dispose();
        Assert.Equal(0, _pool.UsedBytes);
        Directory.Delete(_folder, recursive: true);
    }

    private int Count(string path)
    {
        var source = FileFormats.Open("parquet", [path], SourceOptions.Empty, null, QuerySettings.Default, _pool);
        return TestData.ReadAll(source, TestData.Everything(source)).Count;
    }

    private void Write(string path, StructType schema, IReadOnlyList<object?[]> rows, WriteMode mode, params string[] partitionColumns)
    {
        using var job = FileWriteJob.Start(new FileWriteRequest("parquet", path, schema, [.. partitionColumns], mode, SourceOptions.Empty), QuerySettings.Default, _pool);
        if (job is null)
        {
            return;
        }
        foreach (object?[][] chunk in rows.Chunk(2048))
        {
            job.Write(Batch(schema, chunk));
        }
        job.Commit();
    }

    private Batch Batch(StructType schema, IReadOnlyList<object?[]> rows)
    {
        var batch = new Batch([.. schema.Fields.Select(f => Column.Create(f.Type, Math.Max(1, rows.Count), _memory))]);
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < batch.Columns.Length; column++)
            {
                ColumnValues.Set(batch.Columns[column], row, rows[row][column]);
            }
        }
        batch.SetAll(rows.Count);
        return batch;
    }
}
