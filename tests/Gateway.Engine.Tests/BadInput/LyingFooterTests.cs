using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Gateway.Core.Errors;
using Gateway.Engine;
using Xunit.Abstractions;

namespace Gateway.Engine.Tests.BadInput;

/// <summary>
/// Parquet footers that say something else than the file holds. As in Spark, bounds and null counts are believed: a filter may miss rows, and nothing else happens.
/// Counts, offsets and sizes that contradict the file or each other are errors that name it.
/// </summary>
public sealed class LyingFooterTests(SoundParquetFile sound, ITestOutputHelper output) : IClassFixture<SoundParquetFile>
{
    private const int LimitMs = 10_000;
    private const int Id = 0, Real = 1, Text = 2, Money = 3, Gaps = 4;
    private const string Footer = "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER", Data = "FAILED_READ_FILE.NO_HINT";
    private const string Everything = "SELECT count(*), sum(id), sum(d), max(s), CAST(sum(m) AS BIGINT), count(n) FROM f";
    private const string EverythingsAnswer = "1000|499500|249750|text 999|124875|666";

    private static readonly Dictionary<string, (Action<ThriftTree> Lie, (string Sql, string Answer)[] Queries)> s_lies = new()
    {
        ["nothing"] = (static _ => { }, [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE id = 500", "1"), ("SELECT count(*) FROM f WHERE n IS NULL", "334")]),
        ["bounds too narrow"] = (static footer => Bounds(footer, Id, Long(10), Long(20)), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE id = 500", "0"), ("SELECT count(*) FROM f WHERE id = 15", "1"), ("SELECT min(id), max(id) FROM f", "0|999"), ("SELECT count(*) FROM f WHERE id > 20", "0")]),
        ["bounds too wide"] = (static footer => Bounds(footer, Id, Long(long.MinValue), Long(long.MaxValue)), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE id = 500", "1"), ("SELECT count(*) FROM f WHERE id > 999", "0")]),
        ["bounds reversed"] = (static footer => Bounds(footer, Id, Long(999), Long(0)), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE id = 500", "0"), ("SELECT min(id), max(id) FROM f", "0|999"), ("SELECT count(*) FROM f a JOIN f b ON a.id = b.id", "1000")]),
        ["bounds of four bytes for a BIGINT"] = (static footer => Bounds(footer, Id, [1, 0, 0, 0], [2, 0, 0, 0]), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE id = 500", "1")]),
        ["bounds of no bytes"] = (static footer => Array.ForEach([Id, Real, Text, Money, Gaps], column => Bounds(footer, column, [], [])), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE id = 500 AND d < 1000 AND n IS NOT NULL", "1")]),
        ["bounds of text for numbers"] = (static footer => Array.ForEach([Id, Real, Gaps], column => Bounds(footer, column, "minimum"u8.ToArray(), "maximum"u8.ToArray())), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE id = 500 AND d < 1000 AND n > 1", "1")]),
        ["bounds NaN"] = (static footer => Bounds(footer, Real, Double(double.NaN), Double(double.NaN)), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE d = 250.0", "1"), ("SELECT count(*) FROM f WHERE d > 400", "199")]),
        ["one bound NaN"] = (static footer => Bounds(footer, Real, Double(0), Double(double.NaN)), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE d = 250.0", "1"), ("SELECT count(*) FROM f WHERE d < 1", "2")]),
        ["bounds infinite, reversed"] = (static footer => Bounds(footer, Real, Double(double.PositiveInfinity), Double(double.NegativeInfinity)), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE d = 250.0", "0")]),
        ["bounds of a text not UTF-8"] = (static footer => Bounds(footer, Text, [0xFF, 0xFE], [0xFF, 0xFF]), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE s = 'text 7'", "0"), ("SELECT min(s), max(s) FROM f", "text 0|text 999")]),
        ["bounds of a text of a megabyte"] = (static footer => Bounds(footer, Text, new byte[1 << 20], Enumerable.Repeat((byte)0xFF, 1 << 20).ToArray()), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE s = 'text 7'", "1")]),
        ["decimal bounds too narrow"] = (static footer => Bounds(footer, Money, [0], [1]), [("SELECT count(*), CAST(min(m) AS DOUBLE), CAST(max(m) AS DOUBLE), CAST(sum(m * m) AS DOUBLE) FROM f", "1000|0|249.75|20802093.75"), ("SELECT count(*) FROM f WHERE m = 100.25", "1")]),
        ["too many nulls"] = (static footer => Nulls(footer, Id, 1000), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE id IS NOT NULL", "0"), ("SELECT count(id) FROM f", "1000")]),
        ["too few nulls"] = (static footer => Nulls(footer, Gaps, 0), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE n IS NULL", "0"), ("SELECT count(*) FROM f WHERE n <=> NULL", "334")]),
        ["negative nulls"] = (static footer => Nulls(footer, Gaps, -5), [(Everything, EverythingsAnswer), ("SELECT count(*) FROM f WHERE n IS NULL", "334"), ("SELECT count(*) FROM f WHERE n IS NOT NULL", "666")]),
        ["more nulls than fit"] = (static footer => Nulls(footer, Gaps, long.MaxValue), [(Everything, EverythingsAnswer), ("SELECT count(n) FROM f", "666")]),
        ["rows of the file too many"] = (static footer => footer.Set(3, 1_000_000), [("SELECT count(*) FROM f", Footer)]),
        ["rows of the file too few"] = (static footer => footer.Set(3, 1), [(Everything, Footer)]),
        ["rows of the file negative"] = (static footer => footer.Set(3, -1), [(Everything, Footer)]),
        ["rows of a group too many"] = (static footer => Group(footer).Set(3, 2000), [("SELECT count(*) FROM f", Footer), (Everything, Footer)]),
        ["rows of a group too few"] = (static footer => Group(footer).Set(3, 10), [(Everything, Footer)]),
        ["rows of a group negative"] = (static footer => Group(footer).Set(3, -1000), [(Everything, Footer)]),
        ["rows beyond all numbers"] = (static footer => Rows(footer, long.MaxValue), [("SELECT count(*) FROM f", Footer), (Everything, Footer)]),
        ["rows and values doubled everywhere"] = (static footer => Rows(footer, 2000), [(Everything, Data)]),
        ["rows and values halved everywhere"] = (static footer => Rows(footer, 500), [(Everything, Data)]),
        ["rows and values of all machines everywhere"] = (static footer => Rows(footer, 1L << 60), [("SELECT count(*) FROM f", Footer), (Everything, Footer)]),
        ["rows and values of a thousand years everywhere"] = (static footer => Rows(footer, 1L << 40), [("SELECT count(*) FROM f", Data), (Everything, Data), ("SELECT sum(id) FROM f WHERE d > 5", Data)]),
        ["values too many"] = (static footer => Chunk(footer, Id).Set(5, 1001), [(Everything, Footer)]),
        ["values too few"] = (static footer => Chunk(footer, Id).Set(5, 1), [(Everything, Footer)]),
        ["values negative"] = (static footer => Chunk(footer, Id).Set(5, -1), [(Everything, Footer)]),
        ["pages before the file"] = (static footer => Pages(footer, Id, -100), [(Everything, Data), ("SELECT sum(d) FROM f", "249750")]),
        ["pages in the magic"] = (static footer => Pages(footer, Id, 0), [(Everything, Data)]),
        ["pages behind the file"] = (static footer => Pages(footer, Id, 1L << 40), [(Everything, Data)]),
        ["pages at the end of numbers"] = (static footer => Pages(footer, Id, long.MaxValue), [(Everything, Data)]),
        ["pages in the footer"] = (static footer => Pages(footer, Id, FooterPlace(footer) - 40), [(Everything, Data)]),
        ["pages of another column"] = (static footer => Pages(footer, Id, Start(footer, Text)), [("SELECT sum(id) FROM f", Data)]),
        ["dictionary behind the data"] = (static footer => Chunk(footer, Text).Set(11, Chunk(footer, Text).Number(9) + 10), [("SELECT count(DISTINCT s) FROM f", Data)]),
        ["dictionary behind the file"] = (static footer => Chunk(footer, Text).Set(11, 1L << 40), [("SELECT count(DISTINCT s) FROM f", Data)]),
        ["dictionary before the file"] = (static footer => Chunk(footer, Text).Set(11, -7), [("SELECT count(DISTINCT s) FROM f", Data)]),
        ["dictionary of another column"] = (static footer => Chunk(footer, Text).Set(11, Start(footer, Id)), [("SELECT count(DISTINCT s) FROM f", Data)]),
        ["data in the middle of a page"] = (static footer => Pages(footer, Id, Start(footer, Id) + 13), [("SELECT sum(id) FROM f", Data)]),
        ["bytes negative"] = (static footer => Chunk(footer, Id).Set(7, -1), [("SELECT sum(id) FROM f", Data)]),
        ["bytes beyond all numbers"] = (static footer => Chunk(footer, Id).Set(7, long.MaxValue), [("SELECT sum(id) FROM f", Data)]),
        ["bytes beyond the file"] = (static footer => Chunk(footer, Id).Set(7, 1L << 33), [("SELECT sum(id) FROM f", Data)]),
        ["bytes too few"] = (static footer => Chunk(footer, Id).Set(7, 10), [("SELECT sum(id) FROM f", Data)]),
        ["bytes none"] = (static footer => Chunk(footer, Id).Set(7, 0), [("SELECT sum(id) FROM f", Data)]),
        ["uncompressed bytes negative"] = (static footer => Chunk(footer, Id).Set(6, -1), [("SELECT sum(id) FROM f", "499500")]),
        ["uncompressed bytes beyond all numbers"] = (static footer => Chunk(footer, Id).Set(6, long.MaxValue), [("SELECT sum(id) FROM f", "499500")]),
        ["bytes of a group beyond all numbers"] = (static footer => Group(footer).Set(2, long.MaxValue), [(Everything, EverythingsAnswer)]),
        ["bytes of a group negative"] = (static footer => Group(footer).Set(2, long.MinValue), [(Everything, EverythingsAnswer)]),
        ["another codec"] = (static footer => Chunk(footer, Id).SetInt32(4, 2), [("SELECT sum(id) FROM f", Data)]),
        ["a codec nobody knows"] = (static footer => Chunk(footer, Id).SetInt32(4, 99), [("SELECT sum(id) FROM f", Data)]),
        ["no chunk of a column"] = (static footer => Group(footer).Items(1).RemoveAt(Id), [(Everything, Footer)]),
        ["a chunk too many"] = (static footer => Group(footer).Items(1).Add(Group(footer).Items(1)[0]), [(Everything, Footer)]),
        ["a group twice"] = (static footer => { footer.Items(4).Add(footer.Items(4)[0]); footer.Set(3, 2000); }, [("SELECT count(*), sum(id) FROM f", "2000|999000")]),
        ["no groups, but rows"] = (static footer => footer.Items(4).Clear(), [(Everything, Footer)]),
        ["no columns in the schema"] = (static footer => footer.Items(2).RemoveRange(1, 5), [(Everything, Footer)]),
        ["a column of another type"] = (static footer => footer.At(2, 1 + Id).SetInt32(1, 6), [("SELECT sum(id) FROM f", "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH")]),
        ["more children than elements"] = (static footer => footer.At(2, 0).SetInt32(5, int.MaxValue), [(Everything, Footer)]),
    };

    public static TheoryData<string> Names => [.. s_lies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Collect_LyingFooter_IsAnsweredOrTyped(string name)
    {
        var (lie, queries) = s_lies[name];
        string path = sound.With(lie, name.Replace(" ", "-", StringComparison.Ordinal));
        using var session = GatewaySession.Create(new EngineOptions { MemoryLimitBytes = 1L << 30 });
        var watch = Stopwatch.StartNew();
        var found = new List<string>();
        foreach (var (sql, _) in queries)
        {
            found.Add(Ask(session, sql.Replace(" f", $" parquet.`{path}`", StringComparison.Ordinal), path));
            Assert.Equal(0, session.Engine.Pool.UsedBytes);
        }
        output.WriteLine($"{watch.ElapsedMilliseconds} ms");
        Assert.True(watch.ElapsedMilliseconds < LimitMs);
        Assert.Equal(queries.Select(static query => query.Answer), found);
        // The session goes on, and so does the file that tells the truth.
        Assert.Equal(EverythingsAnswer, Ask(session, Everything.Replace(" f", $" parquet.`{sound.Path}`", StringComparison.Ordinal), sound.Path));
    }

    private static string Ask(GatewaySession session, string sql, string path)
    {
        try
        {
            return string.Join('|', session.Prepare(session.ParsePlan(sql)).Collect()[0].Select(static value => Convert.ToString(value, CultureInfo.InvariantCulture)));
        }
        catch (QueryException failure)
        {
            Assert.Contains(failure.Error.Parameters, parameter => parameter.Value.EndsWith(Path.GetFileName(path), StringComparison.Ordinal));
            return failure.Error.Condition!;
        }
    }

    private static ThriftTree Group(ThriftTree footer) => footer.At(4, 0);

    private static ThriftTree Chunk(ThriftTree footer, int column) => footer.At(4, 0, 1, column, 3);

    private static void Bounds(ThriftTree footer, int column, byte[] minimum, byte[] maximum)
    {
        var statistics = Chunk(footer, column).At(12);
        statistics.Set(1, maximum);
        statistics.Set(2, minimum);
        statistics.Set(5, maximum);
        statistics.Set(6, minimum);
    }

    private static void Nulls(ThriftTree footer, int column, long count) => Chunk(footer, column).At(12).Set(3, count);

    /// <summary>Tells one number of rows in all places.</summary>
    private static void Rows(ThriftTree footer, long count)
    {
        footer.Set(3, count);
        Group(footer).Set(3, count);
        for (int column = 0; column <= Gaps; column++)
        {
            Chunk(footer, column).Set(5, count);
        }
    }

    private static void Pages(ThriftTree footer, int column, long offset)
    {
        Chunk(footer, column).Remove(11);
        Chunk(footer, column).Set(9, offset);
    }

    private static long Start(ThriftTree footer, int column)
    {
        var chunk = Chunk(footer, column);
        return chunk.Has(11) ? chunk.Number(11) : chunk.Number(9);
    }

    private static long FooterPlace(ThriftTree footer) => Start(footer, Gaps) + Chunk(footer, Gaps).Number(7);

    private static byte[] Long(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Double(double value) => Long(BitConverter.DoubleToInt64Bits(value));
}
