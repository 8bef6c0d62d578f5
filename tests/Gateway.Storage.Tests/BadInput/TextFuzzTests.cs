using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Formats;
using Gateway.Storage.Scanning;
using Xunit.Abstractions;

namespace Gateway.Storage.Tests.BadInput;

/// <summary>Damaged text files, plain and compressed, give rows or one of Spark's errors, in every mode, and no more rows for one column than for another.</summary>
public sealed class TextFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int LineCount = 40;
    private const long SlowMs = 10_000;

    private static readonly StructType _schema = new([
        new StructField("i", IntegerType.Instance, true), new StructField("s", StringType.Instance, true), new StructField("d", DoubleType.Instance, true),
        new StructField("a", new ArrayType(LongType.Instance, true), true), new StructField("_corrupt_record", StringType.Instance, true)]);

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-text-fuzz").FullName;
    private readonly Dictionary<string, int> _outcomes = [];
    private int _number;

    public static TheoryData<string, string> FormatsAndModes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string format in new[] { "csv", "json", "text" })
            {
                foreach (string mode in new[] { "PERMISSIVE", "DROPMALFORMED", "FAILFAST" })
                {
                    data.Add(format, mode);
                }
            }
            return data;
        }
    }

    public static TheoryData<string> Codecs => [".gz", ".deflate", ".bz2", ".zst"];

    [Theory]
    [MemberData(nameof(FormatsAndModes))]
    public void Read_RandomDamage_IsRowsOrTyped(string format, string mode)
    {
        byte[] sound = Sound(format);
        for (int round = 0; round < 150; round++)
        {
            Read(format, "", FileDamage.Random(sound, 0, sound.Length, new Random(31_000_003 + round)), $"{format} {mode} round {round}", ("mode", mode));
        }
    }

    /// <summary>What is not UTF-8 never stops a reader that keeps going, and cuts no line in two.</summary>
    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("text")]
    public void Read_InvalidUtf8_KeepsEveryLine(string format)
    {
        byte[][] bad = [[0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF8, 0x88, 0x80, 0x80, 0x80], [0x80], [0x00]];
        byte[] sound = Sound(format);
        int middle = sound.AsSpan().IndexOf("text"u8) + 2;
        foreach (byte[] bytes in bad)
        {
            byte[] damaged = [.. sound[..middle], .. bytes, .. sound[middle..]];
            Assert.Equal(LineCount, Read(format, "", damaged, $"{format} {Convert.ToHexString(bytes)}", ("mode", "PERMISSIVE")));
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Read_CompressedFileCutAnywhere_IsTyped(string extension)
    {
        byte[] sound = Compress(Sound("json"), extension);
        for (int length = 1; length < sound.Length - 8; length += Math.Max(1, sound.Length / 60))
        {
            Assert.Null(Read("json", extension, sound[..length], $"{extension} cut at {length} of {sound.Length}"));
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Read_CompressedFileWithRandomDamage_IsRowsOrTyped(string extension)
    {
        byte[] sound = Compress(Sound("csv"), extension);
        for (int round = 0; round < 150; round++)
        {
            Read("csv", extension, FileDamage.Random(sound, 0, sound.Length, new Random(37_000_003 + round)), $"{extension} round {round}");
        }
    }

    /// <summary>A few kilobytes that unpack to much more than may be held: read in bounded memory, or refused.</summary>
    [Theory]
    [InlineData("text", 1)]
    [InlineData("csv", 1)]
    [InlineData("json", 1)]
    [InlineData("text", 1000)]
    public void Read_CompressionBomb_StaysInBounds(string format, int lineLength)
    {
        string path = Path.Combine(_folder, "bomb." + format + ".gz");
        using (var file = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            byte[] block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'7');
            for (int i = lineLength; lineLength > 1 && i < block.Length; i += lineLength)
            {
                block[i] = (byte)'\n';
            }
            for (int i = 0; i < 96; i++)
            {
                file.Write(block);
            }
        }
        using var pool = new MemoryPool(limitBytes: 48L << 20);
        string? condition = null;
        long rows = 0;
        try
        {
            rows = Count(FileFormats.Open(format, [path], SourceOptions.Empty, new StructType([new StructField("value", StringType.Instance, true)]), QuerySettings.Default, pool), pool, [0]);
        }
        catch (QueryException failure)
        {
            condition = failure.Error.Condition;
        }
        output.WriteLine($"{rows} rows, {condition}, {pool.PeakBytes} bytes at most");
        Assert.True(condition is null or "UNABLE_TO_ACQUIRE_MEMORY" || condition.StartsWith("FAILED_READ_FILE", StringComparison.Ordinal), condition);
        // A line is held in memory, and what is held is counted.
        Assert.True(lineLength > 1 || condition == "UNABLE_TO_ACQUIRE_MEMORY", condition);
        Assert.Equal(0, pool.UsedBytes);
    }

    /// <summary>All of a file is one record: it is counted while it is held, and given back.</summary>
    [Theory]
    [InlineData("json", "multiLine")]
    [InlineData("csv", "multiLine")]
    [InlineData("text", "wholetext")]
    public void Read_WholeFileBeyondTheLimit_IsTyped(string format, string option)
    {
        string path = Path.Combine(_folder, "whole." + format);
        File.WriteAllText(path, "[" + string.Concat(Enumerable.Repeat("{\"value\":\"some text\"},\n", 400_000)) + "{}]");
        var schema = new StructType([new StructField("value", StringType.Instance, true)]);
        using var pool = new MemoryPool(limitBytes: 4L << 20);
        var source = FileFormats.Open(format, [path], new SourceOptions([new(option, "true")]), schema, QuerySettings.Default, pool);
        Assert.Equal("UNABLE_TO_ACQUIRE_MEMORY", Assert.Throws<QueryException>(() => Count(source, pool, [0])).Error.Condition);
        Assert.Equal(0, pool.UsedBytes);
        if (format != "text")
        {
            Assert.Equal("UNABLE_TO_ACQUIRE_MEMORY", Assert.Throws<QueryException>(() => FileFormats.Open(format, [path], new SourceOptions([new(option, "true")]), null, QuerySettings.Default, pool)).Error.Condition);
            Assert.Equal(0, pool.UsedBytes);
        }
    }

    public void Dispose()
    {
        foreach (var (outcome, count) in _outcomes.OrderByDescending(static pair => pair.Value))
        {
            output.WriteLine($"{count,6} {outcome}");
        }
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Sound(string format)
    {
        var text = new StringBuilder();
        for (int i = 0; i < LineCount; i++)
        {
            text.Append(format == "json" ? $$"""{"i":{{i}},"s":"text \"{{i}}\" ü","d":{{i}}.5,"a":[{{i}},null,{{i + 1}}]}""" : $"{i},\"text {i} ü\",{i}.5").Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Compress(byte[] sound, string extension)
    {
        using var bytes = new MemoryStream();
        using (Stream stream = extension switch
        {
            ".gz" => new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true),
            ".deflate" => new ZLibStream(bytes, CompressionLevel.Optimal, leaveOpen: true),
            ".bz2" => new ICSharpCode.SharpZipLib.BZip2.BZip2OutputStream(bytes) { IsStreamOwner = false },
            _ => new ZstdSharp.CompressionStream(bytes, leaveOpen: true),
        })
        {
            stream.Write(sound);
        }
        return bytes.ToArray();
    }

    /// <summary>Reads a file in full and gives the number of rows, or null for one of Spark's errors.</summary>
    private long? Read(string format, string extension, byte[] bytes, string what, params (string Key, string Value)[] options)
    {
        string path = Path.Combine(_folder, $"f{_number++}.{format}{extension}");
        File.WriteAllBytes(path, bytes);
        var schema = format switch
        {
            "json" => _schema,
            "csv" => new StructType(_schema.Fields.Where(static member => member.Type is not ArrayType)),
            _ => new StructType([new StructField("value", StringType.Instance, true)]),
        };
        var watch = Stopwatch.StartNew();
        using var pool = new MemoryPool();
        long? rows = null;
        string? condition = null;
        try
        {
            var source = FileFormats.Open(format, [path], new SourceOptions(options.Select(static option => KeyValuePair.Create(option.Key, option.Value))), schema, QuerySettings.Default, pool);
            rows = Count(source, pool, [.. Enumerable.Range(0, schema.Fields.Length)]);
            if (!options.Contains(("mode", "DROPMALFORMED")))
            {
                // Without columns only the lines are counted, as count(*) does; a reader that drops records may count those it never looked into.
                Assert.Equal(rows, Count(source, pool, []));
            }
        }
        catch (QueryException failure)
        {
            condition = failure.Error.Condition;
            rows = null;
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {other}");
        }
        File.Delete(path);
        _outcomes[condition ?? "rows"] = _outcomes.GetValueOrDefault(condition ?? "rows") + 1;
        Assert.True(condition is null || condition.StartsWith("FAILED_READ_FILE.", StringComparison.Ordinal), $"{what}: {condition}");
        Assert.Equal(0, pool.UsedBytes);
        Assert.True(watch.ElapsedMilliseconds < SlowMs, $"{what}: {watch.ElapsedMilliseconds} ms");
        return rows;
    }

    private static long Count(ScanSource source, MemoryPool pool, int[] columns)
    {
        long rows = 0;
        using var memory = new MemoryScope(pool);
        var request = new ScanRequest([.. columns], []);
        using var reader = source.OpenReader(request, new EvaluationContext(QuerySettings.Default, memory));
        var batch = new Batch([.. request.Columns.Select(column => Column.Create(source.Field(column).Type, 1, memory))]);
        foreach (var morsel in source.PlanMorsels(request, QuerySettings.Default))
        {
            reader.Open(morsel);
            while (reader.Next(batch))
            {
                rows += batch.ActiveCount;
                foreach (var column in batch.Columns)
                {
                    for (int i = 0; i < batch.ActiveCount; i++)
                    {
                        ColumnValues.Get(column, batch.Selection[i]);
                    }
                }
            }
        }
        return rows;
    }
}
