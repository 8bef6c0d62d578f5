using System.Collections.Frozen;
using System.Globalization;
using NodaTime.TimeZones;

namespace Gateway.Core.Configuration;

/// <summary>Decides which texts name a time zone, as Java's zone ids do: regions (case-sensitive), short ids, offsets.</summary>
public static class TimeZoneIds
{
    private static readonly Lazy<FrozenSet<string>> s_regions = new(() => TzdbDateTimeZoneSource.Default.GetIds().ToFrozenSet());

    /// <summary>Java's short ids, which the tz database does not have, and the regions they stand for.</summary>
    public static FrozenDictionary<string, string> ShortIds { get; } = new Dictionary<string, string>
    {
        ["ACT"] = "Australia/Darwin", ["AET"] = "Australia/Sydney", ["AGT"] = "America/Argentina/Buenos_Aires", ["ART"] = "Africa/Cairo",
        ["AST"] = "America/Anchorage", ["BET"] = "America/Sao_Paulo", ["BST"] = "Asia/Dhaka", ["CAT"] = "Africa/Harare",
        ["CNT"] = "America/St_Johns", ["CST"] = "America/Chicago", ["CTT"] = "Asia/Shanghai", ["EAT"] = "Africa/Addis_Ababa",
        ["ECT"] = "Europe/Paris", ["IET"] = "America/Indiana/Indianapolis", ["IST"] = "Asia/Kolkata", ["JST"] = "Asia/Tokyo",
        ["MIT"] = "Pacific/Apia", ["NET"] = "Asia/Yerevan", ["NST"] = "Pacific/Auckland", ["PLT"] = "Asia/Karachi",
        ["PNT"] = "America/Phoenix", ["PRT"] = "America/Puerto_Rico", ["PST"] = "America/Los_Angeles", ["SST"] = "Pacific/Guadalcanal",
        ["VST"] = "Asia/Ho_Chi_Minh", ["EST"] = "-05:00", ["MST"] = "-07:00", ["HST"] = "-10:00",
    }.ToFrozenDictionary();

    /// <summary>True if the text names a time zone.</summary>
    public static bool IsValid(string id) =>
        id == "Z" || ShortIds.ContainsKey(id) || s_regions.Value.Contains(id) || TryOffset(id, out _);

    /// <summary>Reads an offset such as <c>+8</c>, <c>-05:30</c>, <c>UTC+3</c>, in seconds east of UTC.</summary>
    public static bool TryOffset(string id, out int seconds)
    {
        seconds = 0;
        var text = id.AsSpan();
        foreach (var prefix in (ReadOnlySpan<string>)["UTC", "GMT", "UT"])
        {
            if (id.StartsWith(prefix, StringComparison.Ordinal))
            {
                text = text[prefix.Length..];
                if (text.IsEmpty)
                {
                    return true;
                }

                break;
            }
        }

        if (id == "Z")
        {
            return true;
        }

        if (text.IsEmpty || text[0] is not ('+' or '-'))
        {
            return false;
        }

        var sign = text[0] == '-' ? -1 : 1;
        if (!TryClock(text[1..], out var hours, out var minutes, out var rest))
        {
            return false;
        }

        seconds = sign * ((hours * 3600) + (minutes * 60) + rest);
        return minutes < 60 && rest < 60 && Math.Abs(seconds) <= 18 * 3600;
    }

    /// <summary><c>h</c>, <c>hh</c>, <c>hhmm</c>, <c>hhmmss</c>, <c>h:mm</c>, <c>hh:m</c>, <c>hh:mm</c>, <c>hh:mm:ss</c>.</summary>
    private static bool TryClock(ReadOnlySpan<char> text, out int hours, out int minutes, out int seconds)
    {
        hours = minutes = seconds = 0;
        var colon = text.IndexOf(':');
        if (colon < 0)
        {
            return text.Length switch
            {
                1 or 2 => Digits(text, out hours),
                4 => Digits(text[..2], out hours) && Digits(text[2..], out minutes),
                6 => Digits(text[..2], out hours) && Digits(text[2..4], out minutes) && Digits(text[4..], out seconds),
                _ => false,
            };
        }

        var tail = text[(colon + 1)..];
        if (colon is not (1 or 2) || !Digits(text[..colon], out hours))
        {
            return false;
        }

        return tail.Length switch
        {
            1 or 2 => Digits(tail, out minutes),
            5 when tail[2] == ':' => Digits(tail[..2], out minutes) && Digits(tail[3..], out seconds),
            _ => false,
        };
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
