using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Time;

namespace Gateway.Compute.Tests.Time;

public sealed class DateTimePatternTests
{
    private static readonly TimeZoneRules LosAngeles = Find("America/Los_Angeles");

    [Theory]
    [InlineData("2024-02-05 13:04:09.070809", "yy yyyy MMM MMMM d D EEE EEEE QQQ h a k K", "24 2024 Feb February 5 36 Mon Monday Q1 1 PM 13 1")]
    [InlineData("0099-07-04 12:00:00", "y yyy yyyyy SSS x xxx xxxx O ZZZZ ZZZZZ", "99 099 00099 000 -0752 -07:52 -075258 GMT-7:52:58 GMT-07:52:58 -07:52:58")]
    [InlineData("-0044-03-15 06:07:08", "yyyy yy G GGGG", "0045 45 BC Before Christ")]
    [InlineData("-0044-03-15 06:07:08", "yyyy y", "-0044 -44")]
    [InlineData("12345-11-30 23:00:00", "yyyy 'o''clock'", "+12345 o'clock")]
    [InlineData("2024-07-01 00:00:00", "z zzzz v VV X", "PDT Pacific Daylight Time PT America/Los_Angeles -07")]
    public void Append_Letters(string timestamp, string pattern, string expected)
    {
        Assert.True(DateTimeParser.TryParseTimestamp(Encoding.UTF8.GetBytes(timestamp), LosAngeles, 0, out long micros));
        Assert.Equal(DateTimePatternFault.None, DateTimePattern.TryCompile(pattern, forParsing: false, out DateTimePattern? compiled, out _));
        var output = new TextBuffer();
        compiled!.Append(micros, LosAngeles, output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.Written));
    }

    [Theory]
    [InlineData("2024 feb 5", "yyyy MMM d", "2024-02-05 08:00:00")]
    [InlineData("20240205", "yyyyMMdd", "2024-02-05 08:00:00")]
    [InlineData("2024-02-05 13", "yyyy[-MM[-dd[ HH[:mm]]]]", "2024-02-05 21:00:00")]
    [InlineData("09.12", "ss.SSSSSS", "1970-01-01 08:00:09.12")]
    [InlineData("2024-11-03 01:30 PST", "yyyy-MM-dd HH:mm z", "2024-11-03 08:30:00")]
    [InlineData("2024-02-05 00:00:00 +05:30", "yyyy-MM-dd HH:mm:ss XXX", "2024-02-04 18:30:00")]
    [InlineData("2024-366", "yyyy-DDD", "2024-12-31 08:00:00")]
    [InlineData("202425", "yyyyMd", "Text '202425' could not be parsed at index 0")]
    [InlineData("2024-02-30", "yyyy-MM-dd", "Text '2024-02-30' could not be parsed: Invalid date 'FEBRUARY 30'")]
    [InlineData("02-29", "MM-dd", "Invalid date 'February 29' as '1970' is not a leap year")]
    [InlineData("2024-02-05x", "yyyy-MM-dd", "Text '2024-02-05x' could not be parsed, unparsed text found at index 10")]
    [InlineData("25:00", "HH:mm", "Text '25:00' could not be parsed: Invalid value for HourOfDay (valid values 0 - 23): 25")]
    public void TryParseTimestamp_Forms(string text, string pattern, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(DateTimePatternFault.None, DateTimePattern.TryCompile(pattern, forParsing: true, out DateTimePattern? compiled, out _));
        Span<byte> buffer = stackalloc byte[DateTimeFormatter.MaxBytes];
        string actual = compiled!.TryParseTimestamp(bytes, LosAngeles, out long micros, out DateTimeParseFault fault)
            ? Encoding.ASCII.GetString(buffer[..DateTimeFormatter.FormatTimestamp(micros, TimeZoneRules.Utc, buffer)])
            : fault.Describe(bytes);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("YYYY", false, DateTimePatternFault.Recognition)]
    [InlineData("e", false, DateTimePatternFault.WeekBased)]
    [InlineData("QQQQQ", false, DateTimePatternFault.Length)]
    [InlineData("yyyy Q", true, DateTimePatternFault.IllegalCharacter)]
    [InlineData("yyyy E", true, DateTimePatternFault.Recognition)]
    [InlineData("{yyyy}", false, DateTimePatternFault.Recognition)]
    [InlineData("xxxxxx", false, DateTimePatternFault.Invalid)]
    [InlineData("yyyy'", false, DateTimePatternFault.Invalid)]
    [InlineData("HHH", true, DateTimePatternFault.Recognition)]
    public void TryCompile_Refused(string pattern, bool forParsing, DateTimePatternFault expected) =>
        Assert.Equal(expected, DateTimePattern.TryCompile(pattern, forParsing, out _, out _));

    private static TimeZoneRules Find(string id)
    {
        Assert.True(TimeZoneCatalog.TryFind(id, out TimeZoneRules rules));
        return rules;
    }
}
