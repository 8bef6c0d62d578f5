using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>Prints dates, timestamps and times as Spark's casts to string do.</summary>
/// <remarks>Each method writes ASCII to the front of the destination and gives the number of bytes written.</remarks>
public static class DateTimeFormatter
{
    /// <summary>Room for a signed year, a date, a time and nine fraction digits.</summary>
    public const int MaxBytes = 48;

    /// <summary>Prints yyyy-MM-dd; years above 9999 and below 0 are signed.</summary>
    public static int FormatDate(long daysSinceEpoch, Span<byte> destination)
    {
        CivilDate date = CivilDate.FromDays(daysSinceEpoch);
        int length = FormatYear(date.Year, destination);
        destination[length] = (byte)'-';
        WriteTwo(date.Month, destination[(length + 1)..]);
        destination[length + 3] = (byte)'-';
        WriteTwo(date.Day, destination[(length + 4)..]);
        return length + 6;
    }

    /// <summary>Prints a timestamp in a zone, with its fraction but without trailing zeros.</summary>
    public static int FormatTimestamp(long microsSinceEpoch, TimeZoneRules zone, Span<byte> destination) =>
        FormatLocal(zone.ToLocal(microsSinceEpoch), 0, destination);

    /// <summary>Prints a timestamp without time zone.</summary>
    public static int FormatTimestampNtz(long micros, Span<byte> destination) =>
        FormatLocal(CivilDateTime.FromMicros(micros), 0, destination);

    public static int FormatLocal(CivilDateTime local, int nanosOfMicro, Span<byte> destination)
    {
        int length = FormatDate(local.Days, destination);
        destination[length++] = (byte)' ';
        return length + FormatTime((local.MicrosOfDay * TimeUnits.NanosPerMicro) + nanosOfMicro, destination[length..]);
    }

    /// <summary>Prints HH:mm:ss and a fraction without trailing zeros.</summary>
    public static int FormatTime(long nanosOfDay, Span<byte> destination)
    {
        long seconds = nanosOfDay / TimeUnits.NanosPerSecond;
        int nanos = (int)(nanosOfDay - (seconds * TimeUnits.NanosPerSecond));
        WriteTwo((int)(seconds / TimeUnits.SecondsPerHour), destination);
        destination[2] = (byte)':';
        WriteTwo((int)(seconds / TimeUnits.SecondsPerMinute % 60), destination[3..]);
        destination[5] = (byte)':';
        WriteTwo((int)(seconds % 60), destination[6..]);
        return 8 + FormatFraction(nanos, destination[8..]);
    }

    /// <summary>Prints a point and the digits of nanoseconds up to the last that is not zero, or nothing.</summary>
    public static int FormatFraction(int nanos, Span<byte> destination)
    {
        if (nanos == 0)
        {
            return 0;
        }

        destination[0] = (byte)'.';
        int length = 10;
        for (int index = 9; index > 0; index--)
        {
            destination[index] = (byte)('0' + (nanos % 10));
            nanos /= 10;
        }

        while (destination[length - 1] == (byte)'0')
        {
            length--;
        }

        return length;
    }

    internal static void WriteTwo(int value, Span<byte> destination)
    {
        destination[1] = (byte)('0' + (value % 10));
        destination[0] = (byte)('0' + (value / 10));
    }

    private static int FormatYear(int year, Span<byte> destination)
    {
        if (year is < 0 or > 9999)
        {
            destination[0] = year < 0 ? (byte)'-' : (byte)'+';
            int magnitude = Math.Abs(year);
            if (magnitude > 9999)
            {
                return 1 + NumberFormatter.FormatInt64(magnitude, destination[1..]);
            }

            WriteTwo(magnitude / 100, destination[1..]);
            WriteTwo(magnitude % 100, destination[3..]);
            return 5;
        }

        WriteTwo(year / 100, destination);
        WriteTwo(year % 100, destination[2..]);
        return 4;
    }
}
