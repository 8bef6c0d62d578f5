using System.Text;
using Gateway.Compute.Text;
using Gateway.Core.Collations;

namespace Gateway.Compute.Tests.Text;

public sealed class CollationTests
{
    [Theory]
    [InlineData("UTF8_LCASE", "ä", "Ä", 0)]
    [InlineData("UTF8_LCASE", "ß", "SS", 1)]
    [InlineData("UTF8_LCASE", "İ", "i\u0307", 0)]
    [InlineData("UTF8_LCASE", "Σ", "ς", 0)]
    [InlineData("UTF8_LCASE", "B", "a", 1)]
    [InlineData("UNICODE", "a", "A", -1)]
    [InlineData("UNICODE", "ä", "b", -1)]
    [InlineData("UNICODE", "e\u0301", "é", 0)]
    [InlineData("UNICODE", "a-b", "ab", -1)]
    [InlineData("UNICODE", "😀", "z", -1)]
    [InlineData("UNICODE_CI", "a", "A", 0)]
    [InlineData("UNICODE_CI", "ß", "ss", 1)]
    [InlineData("UNICODE_CI", "ﬁ", "FI", 0)]
    [InlineData("UNICODE_CI", "ä", "a", 1)]
    [InlineData("UNICODE_CI_AI", "ä", "A", 0)]
    [InlineData("UNICODE_AI", "ä", "a", 0)]
    [InlineData("UNICODE_AI", "ä", "A", -1)]
    [InlineData("UTF8_BINARY_RTRIM", "a  ", "a", 0)]
    [InlineData("UNICODE_CI_RTRIM", "A ", "a", 0)]
    [InlineData("UNICODE_RTRIM", "a ", "a!", -1)]
    [InlineData("de_AI_CI", "가", "一", -1)]
    public void Compare_Orders(string name, string left, string right, int expected)
    {
        Assert.True(Collation.TryFind(name, out Collation collation));
        byte[] first = Encoding.UTF8.GetBytes(left);
        byte[] second = Encoding.UTF8.GetBytes(right);
        Assert.Equal(expected, Math.Sign(collation.Compare(first, second)));
        Assert.Equal(expected == 0, collation.Equals(first, second));
    }

    [Theory]
    [InlineData("unicode_ai_ci", "UNICODE_CI_AI")]
    [InlineData("UNICODE_CS_AS", "UNICODE")]
    [InlineData("zh_hans_chn_CI", "zh_Hans_CHN_CI")]
    [InlineData("UTF8_BINARY_CI", null)]
    [InlineData("UNICODE_CI_CS", null)]
    [InlineData("NOPE", null)]
    public void TryFind_Normalizes(string name, string? expected) =>
        Assert.Equal(expected, Collation.TryFind(name, out Collation collation) ? collation.Name : null);

    [Theory]
    [InlineData("UTF8_LCASE", "aXbxc", "x", 1, 1)]
    [InlineData("UNICODE_CI", "straße", "SS", -1, 0)]
    [InlineData("UNICODE_CI", "xe\u0301y", "E", -1, 0)]
    [InlineData("UNICODE_CI", "xe\u0301y", "É", 1, 3)]
    [InlineData("UNICODE_AI", "xéy", "e", 1, 2)]
    public void CollatedPattern_TryFind(string name, string text, string pattern, int start, int length)
    {
        Assert.True(Collation.TryFind(name, out Collation collation));
        bool found = new CollatedPattern(Encoding.UTF8.GetBytes(pattern), collation)
            .TryFind(Encoding.UTF8.GetBytes(text), 0, out int foundStart, out int foundLength);
        Assert.Equal((start, length), found ? (foundStart, foundLength) : (-1, 0));
    }
}
