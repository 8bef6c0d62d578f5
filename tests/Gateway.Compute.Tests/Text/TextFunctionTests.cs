using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Tests.Text;

public sealed class TextFunctionTests
{
    [Theory]
    [InlineData("Spark SQL", 5, int.MaxValue, "k SQL")]
    [InlineData("Spark SQL", -3, 2, "SQ")]
    [InlineData("Spark SQL", 0, 3, "Spa")]
    [InlineData("Spark SQL", -100, 95, "Spar")]
    [InlineData("Spark SQL", 2, -1, "")]
    [InlineData("日本語テキスト", 2, 3, "本語テ")]
    [InlineData("a😀b", -2, 5, "😀b")]
    public void Substring_CountsCodePoints(string text, int position, int length, string expected) =>
        Assert.Equal(expected, Show(Utf8Text.Substring(Bytes(text), position, length)));

    [Theory]
    [InlineData("straße", "STRASSE", "straße")]
    [InlineData("ΣΑΣ", "ΣΑΣ", "σας")]
    [InlineData("ﬁ", "FI", "ﬁ")]
    [InlineData("İ", "İ", "i\u0307")]
    [InlineData("ı", "I", "ı")]
    public void CaseMapping_SpecialCharacters(string text, string upper, string lower)
    {
        var output = new TextBuffer();
        CaseMapping.AppendUpper(Bytes(text), output);
        Assert.Equal(upper, Show(output.Written));
        output.Clear();
        CaseMapping.AppendLower(Bytes(text), output);
        Assert.Equal(lower, Show(output.Written));
    }

    [Theory]
    [InlineData("o'neil mc-donald  a1b", "O'neil Mc-donald  A1b")]
    [InlineData("ﬁne ǆ\tx", "Fine ǅ\tx")]
    public void AppendInitialCapitals_AfterSpacesOnly(string text, string expected)
    {
        var output = new TextBuffer();
        CaseMapping.AppendInitialCapitals(Bytes(text), byWords: false, output, new TextBuffer());
        Assert.Equal(expected, Show(output.Written));
    }

    [Theory]
    [InlineData("www.apache.org", ".", 2, "www.apache")]
    [InlineData("www.apache.org", ".", -2, "apache.org")]
    [InlineData("aaaa", "aa", -1, "")]
    [InlineData("a||b||c", "||", -10, "a||b||c")]
    public void SubstringIndex_CountsDelimiters(string text, string delimiter, int count, string expected) =>
        Assert.Equal(expected, Show(TextSearch.SubstringIndex(Bytes(text), Bytes(delimiter), count)));

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(3, 2, 8)]
    [InlineData(-1, 1, 8)]
    [InlineData(-3, 1, 5)]
    [InlineData(0, 1, 0)]
    [InlineData(1, 5, 0)]
    public void LocateOccurrence_BothDirections(int start, int occurrence, int expected) =>
        Assert.Equal(expected, TextSearch.LocateOccurrence("abcabcabc"u8, "b"u8, start, occurrence));

    [Theory]
    [InlineData("abc", "a%", true)]
    [InlineData("abc", "_b_", true)]
    [InlineData("", "%", true)]
    [InlineData("a😀c", "a_c", true)]
    [InlineData("abc", "%b_%", true)]
    [InlineData("axbxc", "a%x_", true)]
    [InlineData("aab", "a%ab", true)]
    [InlineData("ab", "ab%b", false)]
    [InlineData("a%c", "a\\%c", true)]
    [InlineData("line1\nline2", "%\n%", true)]
    public void LikePattern_Matches(string text, string pattern, bool expected)
    {
        Assert.Equal(LikeFault.None, LikePattern.TryCompile(Bytes(pattern), "\\"u8, out LikePattern? compiled, out _));
        Assert.Equal(expected, compiled!.IsMatch(Bytes(text)));
    }

    [Theory]
    [InlineData("a", "x*+x", false)]
    [InlineData("ab", "(?<=a)b", true)]
    [InlineData("Z", "\\p{Lu}", true)]
    [InlineData("a\nb", "a.b", false)]
    [InlineData("a\rb", "a.b", false)]
    [InlineData("a\nb", "(?s)a.b", true)]
    [InlineData("a\r\n", "a$", true)]
    [InlineData("d", "[a-z&&[^c]]", true)]
    [InlineData("c", "[a-z&&[^c]]", false)]
    [InlineData("😀", "^.$", true)]
    [InlineData("😀", "^[^a]$", true)]
    [InlineData("😀", "[😀-😂]", true)]
    [InlineData("é", "\\w", false)]
    [InlineData("a.c", "\\Qa.c\\E", true)]
    [InlineData("2024-05", "^(?<y>\\d{4})-(?<m>\\d\\d)$", true)]
    public void JavaRegex_IsMatch(string text, string pattern, bool expected)
    {
        Assert.True(JavaRegex.TryCompile(pattern, ignoreCase: false, out JavaRegex regex));
        Assert.Equal(expected, regex.IsMatch(Bytes(text)));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("*a")]
    [InlineData("a{,3}")]
    [InlineData("(?'n'a)")]
    [InlineData("\\y")]
    public void JavaRegex_Invalid_IsRefused(string pattern) =>
        Assert.False(JavaRegex.TryCompile(pattern, ignoreCase: false, out _));

    [Theory]
    [InlineData("abc", "x*", "-", "-a-b-c-")]
    [InlineData("100-200", "(\\d+)-(?<b>\\d+)", "${b}_$1", "200_100")]
    [InlineData("日本", "", ".", ".日.本.")]
    [InlineData("a\nb", "(?m)$", "!", "a!\nb!")]
    [InlineData("aaa", "a*?", "b", "bababab")]
    public void JavaRegex_Replace(string text, string pattern, string replacement, string expected)
    {
        Assert.True(JavaRegex.TryCompile(pattern, ignoreCase: false, out JavaRegex regex));
        Assert.True(JavaReplacement.TryCompile(Bytes(replacement), regex, out JavaReplacement compiled));
        var output = new TextBuffer();
        regex.AppendReplaced(Bytes(text), compiled, 0, output);
        Assert.Equal(expected, Show(output.Written));
    }

    [Theory]
    [InlineData("a|b", "|", 0, "a,|,b,")]
    [InlineData("oneAtwoBthree", "[ABC]", 2, "one,twoBthree")]
    [InlineData("é1ß", "\\d", -1, "é,ß")]
    public void JavaRegex_Split(string text, string pattern, int limit, string expected)
    {
        Assert.True(JavaRegex.TryCompile(pattern, ignoreCase: false, out JavaRegex regex));
        var parts = new List<(int Start, int Length)>();
        byte[] bytes = Bytes(text);
        regex.Split(bytes, limit, parts);
        Assert.Equal(expected, string.Join(',', parts.Select(part => Encoding.UTF8.GetString(bytes, part.Start, part.Length))));
    }

    [Fact]
    public void TranslationMap_DropsAndMaps()
    {
        var output = new TextBuffer();
        new TranslationMap("a😀c"u8, "1é"u8).Append("xac😀a"u8, output);
        Assert.Equal("x1é1", Show(output.Written));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Show(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
