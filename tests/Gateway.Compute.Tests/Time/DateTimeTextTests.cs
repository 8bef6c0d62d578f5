using System.Text;
using Gateway.Compute.Time;

namespace Gateway.Compute.Tests.Time;

public sealed class DateTimeTextTests
{
    private static readonly TimeZoneRules LosAngeles = Zone("America/Los_Angeles");

    [Theory]
    [InlineData("2020-01-31", "2020-01-31")]
    [InlineData("2020-7", "2020-07-01")]
    [InlineData("  2020-01-31  ", "2020-01-31")]
    [InlineData("2020-01-31Tgarbage", "2020-01-31")]
    [InlineData("5881580-07-11", "+5881580-07-11")]
    [InlineData("5881580-07-12", null)]
    [InlineData("-5877641-06-23", "-5877641-06-23")]
    [InlineData("0000-02-29", "0000-02-29")]
    [InlineData("2020-01-31garbage", null)]
    [InlineData("2023-02-29", null)]
    [InlineData("99-01-01", null)]
    [InlineData("2020-01 ", null)]
    [InlineData("", null)]
    public void TryParseDate_Forms(string text, string? expected)
    {
        bool parsed = DateTimeParser.TryParseDate(Encoding.UTF8.GetBytes(text), out int days);
        Span<byte> buffer = stackalloc byte[DateTimeFormatter.MaxBytes];
        string? printed = parsed ? Encoding.ASCII.GetString(buffer[..DateTimeFormatter.FormatDate(days, buffer)]) : null;
        Assert.Equal(expected, printed);
    }

    [Theory]
    [InlineData("2020-02-03 4:5:6.", "2020-02-03 12:05:06")]
    [InlineData("2020-01-31 10:11:12.1234567891", "2020-01-31 18:11:12.123456")]
    [InlineData("2020-01-31 10:11:12+1:2", "2020-01-31 09:09:12")]
    [InlineData("2020-01-31 10:11:12+01:02:03", "2020-01-31 09:09:09")]
    [InlineData("2020-01-31 10:11:12 UTC+3", "2020-01-31 07:11:12")]
    [InlineData("2020-07-31 10:11:12Asia/Kolkata", "2020-07-31 04:41:12")]
    [InlineData("2020-07-31 10:11:12 PST", "2020-07-31 17:11:12")]
    [InlineData("2020-01-31 10:11:12 IST", "2020-01-31 04:41:12")]
    [InlineData("2020-03-08 02:30:00", "2020-03-08 10:30:00")]
    [InlineData("2020-11-01 01:30:00", "2020-11-01 08:30:00")]
    [InlineData("2020-01-31 10:11:12 GMT0", "2020-01-31 10:11:12")]
    [InlineData("2020-01-31 10:11:12+18:01", null)]
    [InlineData("2020-01-31 10:11:12 utc", null)]
    [InlineData("2020-01-31 10Z", null)]
    [InlineData("2020-02-03T", null)]
    [InlineData("2020-02-03 24:00:00", null)]
    [InlineData("3000-07-01 00:00:00", "3000-07-01 07:00:00")]
    [InlineData("1800-01-01 00:00:00", "1800-01-01 07:52:58")]
    public void TryParseTimestamp_Forms(string text, string? expectedUtc)
    {
        bool parsed = DateTimeParser.TryParseTimestamp(Encoding.UTF8.GetBytes(text), LosAngeles, 0, out long micros);
        Span<byte> buffer = stackalloc byte[DateTimeFormatter.MaxBytes];
        string? printed = parsed ? Encoding.ASCII.GetString(buffer[..DateTimeFormatter.FormatTimestamp(micros, TimeZoneRules.Utc, buffer)]) : null;
        Assert.Equal(expectedUtc, printed);
    }

    [Theory]
    [InlineData("12:34:56 AM", 2096_000_000_000)]
    [InlineData("1:02 pm", 46_920_000_000_000)]
    [InlineData("T00:00:00.123456789", 123_456_789L)]
    [InlineData("13:00:00 PM", null)]
    [InlineData("12:00:00Z", null)]
    [InlineData("12", null)]
    public void TryParseTime_Forms(string text, long? expected)
    {
        bool parsed = DateTimeParser.TryParseTime(Encoding.UTF8.GetBytes(text), out long nanos);
        Assert.Equal(expected, parsed ? nanos : null);
    }

    [Theory]
    [InlineData(" Epoch UTC", SpecialDateTime.Epoch)]
    [InlineData("now", SpecialDateTime.Now)]
    [InlineData("now UTC", SpecialDateTime.None)]
    [InlineData("tomorrow Asia/Tokyo", SpecialDateTime.Tomorrow)]
    [InlineData("today Mars", SpecialDateTime.None)]
    public void ParseSpecial_ChecksZone(string text, SpecialDateTime expected) =>
        Assert.Equal(expected, DateTimeParser.ParseSpecial(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void TryStartOfDay_SkippedDay_StartsAtNextDay()
    {
        TimeZoneRules apia = Zone("Pacific/Apia");
        Assert.True(CivilDate.TryToDays(2011, 12, 30, out int days));
        Assert.True(apia.TryStartOfDay(days, out long micros));
        Assert.Equal(days + 1, apia.ToDays(micros));
    }

    [Fact]
    public void CivilDate_EveryHundredthDay_RoundTrips()
    {
        for (long days = int.MinValue; days <= int.MaxValue; days += 99_991)
        {
            CivilDate date = CivilDate.FromDays(days);
            Assert.Equal(days, CivilDate.ToDays(date.Year, date.Month, date.Day));
        }
    }

    [Theory]
    [InlineData("2020-03-07 02:30:00", 1, "2020-03-08 03:30:00")]
    [InlineData("2020-10-31 01:30:00", 1, "2020-11-01 01:30:00")]
    public void TryAddDays_AcrossTransition_KeepsClockTime(string start, int days, string expected)
    {
        Assert.True(DateTimeParser.TryParseTimestamp(Encoding.UTF8.GetBytes(start), LosAngeles, 0, out long micros));
        Assert.True(DateTimeArithmetic.TryAddDays(micros, days, LosAngeles, out long moved));
        Span<byte> buffer = stackalloc byte[DateTimeFormatter.MaxBytes];
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer[..DateTimeFormatter.FormatTimestamp(moved, LosAngeles, buffer)]));
    }

    private static TimeZoneRules Zone(string id)
    {
        Assert.True(TimeZoneCatalog.TryFind(id, out TimeZoneRules rules));
        return rules;
    }
}
