using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Time;

namespace Gateway.Compute.Tests.Text;

public sealed class VariantTests
{
    private static readonly JsonLeniency Strict = new() { AllowSingleQuotes = false };

    [Theory]
    [InlineData("""{"b":{"c":"x","d":[1,2,{"e":null}]},"a":1} x""", """{"a":1,"b":{"c":"x","d":[1,2,{"e":null}]}}""")]
    [InlineData("1.10", "1.1")]
    [InlineData("1e3", "1000.0")]
    [InlineData("-0.0", "0")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("123456789012345678901234567890123456789", "1.2345678901234568E38")]
    [InlineData("[[],{},true,false,\"\\u00e9\"]", "[[],{},true,false,\"é\"]")]
    [InlineData("{\"a\":1,\"a\":2}", null)]
    [InlineData("{'a':1}", null)]
    [InlineData("NaN", null)]
    [InlineData("", null)]
    public void TryAppendJson_RoundTrips(string json, string? expected) => Assert.Equal(expected, RoundTrip(json));

    [Fact]
    public void TryAppendJson_ManyKeysAndElements_UsesWideForms()
    {
        string json = "{" + string.Join(',', Enumerable.Range(1000, 400).Select(static key => $"\"k{key}\":[{string.Join(',', Enumerable.Range(0, 300))}]")) + "}";
        Assert.Equal(json, RoundTrip(json));
    }

    [Theory]
    [InlineData("$.b['d'][2].e", "null")]
    [InlineData("$.b.c", "\"x\"")]
    [InlineData("$", """{"a":1,"b":{"c":"x","d":[1,2,{"e":null}]}}""")]
    [InlineData("$.zz", null)]
    [InlineData("$[0]", null)]
    [InlineData("$.a[*]", "malformed")]
    [InlineData("a", "malformed")]
    public void VariantPath_Follow(string path, string? expected)
    {
        (byte[] value, byte[] metadata) = Build("""{"a":1,"b":{"c":"x","d":[1,2,{"e":null}]}}""")!.Value;
        if (!VariantPath.TryCompile(Encoding.UTF8.GetBytes(path), out VariantPath? compiled))
        {
            Assert.Equal("malformed", expected);
            return;
        }

        var output = new TextBuffer();
        bool found = compiled!.TryFollow(new VariantValue(value, metadata), out VariantValue element);
        if (found)
        {
            VariantText.TryAppendJson(element, TimeZoneRules.Utc, output);
        }

        Assert.Equal(expected, found ? Encoding.UTF8.GetString(output.Written) : null);
    }

    [Fact]
    public void AppendVariant_CopiesWithOwnKeys()
    {
        (byte[] value, byte[] metadata) = Build("""{"a":{"z":[1]},"b":2}""")!.Value;
        var builder = new VariantBuilder();
        VariantBuilder.Mark mark = builder.BeginObject();
        builder.AddField(mark, "q"u8);
        builder.AppendVariant(new VariantValue(value, metadata));
        Assert.True(builder.EndObject(mark));
        var output = new TextBuffer();
        builder.AppendMetadata(output);
        byte[] ownMetadata = output.Written.ToArray();
        output.Clear();
        Assert.True(VariantText.TryAppendJson(new VariantValue(builder.Value, ownMetadata), TimeZoneRules.Utc, output));
        Assert.Equal("""{"q":{"a":{"z":[1]},"b":2}}""", Encoding.UTF8.GetString(output.Written));
    }

    private static string? RoundTrip(string json)
    {
        if (Build(json) is not { } bytes)
        {
            return null;
        }

        var output = new TextBuffer();
        var variant = new VariantValue(bytes.Value, bytes.Metadata);
        Assert.Equal(bytes.Value.Length, variant.Size);
        Assert.True(VariantText.TryAppendJson(variant, TimeZoneRules.Utc, output));
        return Encoding.UTF8.GetString(output.Written);
    }

    private static (byte[] Value, byte[] Metadata)? Build(string json)
    {
        var tokenizer = new JsonTokenizer(Encoding.UTF8.GetBytes(json), Strict, new TextBuffer(), stackalloc byte[JsonTokenizer.MaxDepth]);
        tokenizer.Read();
        var builder = new VariantBuilder();
        if (!builder.TryAppendJson(ref tokenizer, allowDuplicateKeys: false))
        {
            return null;
        }

        var metadata = new TextBuffer();
        builder.AppendMetadata(metadata);
        return (builder.Value.ToArray(), metadata.Written.ToArray());
    }
}
