using System.Diagnostics;
using Gateway.Core.Arrow;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Arrow;

namespace Gateway.Storage.Tests.BadInput;

/// <summary>Damaged Arrow streams, whose offsets and lengths lie and whose buffers are missing, give rows or a typed error.</summary>
public sealed class ArrowFuzzTests
{
    private const int SlowMs = 5_000;
    private const long MostBytes = 1L << 30;
    private const int RowCount = 20;

    private static readonly DataType[] _types =
    [
        BooleanType.Instance, ByteType.Instance, IntegerType.Instance, LongType.Instance, DoubleType.Instance, new DecimalType(20, 2), StringType.Instance, BinaryType.Instance,
        DateType.Instance, TimestampType.Instance, CalendarIntervalType.Instance, NullType.Instance, new ArrayType(StringType.Instance, true),
        new MapType(StringType.Instance, new ArrayType(LongType.Instance, true), true),
        new StructType([new StructField("x", IntegerType.Instance, true), new StructField("y", new ArrayType(StringType.Instance, true), true)]),
    ];

    [Fact]
    public void Read_EveryDamagedByte_IsRowsOrTyped()
    {
        byte[] sound = Stream();
        for (int position = 0; position < sound.Length; position += 2)
        {
            Read(FileDamage.Flip(sound, position, position * 3 % 8), $"byte {position}");
        }
    }

    [Fact]
    public void Read_RandomDamage_IsRowsOrTyped() => Damage(1500, seed: 21);

    [Fact]
    [Trait("Category", "Long")]
    public void Read_MuchRandomDamage_IsRowsOrTyped() => Damage(60_000, seed: 22);

    [Fact]
    public void Read_CutAnywhere_IsRowsOrTyped()
    {
        byte[] sound = Stream();
        for (int length = 0; length < sound.Length; length += 5)
        {
            Read(sound[..length], $"cut at {length}");
        }
    }

    private static void Damage(int rounds, int seed)
    {
        byte[] sound = Stream();
        for (int round = 0; round < rounds; round++)
        {
            Read(FileDamage.Random(sound, 0, sound.Length, new Random(seed * 1_000_003 + round)), $"seed {seed} round {round}");
        }
    }

    private static void Read(byte[] bytes, string what)
    {
        using var pool = new MemoryPool(MostBytes);
        var watch = Stopwatch.StartNew();
        if (Environment.GetEnvironmentVariable("GATEWAY_FUZZ_TRACE") is { } trace)
        {
            File.WriteAllText(trace, what);
        }
        using (var memory = new MemoryScope(pool))
        {
            try
            {
                var table = ArrowImporter.Read(bytes, memory);
                foreach (var batch in table.Batches)
                {
                    foreach (var column in batch.Columns)
                    {
                        for (int row = 0; row < Math.Min(batch.RowCount, 1000); row++)
                        {
                            ColumnValues.Get(column, row);
                        }
                    }
                }
            }
            catch (QueryException)
            {
            }
            catch (Exception other)
            {
                Assert.Fail($"{what}: {other}");
            }
        }
        Assert.Equal(0, pool.UsedBytes);
        Assert.True(watch.ElapsedMilliseconds < SlowMs, $"{what}: {watch.ElapsedMilliseconds} ms");
    }

    private static byte[] Stream()
    {
        using var pool = new MemoryPool();
        using var memory = new MemoryScope(pool);
        var schema = new StructType(_types.Select(static (type, i) => new StructField($"c{i}", type, true)));
        var columns = Array.ConvertAll(_types, type => Column.Create(type, RowCount, memory));
        for (int row = 0; row < RowCount; row++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                ColumnValues.Set(columns[i], row, row % 4 == 3 ? null : Value(_types[i], row));
            }
        }
        var batch = new Batch(columns);
        batch.SetAll(RowCount);
        using var encoder = new ArrowEncoder(schema, new ArrowOptions("UTC"), pool);
        int position = 0;
        encoder.Append(batch, ref position);
        using var block = encoder.FinishStream();
        return block.Memory.ToArray();
    }

    private static object? Value(DataType type, int row) => type switch
    {
        BooleanType => row % 2 == 0,
        ByteType => (sbyte)row,
        IntegerType or DateType => row,
        LongType or TimestampType => (long)row,
        DoubleType => row / 3.0,
        DecimalType => (Int128)row,
        StringType => row % 2 == 0 ? "short" : "a text of more than twelve bytes",
        BinaryType => new byte[] { (byte)row, 2 },
        CalendarIntervalType => new CalendarInterval(row, row, row),
        ArrayType array => Enumerable.Range(0, row % 3).Select(i => Value(array.Element, i)).ToArray(),
        MapType map => new BoxedMap([.. Enumerable.Range(0, row % 3).Select(static i => $"key {i}")], [.. Enumerable.Range(0, row % 3).Select(i => Value(map.Value, i))]),
        StructType structure => structure.Fields.Select(field => Value(field.Type, row)).ToArray(),
        _ => null,
    };
}
