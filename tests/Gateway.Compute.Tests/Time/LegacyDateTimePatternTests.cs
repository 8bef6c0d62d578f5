using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Time;

namespace Gateway.Compute.Tests.Time;

public sealed class LegacyDateTimePatternTests
{
    private const long Now = 1_700_000_000_000_000;

    [Theory]
    [InlineData("2024-02-05 13:04:09.123456", "yyyy-MM-dd HH:mm:ss.SSSSSS", null)]
    [InlineData("2024-02-05 13:04:09.123", "yyyy-MM-dd HH:mm:ss.SSS", "2024-02-05 13:04:09.123")]
    [InlineData("2024-02-05 13:04:09.1", "yyyy-MM-dd HH:mm:ss.S", "2024-02-05 13:04:09.001")]
    [InlineData("2024-06", "YYYY-ww", "2024-02-04 00:00:00")]
    [InlineData("2024", "YYYY", "2023-12-31 00:00:00")]
    [InlineData("1582-10-10", "yyyy-MM-dd", null)]
    [InlineData("99-02-05", "yy-MM-dd", "1999-02-05 00:00:00")]
    [InlineData("2024-2-5 x", "yyyy-MM-dd", "2024-02-05 00:00:00")]
    [InlineData("20240205", "yyyyMMdd", "2024-02-05 00:00:00")]
    [InlineData("5 February 2024 1 PM", "d MMM yyyy h a", "2024-02-05 13:00:00")]
    [InlineData("2024-02-05 GMT+02:00", "yyyy-MM-dd z", "2024-02-04 22:00:00")]
    [InlineData("2024-02-30", "yyyy-MM-dd", null)]
    [InlineData("garbage", "yyyy", null)]
    public void TryParseTimestamp_Forms(string text, string pattern, string? expected)
    {
        Assert.True(LegacyDateTimePattern.TryCompile(pattern, out LegacyDateTimePattern? compiled));
        Span<byte> buffer = stackalloc byte[DateTimeFormatter.MaxBytes];
        bool parsed = compiled!.TryParseTimestamp(Encoding.UTF8.GetBytes(text), TimeZoneRules.Utc, Now, out long micros);
        Assert.Equal(expected, parsed ? Encoding.ASCII.GetString(buffer[..DateTimeFormatter.FormatTimestampNtz(micros, buffer)]) : null);
    }

    [Theory]
    [InlineData("u YYYY ww W F yy y", "3 1970 01 5 5 69 1969")]
    [InlineData("EEE MMM z Z XXX X S", "Wed Dec PST -0800 -08:00 -08 0")]
    public void Append_Letters(string pattern, string expected)
    {
        Assert.True(TimeZoneCatalog.TryFind("America/Los_Angeles", out TimeZoneRules zone));
        Assert.True(LegacyDateTimePattern.TryCompile(pattern, out LegacyDateTimePattern? compiled));
        var output = new TextBuffer();
        compiled!.Append(0, zone, output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
    }
}
