using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Tests.Text;

public sealed class JsonTests
{
    private const string Document = """{"a":{"b":1,"c":[10,20,{"d":"x"}]},"k.dot":5,"sp ace":6,"n":null,"arr":[{"z":1},{"z":2},{"y":3}]}""";

    [Theory]
    [InlineData(Document, "$.a.c[*]", """[10,20,{"d":"x"}]""")]
    [InlineData(Document, "$.arr[*].z", "[1,2]")]
    [InlineData(Document, "$.arr[*].y", "3")]
    [InlineData(Document, "$.arr.z", null)]
    [InlineData(Document, "$.*", null)]
    [InlineData(Document, "$['k.dot']", "5")]
    [InlineData(Document, "$.sp ace", "6")]
    [InlineData(Document, "$[\"a\"]", null)]
    [InlineData(Document, "$['*']", null)]
    [InlineData(Document, "$. a", """{"b":1,"c":[10,20,{"d":"x"}]}""")]
    [InlineData(Document, "$ .a", null)]
    [InlineData(Document, "$.a.c[00]", "10")]
    [InlineData(Document, "$.a.c[ 0 ]", null)]
    [InlineData(Document, "$..a", null)]
    [InlineData("""{"a":1.50}""", "$.a", "1.5")]
    [InlineData("""{"a":1e3}""", "$.a", "1000.0")]
    [InlineData("""{"a":[1, 2 ]}""", "$.a", "[1,2]")]
    [InlineData("""{"a":12345678901234567890123}""", "$.a", "12345678901234567890123")]
    [InlineData("\"s\"", "$", "s")]
    [InlineData("null", "$", "null")]
    [InlineData("[[1,2],[3]]", "$[*][0]", "[1,3]")]
    [InlineData("[[1,2],[3]]", "$[0][*]", "[1,2]")]
    [InlineData("[[1,2],[3]]", "$[*][*]", "[1,2,3]")]
    [InlineData("{\"a\":1", "$.a", null)]
    [InlineData("{\"a\":1} x", "$.a", "1")]
    [InlineData("{'a':1}", "$.a", "1")]
    [InlineData("{a:1}", "$.a", null)]
    [InlineData("{\"a\":NaN}", "$.a", null)]
    [InlineData("{\"a\":\"x\\\"y\\n\\u00e9\"}", "$.a", "x\"y\né")]
    [InlineData("{\"a\":{\"b\":\"x\\\"y\"}}", "$.a", "{\"b\":\"x\\\"y\"}")]
    [InlineData("{\"a\":1,\"a\":2}", "$.a", "1")]
    [InlineData("{\"a\":null}", "$.a", null)]
    public void JsonPath_Evaluate(string json, string path, string? expected)
    {
        var output = new TextBuffer();
        bool found = JsonPath.TryCompile(Encoding.UTF8.GetBytes(path), out JsonPath? compiled) &&
            compiled!.TryEvaluate(Encoding.UTF8.GetBytes(json), new TextBuffer(), output);
        Assert.Equal(expected, found ? Encoding.UTF8.GetString(output.Written) : null);
    }

    [Theory]
    [InlineData("{\"a\":[1,-2.5e3,\"x\\ud83d\\ude00\",true,null,{}]} rest", true)]
    [InlineData("{\"a\":01}", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("[1,]", false)]
    [InlineData("{\"a\":\"x\ty\"}", false)]
    [InlineData("{\"a\":\"\\$\"}", false)]
    [InlineData("[1 2]", false)]
    [InlineData("truex", false)]
    [InlineData("1x", false)]
    public void JsonTokenizer_WholeValue(string json, bool valid)
    {
        var tokenizer = new JsonTokenizer(Encoding.UTF8.GetBytes(json), JsonLeniency.Default, new TextBuffer(), stackalloc byte[JsonTokenizer.MaxDepth]);
        tokenizer.Read();
        var output = new TextBuffer();
        Assert.Equal(valid, JsonText.TryCopyValue(ref tokenizer, output));
    }

    [Fact]
    public void JsonTokenizer_Lenient_AcceptsAll()
    {
        var leniency = new JsonLeniency
        {
            AllowComments = true, AllowNonNumericNumbers = true, AllowNumericLeadingZeros = true, AllowUnquotedFieldNames = true,
            AllowUnquotedControlChars = true, AllowBackslashEscapingAnyCharacter = true,
        };
        var tokenizer = new JsonTokenizer(
            "/* c */{a:007, 'b':[NaN,-INF,+Infinity] // x\n, \"c\":\"\\$\t\"}"u8, leniency, new TextBuffer(), stackalloc byte[JsonTokenizer.MaxDepth]);
        tokenizer.Read();
        var output = new TextBuffer();
        Assert.True(JsonText.TryCopyValue(ref tokenizer, output));
        Assert.Equal("""{"a":7,"b":["NaN","-Infinity","Infinity"],"c":"$\t"}""", Encoding.UTF8.GetString(output.Written));
    }
}
