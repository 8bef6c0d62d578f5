using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Tests.Text;

public sealed class CsvTests
{
    [Theory]
    [InlineData("1,abc,2.5", "[1][abc][2.5]")]
    [InlineData("2,,", "[2][][]")]
    [InlineData("\"1\",\"a,b\",\"3\"", "<1><a,b><3>")]
    [InlineData(" 1 , b ", "[ 1 ][ b ]")]
    [InlineData("\"a\\\"b\",\"c\\\\d\"", "<a\"b><c\\d>")]
    [InlineData("\"a\"x,b", "[\"a\"x][b]")]
    [InlineData("\"a\nb\",c\r\n\nd", "<a\nb>[c]|[d]")]
    [InlineData("a\"b,c", "[a\"b][c]")]
    [InlineData("\"\",x", "<>[x]")]
    [InlineData("\"open", "<open>")]
    public void CsvTokenizer_Default(string text, string expected) => Assert.Equal(expected, Read(text, CsvFormat.Default));

    [Theory]
    [InlineData("1::2", "[1][2]")]
    [InlineData("# no\n ' x''y ' :: z ", "< x'y >[z]")]
    public void CsvTokenizer_Options(string text, string expected)
    {
        var format = new CsvFormat
        {
            Delimiter = "::"u8.ToArray(), Quote = (byte)'\'', Escape = (byte)'\'', Comment = (byte)'#',
            IgnoresLeadingWhitespace = true, IgnoresTrailingWhitespace = true,
        };
        Assert.Equal(expected, Read(text, format));
    }

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("c\"d", "\"c\\\"d\"")]
    [InlineData("", "\"\"")]
    [InlineData(" x ", "x")]
    [InlineData("x\ny", "\"x\ny\"")]
    [InlineData("a\\b", "a\\b")]
    public void AppendValue_QuotesWhereNeeded(string value, string expected)
    {
        var output = new TextBuffer();
        var format = new CsvFormat { IgnoresLeadingWhitespace = true, IgnoresTrailingWhitespace = true };
        CsvText.AppendValue(Encoding.UTF8.GetBytes(value), format, quotesAll: false, escapesQuotes: true, "\"\""u8, output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
    }

    private static string Read(string text, CsvFormat format)
    {
        var tokenizer = new CsvTokenizer(Encoding.UTF8.GetBytes(text), format, new TextBuffer());
        var result = new StringBuilder();
        while (tokenizer.ReadRecord())
        {
            result.Append(result.Length > 0 ? "|" : "");
            do
            {
                tokenizer.ReadField();
                string value = Encoding.UTF8.GetString(tokenizer.Value);
                result.Append(tokenizer.IsQuoted ? $"<{value}>" : $"[{value}]");
            }
            while (!tokenizer.EndsRecord);
        }

        return result.ToString();
    }
}
