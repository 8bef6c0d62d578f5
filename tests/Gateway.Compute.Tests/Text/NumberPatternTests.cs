using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Tests.Text;

public sealed class NumberPatternTests
{
    [Theory]
    [InlineData("7", "999", "  7")]
    [InlineData("7", "000", "007")]
    [InlineData("0", "9.9", "0.0")]
    [InlineData("0.5", ".9", ".5")]
    [InlineData("12", "0,000", "0,012")]
    [InlineData("-12454.8", "99G999D9S", "12,454.8-")]
    [InlineData("-5", "9PR", "<5>")]
    [InlineData("5", "9PR", "5  ")]
    [InlineData("5", "MI9", " 5")]
    [InlineData("1234.5", "9,999", "# ###")]
    [InlineData("78.12", "$99.99", "$78.12")]
    public void Append_ToChar(string number, string format, string expected)
    {
        Assert.Equal(NumberPatternFault.None, NumberPattern.TryCompile(format, out NumberPattern? pattern, out _));
        int scale = number.Contains('.', StringComparison.Ordinal) ? number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var output = new TextBuffer();
        pattern!.Append(Int128.Parse(number.Replace(".", "", StringComparison.Ordinal)), scale, output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
    }

    [Theory]
    [InlineData("12,454.8-", "99,999.9S", -124548)]
    [InlineData("<12>", "99PR", -12)]
    [InlineData(" 5 ", "9PR", 5)]
    [InlineData("1 2", "99", 12)]
    [InlineData("234", "9,999", 234)]
    [InlineData(".5", "9.9", 5)]
    [InlineData("1.55", "9.9", null)]
    [InlineData("1234", "9,999", null)]
    [InlineData("", "999", null)]
    [InlineData("-1", "9", null)]
    public void TryParse_ToNumber(string text, string format, int? expected)
    {
        Assert.Equal(NumberPatternFault.None, NumberPattern.TryCompile(format, out NumberPattern? pattern, out _));
        Assert.Equal(expected, pattern!.TryParse(Encoding.UTF8.GetBytes(text), out Int128 value) ? (int)value : null);
    }

    [Theory]
    [InlineData("", NumberPatternFault.Empty, "")]
    [InlineData("abc", NumberPatternFault.WrongNumDigit, "")]
    [InlineData("9.9.9", NumberPatternFault.WrongNumToken, ". or D")]
    [InlineData("S9S", NumberPatternFault.WrongNumToken, "S")]
    [InlineData("9$", NumberPatternFault.CurMustBeforeDigit, "")]
    [InlineData(",9", NumberPatternFault.ContThousandsSeps, "")]
    [InlineData("9PR9", NumberPatternFault.UnexpectedToken, "digit sequence")]
    public void TryCompile_Refused(string format, NumberPatternFault fault, string token)
    {
        Assert.Equal(fault, NumberPattern.TryCompile(format, out _, out string faultToken));
        Assert.Equal(token, faultToken);
    }

    [Theory]
    [InlineData(1234567.891, "#,###.##", "1,234,567.89")]
    [InlineData(1234.5, "0000000.000", "0001234.500")]
    [InlineData(0.256, "#.#%", "25.6%")]
    [InlineData(12345.678, "##E0", "1.2E4")]
    [InlineData(1234.5, "", "1,234")]
    [InlineData(-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)")]
    [InlineData(2.5, "#,##0", "2")]
    [InlineData(-0.5, "#,##0", "-0")]
    [InlineData(1.015, "#,##0.00", "1.01")]
    [InlineData(0.135, "#,##0.00", "0.14")]
    [InlineData(0.125, "#,##0.00", "0.12")]
    [InlineData(double.PositiveInfinity, "#", "∞")]
    [InlineData(12332.123456, "##################.###", "12332.123")]
    public void DecimalFormat_Doubles(double value, string format, string expected)
    {
        Assert.True(DecimalFormatPattern.TryCompile(format, out DecimalFormatPattern? pattern));
        var output = new TextBuffer();
        pattern!.Append(value, output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
    }

    [Theory]
    [InlineData("%5d|%-5d|%05d|%,d|%x|%o|%c", "   42|42   |00042|42|2a|52|*")]
    [InlineData("%+d % d %(d", "+42  42 42")]
    [InlineData("%08X", "0000002A")]
    public void JavaFormat_Integers(string format, string expected) => Assert.Equal(expected, Format(format, static (segment, output) => JavaFormat.TryAppend(segment, 42, 32, output)));

    [Theory]
    [InlineData("%.2f", 1.005, "1.01")]
    [InlineData("%e", 12345.678, "1.234568e+04")]
    [InlineData("%,.1f", 1234567.25, "1,234,567.3")]
    [InlineData("%g", 0.0001, "0.000100000")]
    [InlineData("%10.3E|", 0.0, " 0.000E+00|")]
    [InlineData("%s", 1e10, "1.0E10")]
    public void JavaFormat_Doubles(string format, double value, string expected) =>
        Assert.Equal(expected, Format(format, (segment, output) => JavaFormat.TryAppend(segment, value, output)));

    [Theory]
    [InlineData("%10s|%-10s|%.1s|%S|%b", "        ab|ab        |a|AB|true")]
    [InlineData("%2$s%%%n", "ab%\n")]
    public void JavaFormat_Strings(string format, string expected) =>
        Assert.Equal(expected, Format(format, static (segment, output) => JavaFormat.TryAppend(segment, "ab"u8, output)));

    [Theory]
    [InlineData("%q")]
    [InlineData("%-d")]
    [InlineData("%")]
    [InlineData("%0$s")]
    public void JavaFormat_Malformed_IsRefused(string format) => Assert.False(JavaFormat.TryCompile(format, out _));

    private static string Format(string format, Func<FormatSegment, TextBuffer, bool> append)
    {
        Assert.True(JavaFormat.TryCompile(format, out JavaFormat? compiled));
        var output = new TextBuffer();
        foreach (FormatSegment segment in compiled!.Segments)
        {
            if (segment.IsLiteral)
            {
                output.Append(segment.Literal);
            }
            else
            {
                Assert.True(append(segment, output));
            }
        }

        return Encoding.UTF8.GetString(output.Written);
    }
}
