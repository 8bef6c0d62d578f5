using System.Collections.Concurrent;
using NodaTime;
using NodaTime.TimeZones;

namespace Gateway.Compute.Time;

/// <summary>Finds the rules of a zone by its id, as Spark's getZoneId does.</summary>
/// <remarks>
/// Accepted are region ids (case matters), Java's short ids, Z, offsets such as +1, -08, +01:30, +0130 and +01:02:03 up
/// to 18 hours, and UTC, GMT or UT with such an offset.
/// </remarks>
public static class TimeZoneCatalog
{
    private const int MaxIdLength = 64;
    private const string EtcUtc = "Etc/UTC";
    private const int MaxOffsetSeconds = 18 * TimeUnits.SecondsPerHour;

    private static readonly ConcurrentDictionary<string, TimeZoneRules?> Cache = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, TimeZoneRules?>.AlternateLookup<ReadOnlySpan<char>> CacheBySpan =
        Cache.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly Dictionary<string, string> ShortIds = new(StringComparer.Ordinal)
    {
        ["ACT"] = "Australia/Darwin",
        ["AET"] = "Australia/Sydney",
        ["AGT"] = "America/Argentina/Buenos_Aires",
        ["ART"] = "Africa/Cairo",
        ["AST"] = "America/Anchorage",
        ["BET"] = "America/Sao_Paulo",
        ["BST"] = "Asia/Dhaka",
        ["CAT"] = "Africa/Harare",
        ["CNT"] = "America/St_Johns",
        ["CST"] = "America/Chicago",
        ["CTT"] = "Asia/Shanghai",
        ["EAT"] = "Africa/Addis_Ababa",
        ["ECT"] = "Europe/Paris",
        ["EST"] = "-05:00",
        ["HST"] = "-10:00",
        ["IET"] = "America/Indiana/Indianapolis",
        ["IST"] = "Asia/Kolkata",
        ["JST"] = "Asia/Tokyo",
        ["MIT"] = "Pacific/Apia",
        ["MST"] = "-07:00",
        ["NET"] = "Asia/Yerevan",
        ["NST"] = "Pacific/Auckland",
        ["PLT"] = "Asia/Karachi",
        ["PNT"] = "America/Phoenix",
        ["PRT"] = "America/Puerto_Rico",
        ["PST"] = "America/Los_Angeles",
        ["SST"] = "Pacific/Guadalcanal",
        ["VST"] = "Asia/Ho_Chi_Minh",
    };

    public static bool TryFind(ReadOnlySpan<byte> id, out TimeZoneRules rules)
    {
        if (id.SequenceEqual("Z"u8) || id.SequenceEqual("UTC"u8))
        {
            rules = TimeZoneRules.Utc;
            return true;
        }

        Span<char> characters = stackalloc char[MaxIdLength];
        if (id.Length > MaxIdLength || !System.Text.Ascii.IsValid(id))
        {
            rules = TimeZoneRules.Utc;
            return false;
        }

        System.Text.Ascii.ToUtf16(id, characters, out int length);
        return TryFind(characters[..length], out rules);
    }

    public static bool TryFind(ReadOnlySpan<char> id, out TimeZoneRules rules)
    {
        if (!CacheBySpan.TryGetValue(id, out TimeZoneRules? known))
        {
            known = id.Length <= MaxIdLength ? Resolve(id.ToString()) : null;
            if (known is not null || Cache.Count < 10_000)
            {
                CacheBySpan[id] = known;
            }
        }

        rules = known ?? TimeZoneRules.Utc;
        return known is not null;
    }

    /// <summary>The region ids, for listing.</summary>
    public static IEnumerable<string> RegionIds => DateTimeZoneProviders.Tzdb.Ids;

    private static TimeZoneRules? Resolve(string id)
    {
        id = WidenShortFields(id);
        if (ShortIds.TryGetValue(id, out string? longId))
        {
            id = longId;
        }

        if (id == "Z" || id.StartsWith('+') || id.StartsWith('-'))
        {
            return TryParseOffset(id, out int seconds) ? Fixed(string.Empty, seconds) : null;
        }

        foreach (string prefix in (ReadOnlySpan<string>)["UTC", "GMT", "UT"])
        {
            if (!id.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (id.Length == prefix.Length)
            {
                return new TimeZoneRules(prefix, 0);
            }

            if (id[prefix.Length] is '+' or '-')
            {
                return TryParseOffset(id.AsSpan(prefix.Length), out int seconds) ? Fixed(prefix, seconds) : null;
            }

            break;
        }

        if (id == EtcUtc)
        {
            // The zone of most servers: loading the database for it would cost a first query 40 ms.
            return new TimeZoneRules(id, 0);
        }

        DateTimeZone? zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        return zone is null ? null : Compile(id, zone);
    }

    private static TimeZoneRules Fixed(string prefix, int seconds)
    {
        if (seconds == 0)
        {
            return new TimeZoneRules(prefix.Length == 0 ? "Z" : prefix, 0);
        }

        int magnitude = Math.Abs(seconds);
        string text = FormattableString.Invariant(
            $"{prefix}{(seconds < 0 ? '-' : '+')}{magnitude / 3600:00}:{magnitude / 60 % 60:00}");
        if (magnitude % 60 != 0)
        {
            text += FormattableString.Invariant($":{magnitude % 60:00}");
        }

        return new TimeZoneRules(text, seconds);
    }

    /// <summary>Widens one-digit hours (+1:30) and a one-digit minute at the end (+01:3), which java.time refuses.</summary>
    private static string WidenShortFields(string id)
    {
        for (int index = 0; index + 2 < id.Length; index++)
        {
            if (id[index] is '+' or '-' && char.IsAsciiDigit(id[index + 1]) && id[index + 2] == ':')
            {
                id = id.Insert(index + 1, "0");
                break;
            }
        }

        int last = id.Length - 5;
        if (last >= 0 && id[last] is '+' or '-' && char.IsAsciiDigit(id[last + 1]) && char.IsAsciiDigit(id[last + 2]) &&
            id[last + 3] == ':' && char.IsAsciiDigit(id[last + 4]))
        {
            id = id.Insert(last + 4, "0");
        }

        return id;
    }

    /// <summary>Reads the offset forms of java.time.ZoneOffset.</summary>
    internal static bool TryParseOffset(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length < 2 || text[0] is not ('+' or '-'))
        {
            return false;
        }

        ReadOnlySpan<char> fields = text[1..];
        int hours;
        int minutes = 0;
        int rest = 0;
        bool valid = fields.Length switch
        {
            1 => TryDigits(fields, 0, 1, out hours),
            2 => TryDigits(fields, 0, 2, out hours),
            4 => TryDigits(fields, 0, 2, out hours) & TryDigits(fields, 2, 2, out minutes),
            5 => TryDigits(fields, 0, 2, out hours) & TryDigits(fields, 3, 2, out minutes) & fields[2] == ':',
            6 => TryDigits(fields, 0, 2, out hours) & TryDigits(fields, 2, 2, out minutes) & TryDigits(fields, 4, 2, out rest),
            8 => TryDigits(fields, 0, 2, out hours) & TryDigits(fields, 3, 2, out minutes) & TryDigits(fields, 6, 2, out rest) &
                fields[2] == ':' & fields[5] == ':',
            _ => TryDigits(fields, 0, -1, out hours),
        };
        seconds = (hours * TimeUnits.SecondsPerHour) + (minutes * TimeUnits.SecondsPerMinute) + rest;
        if (!valid || minutes > 59 || rest > 59 || seconds > MaxOffsetSeconds)
        {
            return false;
        }

        seconds = text[0] == '-' ? -seconds : seconds;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, int start, int count, out int value)
    {
        value = 0;
        if (count < 0)
        {
            return false;
        }

        foreach (char digit in text.Slice(start, count))
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    /// <summary>Java sees zones whose winter time is a saving of minus an hour (Dublin) the other way round.</summary>
    private static bool IsSummerOfNegativeWinter(DateTimeZone zone, ZoneInterval interval) => interval.HasStart && interval.HasEnd &&
        interval.Duration < NodaTime.Duration.FromDays(365) && zone.GetZoneInterval(interval.End).Savings < Offset.Zero;

    private static TimeZoneRules Compile(string id, DateTimeZone zone)
    {
        var transitions = new List<long>();
        var offsets = new List<int>();
        var daylight = new List<bool>();
        Instant end = Instant.FromUtc(2501, 1, 1, 0, 0);
        ZoneInterval interval = zone.GetZoneInterval(Instant.MinValue);
        bool isCyclic = true;
        while (true)
        {
            offsets.Add(interval.WallOffset.Seconds);
            daylight.Add(interval.Savings > Offset.Zero || (interval.Savings == Offset.Zero && IsSummerOfNegativeWinter(zone, interval)));
            if (!interval.HasEnd)
            {
                isCyclic = false;
                break;
            }

            if (interval.End > end)
            {
                break;
            }

            transitions.Add(interval.End.ToUnixTimeSeconds());
            interval = zone.GetZoneInterval(interval.End);
        }

        return new TimeZoneRules(id, [.. transitions], [.. offsets], [.. daylight], isCyclic);
    }
}
