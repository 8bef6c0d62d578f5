using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Tests.Text;

public sealed class UrlAndCharsetTests
{
    private const string Url = "http://user:pw@spark.apache.org:8080/path/p.html?query=1&k=v%20x#Ref";

    [Theory]
    [InlineData(Url, "HOST", "spark.apache.org")]
    [InlineData(Url, "PATH", "/path/p.html")]
    [InlineData(Url, "QUERY", "query=1&k=v%20x")]
    [InlineData(Url, "REF", "Ref")]
    [InlineData(Url, "PROTOCOL", "http")]
    [InlineData(Url, "FILE", "/path/p.html?query=1&k=v%20x")]
    [InlineData(Url, "AUTHORITY", "user:pw@spark.apache.org:8080")]
    [InlineData(Url, "USERINFO", "user:pw")]
    [InlineData("http://a.b", "PATH", "")]
    [InlineData("a", "HOST", null)]
    [InlineData("mailto:x@y.z", "PATH", null)]
    [InlineData("inva lid://spark.apache.org", "HOST", "invalid")]
    public void TryGetPart_Parts(string url, string part, string? expected)
    {
        Assert.True(UrlText.TryParsePart(Encoding.UTF8.GetBytes(part), out UrlPart parsed));
        bool found = UrlText.TryGetPart(Encoding.UTF8.GetBytes(url), parsed, out ReadOnlySpan<byte> value, out bool isInvalid);
        Assert.Equal(expected, isInvalid ? "invalid" : found ? Encoding.UTF8.GetString(value) : null);
    }

    [Theory]
    [InlineData("a b+c&d=e/é~*-_.", "a+b%2Bc%26d%3De%2F%C3%A9%7E*-_.")]
    public void Encode_RoundTrips(string text, string expected)
    {
        var output = new TextBuffer();
        UrlText.AppendEncoded(Encoding.UTF8.GetBytes(text), output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
        byte[] encoded = output.Written.ToArray();
        output.Clear();
        Assert.True(UrlText.TryAppendDecoded(encoded, output, new TextBuffer()));
        Assert.Equal(text, Encoding.UTF8.GetString(output.Written));
        Assert.False(UrlText.TryAppendDecoded("http%3A%2F%2spark"u8, output, new TextBuffer()));
    }

    [Theory]
    [InlineData("a😀", "UTF-16", "FEFF0061D83DDE00")]
    [InlineData("é", "iso-8859-1", "E9")]
    [InlineData("a", "utf-32", "00000061")]
    [InlineData("a", "UTF-16LE", "6100")]
    [InlineData("é", "US-ASCII", null)]
    public void Charsets_RoundTrip(string text, string name, string? expected)
    {
        Assert.True(Charsets.TryFind(Encoding.UTF8.GetBytes(name), out Charset charset));
        var output = new TextBuffer();
        bool encoded = Charsets.TryAppendEncoded(Encoding.UTF8.GetBytes(text), charset, replace: false, output);
        Assert.Equal(expected, encoded ? Convert.ToHexString(output.Written) : null);
        if (encoded)
        {
            byte[] bytes = output.Written.ToArray();
            output.Clear();
            Assert.True(Charsets.TryAppendDecoded(bytes, charset, replace: false, output));
            Assert.Equal(text, Encoding.UTF8.GetString(output.Written));
        }
    }

    [Fact]
    public void TextMask_ByKind()
    {
        var output = new TextBuffer();
        new TextMask(new Rune('X'), new Rune('x'), new Rune('n'), null).Append("éÀ日٣AbC1-"u8, output);
        Assert.Equal("xX日nXxXn-", Encoding.UTF8.GetString(output.Written));
    }
}
