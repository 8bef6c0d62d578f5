using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Tests.Text;

public sealed class HashAndEncodingTests
{
    [Theory]
    [InlineData("", 142593372, -7444071767201028348)]
    [InlineData("a", 1485273170, -8582455328737087284)]
    [InlineData("Spark", 228093765, -4294468057691064905)]
    [InlineData("日本語", -1143049834, -619341062884681239)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789", 46508703, 2724237963427677065)]
    public void Hash_Text_AgreesWithSpark(string text, int murmur, long xxHash)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(murmur, SparkMurmur3.Hash(bytes, SparkMurmur3.DefaultSeed));
        Assert.Equal(xxHash, SparkXxHash64.Hash(bytes, SparkXxHash64.DefaultSeed));
    }

    [Fact]
    public void Hash_Numbers_AgreeWithSpark()
    {
        Assert.Equal(-559580957, SparkMurmur3.Hash(1, 42));
        Assert.Equal(-1712319331, SparkMurmur3.Hash(1L, 42));
        Assert.Equal(-6698625589789238999, SparkXxHash64.Hash(1, 42));
        Assert.Equal(-7001672635703045582, SparkXxHash64.Hash(1L, 42));
        Assert.Equal(1593114636, SparkMurmur3.HashDecimal(10, 20, 42));
        Assert.Equal(1114849490, SparkMurmur3.HashDecimal(100, 5, 42));
        Assert.Equal(7491490015795856943, SparkXxHash64.HashDecimal(15, 38, 42));
        Assert.Equal(1098958672, SparkMurmur3.HashInterval(14, 21, 0, 42));
        Assert.Equal(2363233923, Crc32.Compute("x"u8));
        Assert.Equal(0xCBF43926, Crc32.Compute("123456789"u8));
    }

    [Theory]
    [InlineData("100", 2, 10, "4")]
    [InlineData("-10", 16, -10, "-16")]
    [InlineData("18446744073709551615", 10, -10, "-1")]
    [InlineData("-9223372036854775808", 10, -16, "-8000000000000000")]
    [InlineData("-1", 10, 16, "FFFFFFFFFFFFFFFF")]
    [InlineData("11x", 10, 2, "1011")]
    public void TryConvert_Bases(string text, int from, int to, string expected)
    {
        var output = new TextBuffer();
        Assert.True(BaseConversion.TryConvert(Encoding.UTF8.GetBytes(text), from, to, ansi: true, output, out _));
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
    }

    [Theory]
    [InlineData("YW Jj", true, "616263")]
    [InlineData("YQ", true, "61")]
    [InlineData("!!!!", true, "")]
    [InlineData("1234", true, "D76DF8")]
    [InlineData("Y", false, "")]
    public void TryAppendFromBase64_IsLenient(string text, bool valid, string expected)
    {
        var output = new TextBuffer();
        Assert.Equal(valid, BinaryText.TryAppendFromBase64(Encoding.UTF8.GetBytes(text), output));
        Assert.Equal(expected, Convert.ToHexString(output.Written));
    }

    [Theory]
    [InlineData("Tymczak", "T522")]
    [InlineData("Pfister", "P236")]
    [InlineData("Ashcraft", "A261")]
    [InlineData("hello world", "H464")]
    [InlineData("é", "é")]
    public void AppendSoundex_Codes(string text, string expected)
    {
        var output = new TextBuffer();
        TextSimilarity.AppendSoundex(Encoding.UTF8.GetBytes(text), output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
    }

    [Fact]
    public void Similarity_Measures()
    {
        Assert.Equal(3, TextSimilarity.Levenshtein("kitten"u8, "sitting"u8));
        Assert.Equal(-1, TextSimilarity.Levenshtein("kitten"u8, "sitting"u8, 2));
        Assert.Equal(0.9611111111111111, TextSimilarity.JaroWinkler("MARTHA"u8, "MARHTA"u8));
        Assert.True(TextSimilarity.PassesLuhn("79927398713"u8));
        Assert.False(TextSimilarity.PassesLuhn("-18"u8));
    }

    [Theory]
    [InlineData("foobar", "MZXW6YTBOI======")]
    [InlineData("f", "MY======")]
    public void Base32_RoundTrips(string text, string expected)
    {
        var output = new TextBuffer();
        BinaryText.AppendBase32(Encoding.UTF8.GetBytes(text), output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
        byte[] encoded = output.Written.ToArray();
        output.Clear();
        BinaryText.AppendFromBase32(encoded, output);
        Assert.Equal(text, Encoding.UTF8.GetString(output.Written));
    }
}
