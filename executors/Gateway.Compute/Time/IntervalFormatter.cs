using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>Prints intervals as Spark's casts to string do.</summary>
/// <remarks>Fields are numbered as in the types: year 0, month 1; day 0, hour 1, minute 2, second 3.</remarks>
public static class IntervalFormatter
{
    /// <summary>Room for any interval of any kind.</summary>
    public const int MaxBytes = 128;

    private const int DayField = 0;
    private const int HourField = 1;
    private const int MinuteField = 2;
    private const int SecondField = 3;

    /// <summary>Prints INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1' YEAR or INTERVAL '14' MONTH.</summary>
    public static int FormatYearMonth(int months, int startField, int endField, Span<byte> destination)
    {
        var output = new Utf8Output(destination);
        output.Write("INTERVAL '"u8);
        WriteYearMonth(months, startField, endField, ref output);
        output.Write(startField == endField ? (startField == 0 ? "' YEAR"u8 : "' MONTH"u8) : "' YEAR TO MONTH"u8);
        return output.Length;
    }

    /// <summary>Prints the part between the quotes.</summary>
    public static int FormatYearMonthValue(int months, int startField, int endField, Span<byte> destination)
    {
        var output = new Utf8Output(destination);
        WriteYearMonth(months, startField, endField, ref output);
        return output.Length;
    }

    /// <summary>Prints INTERVAL '1 02:03:04.5' DAY TO SECOND and the shorter forms.</summary>
    public static int FormatDayTime(long micros, int startField, int endField, Span<byte> destination)
    {
        var output = new Utf8Output(destination);
        output.Write("INTERVAL '"u8);
        WriteDayTime(micros, startField, endField, ref output);
        output.Write("' "u8);
        output.Write(FieldName(startField));
        if (startField != endField)
        {
            output.Write(" TO "u8);
            output.Write(FieldName(endField));
        }

        return output.Length;
    }

    /// <summary>Prints the part between the quotes.</summary>
    public static int FormatDayTimeValue(long micros, int startField, int endField, Span<byte> destination)
    {
        var output = new Utf8Output(destination);
        WriteDayTime(micros, startField, endField, ref output);
        return output.Length;
    }

    /// <summary>Prints 1 years 2 months 3 days 4 hours 5 minutes 6.5 seconds, leaving out zeros.</summary>
    public static int FormatCalendar(int months, int days, long micros, Span<byte> destination)
    {
        var output = new Utf8Output(destination);
        if (months == 0 && days == 0 && micros == 0)
        {
            output.Write("0 seconds"u8);
            return output.Length;
        }

        WriteUnit(months / TimeUnits.MonthsPerYear, "years "u8, ref output);
        WriteUnit(months % TimeUnits.MonthsPerYear, "months "u8, ref output);
        WriteUnit(days, "days "u8, ref output);
        WriteUnit(micros / TimeUnits.MicrosPerHour, "hours "u8, ref output);
        WriteUnit(micros % TimeUnits.MicrosPerHour / TimeUnits.MicrosPerMinute, "minutes "u8, ref output);
        long rest = micros % TimeUnits.MicrosPerMinute;
        if (rest != 0)
        {
            if (rest < 0)
            {
                output.Write((byte)'-');
            }

            WriteSeconds((ulong)Math.Abs(rest), ref output);
            output.Write(" seconds "u8);
        }

        return output.Length - 1;
    }

    private static void WriteYearMonth(int months, int startField, int endField, ref Utf8Output output)
    {
        if (startField == endField)
        {
            output.WriteNumber(startField == 0 ? months / TimeUnits.MonthsPerYear : months);
            return;
        }

        if (months < 0)
        {
            output.Write((byte)'-');
        }

        long magnitude = Math.Abs((long)months);
        output.WriteNumber(magnitude / TimeUnits.MonthsPerYear);
        output.Write((byte)'-');
        output.WriteNumber(magnitude % TimeUnits.MonthsPerYear);
    }

    private static void WriteDayTime(long micros, int startField, int endField, ref Utf8Output output)
    {
        if (micros < 0)
        {
            output.Write((byte)'-');
        }

        ulong rest = micros < 0 ? unchecked(0UL - (ulong)micros) : (ulong)micros;
        for (int field = startField; field <= endField; field++)
        {
            if (field > startField)
            {
                output.Write(field == HourField ? (byte)' ' : (byte)':');
            }

            if (field == SecondField)
            {
                if (rest < 10 * (ulong)TimeUnits.MicrosPerSecond)
                {
                    output.Write((byte)'0');
                }

                WriteSeconds(rest, ref output);
                return;
            }

            ulong size = field == DayField ? (ulong)TimeUnits.MicrosPerDay
                : field == HourField ? (ulong)TimeUnits.MicrosPerHour : (ulong)TimeUnits.MicrosPerMinute;
            ulong value = rest / size;
            rest -= value * size;
            if (field != DayField && value < 10)
            {
                output.Write((byte)'0');
            }

            output.WriteNumber((long)value);
        }
    }

    private static void WriteSeconds(ulong micros, ref Utf8Output output)
    {
        output.WriteNumber((long)(micros / (ulong)TimeUnits.MicrosPerSecond));
        int fraction = (int)(micros % (ulong)TimeUnits.MicrosPerSecond);
        output.Advance(DateTimeFormatter.FormatFraction(fraction * 1000, output.Rest));
    }

    private static void WriteUnit(long value, ReadOnlySpan<byte> unit, ref Utf8Output output)
    {
        if (value != 0)
        {
            output.WriteNumber(value);
            output.Write((byte)' ');
            output.Write(unit);
        }
    }

    private static ReadOnlySpan<byte> FieldName(int field) => field switch
    {
        DayField => "DAY"u8,
        HourField => "HOUR"u8,
        MinuteField => "MINUTE"u8,
        _ => "SECOND"u8,
    };
}
