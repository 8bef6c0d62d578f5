using Gateway.Compute.Formats;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Arrow;
using Gateway.Storage.Files;
using Gateway.Storage.Parquet;
using Gateway.Storage.Scanning;
using ArrowFileReader = ParquetSharp.Arrow.FileReader;

namespace Gateway.Storage.Tests.Parquet;

public sealed class ParquetScanTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(TestData.Folder(), "*.parquet", SearchOption.AllDirectories).Order().Select(path => Path.GetRelativePath(TestData.Folder(), path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_EveryFile_EqualsTheOtherDecoder(string name)
    {
        string path = Path.Combine(TestData.Folder(), name);
        var expected = ReadByArrow(path);
        foreach (int batchSize in name.Contains("tpch", StringComparison.Ordinal) ? new[] { 2048 } : [2048, 3, 701])
        {
            var source = Open(path);
            var found = TestData.ReadAll(source, TestData.Everything(source), batchSize);
            Assert.Equal(expected.Count, found.Count);
            Assert.Equal(source.RowCount, found.Count);
            for (int row = 0; row < found.Count; row++)
            {
                if (!Same(expected[row], found[row]))
                {
                    Assert.Fail($"row {row}: expected {Show(expected[row])} found {Show(found[row])}");
                }
            }
        }
    }

    [Fact]
    public void Read_SkippingRows_FindsTheSameValues()
    {
        var source = Open(Path.Combine(TestData.Folder(), "parquet", "nested.parquet"));
        var all = TestData.ReadAll(source, TestData.Everything(source));
        var request = TestData.Everything(source);
        using var pool = new MemoryPool();
        using var memory = new MemoryScope(pool);
        var morsel = source.PlanMorsels(request, QuerySettings.Default)[0];
        var part = (ParquetPart)morsel.Part;
        using var handle = ParquetFile.Open(part.File.Entry);
        using var buffers = new Gateway.Storage.Parquet.Pages.PageBuffers(pool);
        using var codec = new Gateway.Storage.Codecs.BlockDecompressor();
        var shapes = Gateway.Storage.Parquet.Schema.ParquetTypes.Columns(part.File.Root, new());
        for (int column = 0; column < shapes.Length; column++)
        {
            Gateway.Storage.Parquet.Columns.IColumnChunkReader reader = shapes[column] is Gateway.Storage.Parquet.Schema.LeafShape leaf
                ? new Gateway.Storage.Parquet.Columns.FlatColumnReader(leaf, buffers, codec, 2048, memory)
                : new Gateway.Storage.Parquet.Columns.NestedColumnReader(shapes[column], buffers, codec, 2048, memory);
            using (reader)
            {
                reader.Open(part.File, handle, 0);
                reader.Skip(13);
                reader.Skip(700);
                var values = reader.Read(100);
                for (int i = 0; i < 100; i++)
                {
                    Assert.True(Same(all[713 + i][column], ColumnValues.Get(values, i)));
                }
                reader.Skip(800);
                Assert.True(Same(all[1613][column], ColumnValues.Get(reader.Read(1), 0)));
            }
        }
    }

    [Fact]
    public void Read_WiderTypesAndMissingColumns_FollowTheGivenSchema()
    {
        var wanted = new StructType([
            new StructField("I32", LongType.Instance, true), new StructField("nope", StringType.Instance, true),
            new StructField("dec9", new DecimalType(20, 4), true), new StructField("date", TimestampNtzType.Instance, true)]);
        string path = Path.Combine(TestData.Folder(), "parquet", "decimal-int.parquet");
        var source = Open(path, wanted);
        var plain = Open(path);
        var expected = TestData.ReadAll(plain, new ScanRequest([0], []));
        var found = TestData.ReadAll(source, TestData.Everything(source));
        Assert.All(found.Zip(expected), static pair =>
        {
            Assert.Null(pair.First[0]);
            Assert.Null(pair.First[1]);
            Assert.Equal(pair.Second[0] is Int128 unscaled ? unscaled * 100 : null, pair.First[2]);
        });
        var mismatch = Open(path, new StructType([new StructField("dec9", DateType.Instance, true)]));
        var error = Assert.Throws<QueryException>(() => TestData.ReadAll(mismatch, TestData.Everything(mismatch)));
        Assert.Equal("FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH", error.Error.Condition);
    }

    [Fact]
    public void Read_MetadataColumn_NumbersRows()
    {
        var source = Open(Path.Combine(TestData.Folder(), "parquet", "nested.parquet"));
        var rows = TestData.ReadAll(source, new ScanRequest([source.Schema.Fields.Length], []));
        var last = (object?[])rows[^1][0]!;
        Assert.Equal("nested.parquet", last[1]);
        Assert.Equal(2999L, last[6]);
    }

    [Fact]
    public void Open_DamagedFiles_RaiseTypedErrors()
    {
        string folder = Directory.CreateTempSubdirectory("gateway-storage").FullName;
        try
        {
            string sound = Path.Combine(TestData.Folder(), "parquet", "dictionary.parquet");
            byte[] bytes = File.ReadAllBytes(sound);
            string path = Path.Combine(folder, "x.parquet");
            File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
            Assert.Equal("FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER", Assert.Throws<QueryException>(() => Open(path)).Error.Condition);
            var random = new Random(5);
            int failures = 0;
            for (int round = 0; round < 200; round++)
            {
                byte[] damaged = [.. bytes];
                for (int i = 0; i < 5; i++)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }
                string file = Path.Combine(folder, $"d{round}.parquet");
                File.WriteAllBytes(file, damaged);
                try
                {
                    var source = Open(file);
                    TestData.ReadAll(source, TestData.Everything(source));
                }
                catch (QueryException failure)
                {
                    Assert.Matches("^(FAILED_READ_FILE|PARQUET_|UNABLE_TO)", failure.Error.Condition);
                    failures++;
                }
            }
            Assert.InRange(failures, 20, 200);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ParquetSource Open(string path, StructType? schema = null)
    {
        var index = FileIndex.List([path], SourceOptions.Empty, schema, QuerySettings.Default);
        return ParquetSource.Open(index, schema ?? ParquetSource.InferSchema(index, SourceOptions.Empty, QuerySettings.Default), SourceOptions.Empty, QuerySettings.Default);
    }

    private static List<object?[]> ReadByArrow(string path)
    {
        var rows = new List<object?[]>();
        using var pool = new MemoryPool();
        using var memory = new MemoryScope(pool);
        using var reader = new ArrowFileReader(path);
        var schema = ArrowTypes.ToSpark(reader.Schema);
        using var batches = reader.GetRecordBatchReader();
        while (batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } record)
        {
            using (record)
            {
                var batch = ArrowImporter.Import(record, schema, memory);
                for (int row = 0; row < batch.RowCount; row++)
                {
                    rows.Add([.. batch.Columns.Select(column => ColumnValues.Get(column, row))]);
                }
            }
        }
        return rows;
    }

    private static bool Same(object? expected, object? found) => (expected, found) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (object?[] a, object?[] b) => a.Length == b.Length && a.Zip(b).All(static pair => Same(pair.First, pair.Second)),
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (BoxedMap a, BoxedMap b) => Same(a.Keys, b.Keys) && Same(a.Values, b.Values),
        _ => expected.Equals(found),
    };

    private static string Show(object? value) => value switch
    {
        object?[] items => "[" + string.Join(",", items.Select(Show)) + "]",
        byte[] bytes => Convert.ToHexString(bytes),
        BoxedMap map => "{" + Show(map.Keys) + ":" + Show(map.Values) + "}",
        null => "null",
        _ => value.ToString()!,
    };
}
