using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Formats;

namespace Gateway.Storage.Tests.BadInput;

/// <summary>Bytes that are no text, as Spark 4.3 answers them: CSV decodes with U+FFFD, a JSON record is malformed, a text file keeps the bytes.</summary>
public sealed class InvalidUtf8Tests : IDisposable
{
    private readonly MemoryPool _pool = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-utf8").FullName;

    [Theory]
    [InlineData(new byte[] { 0xFF }, "a\uFFFDz")]
    [InlineData(new byte[] { 0xC3 }, "a\uFFFDz")]
    [InlineData(new byte[] { 0xE2, 0x82 }, "a\uFFFDz")]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98 }, "a\uFFFDz")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "a\uFFFDz")]
    [InlineData(new byte[] { 0xC0, 0xAF }, "a\uFFFD\uFFFDz")]
    [InlineData(new byte[] { 0xF8, 0x88, 0x80, 0x80, 0x80 }, "a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDz")]
    public void Csv_NotUtf8_IsReplaced(byte[] bad, string expected)
    {
        var row = Assert.Single(Read("csv", [.. "1,a"u8, .. bad, .. "z,2\n"u8], ["i", "s", "j"]));
        Assert.Equal(["1", expected, "2"], row);
    }

    [Fact]
    public void Json_NotUtf8_IsAMalformedRecord()
    {
        var rows = Read("json", [.. "{\"s\":\"good\"}\n{\"s\":\"a"u8, 0xFF, .. "z\"}\n{\"s\":\"good\"}\n"u8], ["s"]);
        Assert.Equal(["good", null, "good"], rows.Select(static row => row[0]));
    }

    [Fact]
    public void Json_NotUtf8WithFailFast_NamesTheFile()
    {
        var failure = Assert.Throws<QueryException>(() => Read("json", [.. "{\"s\":\"a"u8, 0xFF, .. "z\"}\n"u8], ["s"], ("mode", "FAILFAST")));
        Assert.Equal("FAILED_READ_FILE.NO_HINT", failure.Error.Condition);
    }

    [Fact]
    public void Text_NotUtf8_KeepsItsBytes()
    {
        var row = Assert.Single(Read("text", [(byte)'a', 0xFF, (byte)'z', (byte)'\n'], ["value"]));
        Assert.Equal(new byte[] { (byte)'a', 0xFF, (byte)'z' }, row[0]);
    }

    public void Dispose()
    {
        Assert.Equal(0, _pool.UsedBytes);
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private List<object?[]> Read(string format, byte[] bytes, string[] names, params (string Key, string Value)[] options)
    {
        string path = Path.Combine(_folder, "f." + format);
        File.WriteAllBytes(path, bytes);
        var schema = new StructType(names.Select(static name => new StructField(name, StringType.Instance, true)));
        var source = FileFormats.Open(format, [path], new SourceOptions(options.Select(static option => KeyValuePair.Create(option.Key, option.Value))), schema, QuerySettings.Default, _pool);
        return TestData.ReadAll(source, TestData.Everything(source));
    }
}
