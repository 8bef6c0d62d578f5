using System.Text;
using Gateway.Compute.Numerics;
using Gateway.Compute.Text;

namespace Gateway.Compute.Tests.Text;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(1e23, "9.999999999999999E22")]
    [InlineData(2e23, "1.9999999999999998E23")]
    [InlineData(0.002, "0.002")]
    [InlineData(2.82879384806159e17, "2.82879384806159008E17")]
    [InlineData(5e-324, "4.9E-324")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(9999999.999, "9999999.999")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void FormatDouble_PrintsClassicDigits(double value, string expected)
    {
        Span<byte> buffer = stackalloc byte[NumberFormatter.MaxDoubleBytes];
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer[..NumberFormatter.FormatDouble(value, buffer)]));
    }

    [Theory]
    [InlineData(1e15f, "9.9999999E14")]
    [InlineData(1.1e10f, "1.10000005E10")]
    [InlineData(1.4e-45f, "1.4E-45")]
    public void FormatSingle_PrintsClassicDigits(float value, string expected)
    {
        Span<byte> buffer = stackalloc byte[NumberFormatter.MaxDoubleBytes];
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer[..NumberFormatter.FormatSingle(value, buffer)]));
    }

    [Theory]
    [InlineData(" 1\t", true, 1L)]
    [InlineData("-9223372036854775808", true, long.MinValue)]
    [InlineData("9223372036854775808", false, 0L)]
    [InlineData("1.9", false, 0L)]
    [InlineData("- 1", false, 0L)]
    [InlineData("", false, 0L)]
    public void TryParseInt64_Ansi(string text, bool parses, long expected)
    {
        Assert.Equal(parses, NumberParser.TryParseInt64(Encoding.UTF8.GetBytes(text), allowFraction: false, out long value));
        if (parses)
        {
            Assert.Equal(expected, value);
        }
    }

    [Theory]
    [InlineData("1d", 1.0)]
    [InlineData(" .5e1 ", 5.0)]
    [InlineData("-INF", double.NegativeInfinity)]
    [InlineData("0x1.8p1", 3.0)]
    [InlineData("1e309", double.PositiveInfinity)]
    [InlineData("1_0", null)]
    [InlineData("1BD", null)]
    public void TryParseDouble_TakesJavaForms(string text, double? expected)
    {
        bool parsed = NumberParser.TryParseDouble(Encoding.UTF8.GetBytes(text), out double value);
        Assert.Equal(expected, parsed ? value : null);
    }

    [Theory]
    [InlineData("١.٥", 2, ParseStatus.Ok, 150L)]
    [InlineData("1e2", 0, ParseStatus.Ok, 100L)]
    [InlineData("0.005", 2, ParseStatus.Ok, 1L)]
    [InlineData("-0.0049", 2, ParseStatus.Ok, 0L)]
    [InlineData("1e38", 0, ParseStatus.OutOfSupportedRange, 0L)]
    [InlineData("123456", 2, ParseStatus.OutOfRange, 0L)]
    [InlineData("1d", 2, ParseStatus.Malformed, 0L)]
    public void ParseDecimal_RoundsAndBounds(string text, int scale, ParseStatus status, long expected)
    {
        Assert.Equal(status, NumberParser.ParseDecimal(Encoding.UTF8.GetBytes(text), new DecimalShape(5, scale), out Int128 value));
        Assert.Equal(expected, value);
    }
}
