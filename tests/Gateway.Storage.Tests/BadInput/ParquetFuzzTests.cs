using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Storage.Files;
using Gateway.Storage.Parquet;
using Gateway.Storage.Scanning;
using Xunit.Abstractions;

namespace Gateway.Storage.Tests.BadInput;

/// <summary>Damaged Parquet files give rows or one of Spark's errors: no crash, no hang, no large allocation, no other exception.</summary>
public sealed class ParquetFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const long MostBytes = 1L << 30;
    private const long SlowMs = 5_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-fuzz").FullName;
    private readonly Dictionary<string, int> _outcomes = [];
    private int _number;

    public static TheoryData<string> SmallFiles => ["small-snappy", "small-gzip", "small-plain", "small-version2"];

    public static TheoryData<string> AllFiles => [.. Directory.EnumerateFiles(Path.Combine(TestData.Folder(), "parquet"), "*.parquet").Select(static path => Path.GetFileNameWithoutExtension(path)).Order()];

    /// <summary>One bit of every seventh byte, a bit that the position chooses.</summary>
    [Theory]
    [MemberData(nameof(SmallFiles))]
    public void Read_FlippedBits_IsRowsOrTyped(string name) => FlipBits(name, stride: 7, static position => [position * 5 % 8]);

    [Theory]
    [MemberData(nameof(SmallFiles))]
    [Trait("Category", "Long")]
    public void Read_EveryFlippedBit_IsRowsOrTyped(string name) => FlipBits(name, stride: 1, static _ => [0, 1, 2, 3, 4, 5, 6, 7]);

    [Theory]
    [MemberData(nameof(SmallFiles))]
    public void Read_CutAnywhere_IsTyped(string name)
    {
        byte[] sound = Sound(name);
        for (int length = 0; length < sound.Length; length += 13)
        {
            Assert.Equal("FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER", Read(sound[..length], $"{name} cut at {length}"));
        }
    }

    [Theory]
    [MemberData(nameof(AllFiles))]
    public void Read_RandomDamage_IsRowsOrTyped(string name) => Damage(name, Rounds(40), seed: 11);

    [Theory]
    [MemberData(nameof(AllFiles))]
    [Trait("Category", "Long")]
    public void Read_MuchRandomDamage_IsRowsOrTyped(string name) => Damage(name, Rounds(3000), seed: 12);

    public void Dispose()
    {
        foreach (var (outcome, count) in _outcomes.OrderByDescending(static pair => pair.Value))
        {
            output.WriteLine($"{count,6} {outcome}");
        }
        Directory.Delete(_folder, recursive: true);
    }

    private static int Rounds(int otherwise) => int.Parse(Environment.GetEnvironmentVariable("GATEWAY_FUZZ_ROUNDS") ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static byte[] Sound(string name) => File.ReadAllBytes(Path.Combine(TestData.Folder(), "parquet", name + ".parquet"));

    private void FlipBits(string name, int stride, Func<int, int[]> bits)
    {
        byte[] sound = Sound(name);
        for (int position = 0; position < sound.Length; position += stride)
        {
            foreach (int bit in bits(position))
            {
                Read(FileDamage.Flip(sound, position, bit), $"{name} byte {position} bit {bit}");
            }
        }
    }

    /// <summary>Damages the footer in half of the rounds, as it decides most, and any place in the others.</summary>
    private void Damage(string name, int rounds, int seed)
    {
        byte[] sound = Sound(name);
        int footer = sound.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(sound.AsSpan(sound.Length - 8));
        for (int round = 0; round < rounds; round++)
        {
            var random = new Random(seed * 1_000_003 + round);
            bool inFooter = round % 2 == 0;
            byte[] damaged = FileDamage.Random(sound, inFooter ? footer : 0, inFooter ? sound.Length - 8 : footer, random);
            if (damaged.Length != sound.Length && inFooter)
            {
                BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(damaged.Length - 8), damaged.Length - 8 - footer);
            }
            Read(damaged, $"{name} seed {seed} round {round}");
        }
    }

    /// <summary>Reads a file in full and returns the condition, or null for rows.</summary>
    private string? Read(byte[] bytes, string what)
    {
        string path = Path.Combine(_folder, $"f{_number++}.parquet");
        File.WriteAllBytes(path, bytes);
        var watch = Stopwatch.StartNew();
        using var pool = new MemoryPool();
        string? condition = null;
        long rows = 0;
        long? counted = null;
        if (Environment.GetEnvironmentVariable("GATEWAY_FUZZ_TRACE") is { } trace)
        {
            File.WriteAllText(trace, what);
        }
        try
        {
            var index = FileIndex.List([path], SourceOptions.Empty, null, QuerySettings.Default);
            var source = ParquetSource.Open(index, ParquetSource.InferSchema(index, SourceOptions.Empty, QuerySettings.Default), SourceOptions.Empty, QuerySettings.Default);
            counted = source.RowCount;
            for (int column = 0; column < source.Schema.Fields.Length; column++)
            {
                source.Range(column);
            }
            rows = Count(source, pool);
        }
        catch (QueryException failure)
        {
            condition = failure.Error.Condition;
        }
        catch (Exception other)
        {
            Assert.Fail($"{what}: {other}");
        }
        File.Delete(path);
        _outcomes[condition ?? "rows"] = _outcomes.GetValueOrDefault(condition ?? "rows") + 1;
        Assert.True(condition is null || condition.StartsWith("FAILED_READ_FILE.", StringComparison.Ordinal) || condition is "PARQUET_TYPE_ILLEGAL" or "PARQUET_TYPE_NOT_SUPPORTED" or "PARQUET_TYPE_NOT_RECOGNIZED" or "PARQUET_CONVERSION_FAILURE.UNSUPPORTED" or "UNABLE_TO_INFER_SCHEMA" or "COLUMN_ALREADY_EXISTS", $"{what}: {condition}");
        Assert.True(condition is not null || rows == counted, $"{what}: {rows} rows read, {counted} counted by the footer");
        Assert.Equal(0, pool.UsedBytes);
        Assert.True(pool.PeakBytes < MostBytes, $"{what}: {pool.PeakBytes} bytes");
        Assert.True(watch.ElapsedMilliseconds < SlowMs, $"{what}: {watch.ElapsedMilliseconds} ms");
        return condition;
    }

    private static long Count(ParquetSource source, MemoryPool pool)
    {
        long rows = 0;
        using var memory = new MemoryScope(pool);
        var request = TestData.Everything(source);
        using var reader = source.OpenReader(request, new EvaluationContext(QuerySettings.Default, memory));
        var batch = new Batch([.. request.Columns.Select(column => Column.Create(source.Field(column).Type, 1, memory))]);
        foreach (var morsel in source.PlanMorsels(request, QuerySettings.Default))
        {
            reader.Open(morsel);
            while (reader.Next(batch))
            {
                rows += batch.ActiveCount;
                for (int column = 0; column < batch.Columns.Length; column++)
                {
                    // Touches the value of every row: pointers that lie show here.
                    for (int i = 0; i < batch.ActiveCount; i++)
                    {
                        ColumnValues.Get(batch.Columns[column], batch.Selection[i]);
                    }
                }
            }
        }
        return rows;
    }
}
