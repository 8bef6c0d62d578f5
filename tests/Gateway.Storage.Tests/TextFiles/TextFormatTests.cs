using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Formats;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Tests.TextFiles;

public sealed class TextFormatTests : IDisposable
{
    private readonly MemoryPool _pool = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-text").FullName;

    [Theory]
    [InlineData("1,a\n2,b\n", "[1|a][2|b]")]
    [InlineData("1,a\r\n\r\n2,b", "[1|a][2|b]")]
    [InlineData("\"a,b\",\"c\"\"d\",\"e\\\"f\"\n\"\",,x\n", "[a,b|\"c\"\"d\"|e\"f][null|null|x]")]
    [InlineData("1,\"a\nb\"\n", "[1|a][b\"|null]")]
    [InlineData(" a , b \n", "[ a | b ]")]
    public void Csv_Records_AreCutAsSparkDoes(string text, string expected) => Assert.Equal(expected, Show(Read("csv", text)));

    [Theory]
    [InlineData("PERMISSIVE", "[1|2][3|null][4|5][null|7]")]
    [InlineData("DROPMALFORMED", "[1|2]")]
    [InlineData("FAILFAST", "FAILED_READ_FILE.NO_HINT")]
    public void Csv_MalformedRecords_FollowTheMode(string mode, string expected)
    {
        var schema = new StructType([new StructField("a", IntegerType.Instance, true), new StructField("b", IntegerType.Instance, true)]);
        string found;
        try
        {
            found = Show(Read("csv", "1,2\n3\n4,5,6\nx,7\n", schema, ("mode", mode)));
        }
        catch (QueryException failure)
        {
            found = failure.Error.Condition!;
        }
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Csv_Inference_FindsTypes()
    {
        var source = Open("csv", "i,l,d,b,dt,ts,s\n1,3000000000,1.5,true,2024-01-02,2024-01-02 03:04:05,x\n", null, ("header", "true"), ("inferSchema", "true"));
        Assert.Equal("struct<i:int,l:bigint,d:double,b:boolean,dt:date,ts:timestamp,s:string>", source.Schema.ToString());
    }

    [Fact]
    public void Json_SplitsOfAnySize_ReadEveryLineOnce()
    {
        string text = string.Concat(Enumerable.Range(0, 500).Select(static i => $"{{\"i\":{i},\"s\":\"{new string('x', i % 70)}\"}}{(i % 3 == 0 ? "\r\n" : "\n")}"));
        string path = Path.Combine(_folder, "lines.json");
        File.WriteAllText(path, text);
        var schema = new StructType([new StructField("i", IntegerType.Instance, true)]);
        foreach (string bytes in new[] { "1", "7", "64", "1000" })
        {
            var settings = QuerySettings.Default with { Configuration = new Dictionary<string, string> { ["spark.sql.files.maxPartitionBytes"] = bytes } };
            var source = FileFormats.Open("json", [path], SourceOptions.Empty, schema, settings, _pool);
            var rows = TestData.ReadAll(source, TestData.Everything(source), 3, settings);
            Assert.Equal(Enumerable.Range(0, 500), rows.Select(static row => (int)row[0]!).Order());
        }
    }

    [Fact]
    public void Json_PartialAndMalformedRecords_KeepWhatIsGood()
    {
        var schema = new StructType([
            new StructField("a", IntegerType.Instance, true), new StructField("b", new ArrayType(IntegerType.Instance, true), true), new StructField("_corrupt_record", StringType.Instance, true)]);
        var rows = Read("json", "{\"a\":1,\"b\":[1,\"x\"]}\n{bad\n[{\"a\":2},{\"a\":3}]\n", schema);
        Assert.Equal("[1|null|{\"a\":1,\"b\":[1,\"x\"]}][null|null|{bad][2|null|null][3|null|null]", Show(rows));
    }

    [Fact]
    public void Json_Inference_MergesTypes()
    {
        var source = Open("json", "{\"b\":1,\"a\":{\"x\":null,\"y\":[]}}\n{\"b\":2.5,\"a\":{\"y\":[1]}}\n", null);
        Assert.Equal("struct<a:struct<x:string,y:array<bigint>>,b:double>", source.Schema.ToString());
    }

    public void Dispose()
    {
        Assert.Equal(0, _pool.UsedBytes);
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Show(List<object?[]> rows) => string.Concat(rows.Select(static row => "[" + string.Join("|", row.Select(Show)) + "]"));

    private static string Show(object? value) => value is object?[] items ? "{" + string.Join(",", items.Select(Show)) + "}" : value?.ToString() ?? "null";

    private ScanSource Open(string format, string text, StructType? schema, params (string Key, string Value)[] options)
    {
        string path = Path.Combine(_folder, "f." + format);
        File.WriteAllText(path, text);
        return FileFormats.Open(format, [path], new SourceOptions(options.Select(static o => KeyValuePair.Create(o.Key, o.Value))), schema, QuerySettings.Default, _pool);
    }

    private List<object?[]> Read(string format, string text, StructType? schema = null, params (string Key, string Value)[] options)
    {
        var source = Open(format, text, schema, options);
        return TestData.ReadAll(source, TestData.Everything(source));
    }
}
