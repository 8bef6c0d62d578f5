using System.Text;
using Gateway.Compute.Time;
using Gateway.Core.Errors;

namespace Gateway.Compute.Text.Json;

/// <summary>Reads dates of text records as older versions did, or refuses those that only they read.</summary>
internal static class OldText
{
    public static bool TryDate(LegacyDateTimePattern? pattern, ReadOnlySpan<byte> text, long now, out int days)
    {
        days = 0;
        if (pattern is null || !pattern.TryParseTimestamp(text, TimeZoneRules.Utc, now, out long midnight, isLenient: true))
        {
            return false;
        }
        days = (int)TimeUnits.FloorDivide(midnight, TimeUnits.MicrosPerDay);
        return true;
    }

    /// <summary>Raises an error for a text that the older parser reads; a null pattern reads none.</summary>
    public static void Refuse(LegacyDateTimePattern? pattern, ReadOnlySpan<byte> text, TimeZoneRules zone, long now)
    {
        if (pattern is not null && pattern.TryParseTimestamp(text, zone, now, out _, isLenient: true))
        {
            throw QueryErrors.TextOfOldParser(Encoding.UTF8.GetString(text));
        }
    }
}
