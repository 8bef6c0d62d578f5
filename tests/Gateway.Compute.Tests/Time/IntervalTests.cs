using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Time;

namespace Gateway.Compute.Tests.Time;

public sealed class IntervalTests
{
    [Theory]
    [InlineData("1 2:3:4", 0, 3, "INTERVAL '1 02:03:04' DAY TO SECOND")]
    [InlineData("INTERVAL -'10:11' HOUR TO MINUTE", 1, 2, "INTERVAL '-10:11' HOUR TO MINUTE")]
    [InlineData("interval '-1 02:03:04.123456' day to second", 0, 3, "INTERVAL '-1 02:03:04.123456' DAY TO SECOND")]
    [InlineData("-106751991 04:00:54.775808", 0, 3, "INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND")]
    [InlineData("4.5", 3, 3, "INTERVAL '04.5' SECOND")]
    [InlineData("90.123456789", 3, 3, "INTERVAL '90.123456' SECOND")]
    [InlineData("1 25", 0, 1, "OutOfRange hour 25 outside range [0, 23]")]
    [InlineData("1 2:3:4.", 0, 3, "Malformed ")]
    [InlineData("1 2:3:4", 0, 0, "Malformed ")]
    [InlineData("INTERVAL '1' DAY", 1, 1, "Malformed ")]
    public void ParseDayTime_Forms(string text, int start, int end, string expected)
    {
        ParseStatus status = IntervalParser.ParseDayTime(Encoding.UTF8.GetBytes(text), start, end, out long micros, out IntervalFieldFault fault);
        Span<byte> buffer = stackalloc byte[IntervalFormatter.MaxBytes];
        string actual = status == ParseStatus.Ok
            ? Encoding.ASCII.GetString(buffer[..IntervalFormatter.FormatDayTime(micros, start, end, buffer)])
            : $"{status} {(fault.Field is null ? "" : fault.Describe())}";
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("-1-2", 0, 1, "INTERVAL '-1-2' YEAR TO MONTH")]
    [InlineData("-178956970-8", 0, 1, "INTERVAL '-178956970-8' YEAR TO MONTH")]
    [InlineData("178956970-8", 0, 1, "OutOfRange")]
    [InlineData("1-12", 0, 1, "OutOfRange")]
    [InlineData(" INTERVAL '14' MONTH ", 1, 1, "INTERVAL '14' MONTH")]
    [InlineData("x", 0, 0, "Malformed")]
    public void ParseYearMonth_Forms(string text, int start, int end, string expected)
    {
        ParseStatus status = IntervalParser.ParseYearMonth(Encoding.UTF8.GetBytes(text), start, end, out int months);
        Span<byte> buffer = stackalloc byte[IntervalFormatter.MaxBytes];
        string actual = status == ParseStatus.Ok
            ? Encoding.ASCII.GetString(buffer[..IntervalFormatter.FormatYearMonth(months, start, end, buffer)])
            : status.ToString();
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("interval 1 year 2 months", "1 years 2 months")]
    [InlineData("1 DAYS 1 DAYS", "2 days")]
    [InlineData("-1 month +3 days", "-1 months 3 days")]
    [InlineData("- 1 week .5 seconds", "-7 days 0.5 seconds")]
    [InlineData("1 millisecond 2 microseconds", "0.001002 seconds")]
    [InlineData("1.5 DAY", "InvalidFraction day")]
    [InlineData("1 fortnight", "InvalidUnit fortnight")]
    [InlineData(" DAY", "UnrecognizedNumber day")]
    [InlineData("1", "MissingUnit 1")]
    [InlineData("9223372036854775808 day", "ArithmeticException 9223372036854775808")]
    [InlineData("", "InputIsEmpty ")]
    public void Parse_CalendarInterval(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        CalendarIntervalFault fault = CalendarIntervalParser.Parse(bytes, out int months, out int days, out long micros, out int position);
        Span<byte> buffer = stackalloc byte[IntervalFormatter.MaxBytes];
        string actual = fault == CalendarIntervalFault.None
            ? Encoding.ASCII.GetString(buffer[..IntervalFormatter.FormatCalendar(months, days, micros, buffer)])
            : $"{fault} {CalendarIntervalParser.WordAt(bytes, position)}";
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(5, 2, 3)]
    [InlineData(-5, 2, -3)]
    [InlineData(1, -2, -1)]
    public void TryDivide_RoundsHalfUp(long interval, long divisor, long expected)
    {
        Assert.True(IntervalArithmetic.TryDivide(interval, divisor, out long result));
        Assert.Equal(expected, result);
        Assert.False(IntervalArithmetic.TryDivide(long.MinValue, -1, out _));
    }
}
