using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>Names the field of an interval whose value is out of its range.</summary>
public readonly record struct IntervalFieldFault(string Field, long Value, long Maximum)
{
    /// <summary>The text that follows "requirement failed: " in Spark's error parameter.</summary>
    public string Describe() => FormattableString.Invariant($"{Field} {Value} outside range [0, {Maximum}]");
}

/// <summary>Reads year-month and day-time intervals: '1-2', '1 02:03:04.5', or the same as a whole INTERVAL literal.</summary>
/// <remarks>
/// Malformed: not the form that the fields ask for. OutOfRange: a field is out of bounds (then the fault says which) or the
/// total does not fit. Fields are numbered as in the types: year 0, month 1; day 0, hour 1, minute 2, second 3.
/// </remarks>
public static class IntervalParser
{
    private const int DayField = 0;
    private const int HourField = 1;
    private const int MinuteField = 2;
    private const int SecondField = 3;

    public static ParseStatus ParseYearMonth(ReadOnlySpan<byte> text, int startField, int endField, out int months)
    {
        months = 0;
        text = NumberParser.TrimAll(text);
        bool negative = TakeLiteralFrame(ref text, startField, endField, dayTime: false, out bool malformed);
        if (malformed)
        {
            return ParseStatus.Malformed;
        }

        negative ^= TakeSign(ref text);
        if (!TakeNumber(ref text, startField == endField ? -(long)int.MinValue : int.MaxValue, out long first, out bool firstFits))
        {
            return ParseStatus.Malformed;
        }

        Int128 total;
        if (startField == endField)
        {
            if (!text.IsEmpty)
            {
                return ParseStatus.Malformed;
            }

            total = startField == 0 ? (Int128)first * TimeUnits.MonthsPerYear : first;
            if (!firstFits)
            {
                return ParseStatus.OutOfRange;
            }
        }
        else
        {
            if (text.IsEmpty || text[0] != (byte)'-')
            {
                return ParseStatus.Malformed;
            }

            text = text[1..];
            if (!TakeNumber(ref text, int.MaxValue, out long second, out bool secondFits) || !text.IsEmpty)
            {
                return ParseStatus.Malformed;
            }

            if (!firstFits || !secondFits || first > int.MaxValue / TimeUnits.MonthsPerYear || second > 11)
            {
                return ParseStatus.OutOfRange;
            }

            total = (first * TimeUnits.MonthsPerYear) + second;
        }

        total = negative ? -total : total;
        months = unchecked((int)total);
        if (months == total)
        {
            return ParseStatus.Ok;
        }

        months = 0;
        return ParseStatus.OutOfRange;
    }

    public static ParseStatus ParseDayTime(ReadOnlySpan<byte> text, int startField, int endField, out long micros, out IntervalFieldFault fault)
    {
        micros = 0;
        fault = default;
        text = NumberParser.TrimAll(text);
        bool negative = TakeLiteralFrame(ref text, startField, endField, dayTime: true, out bool malformed);
        if (malformed)
        {
            return ParseStatus.Malformed;
        }

        negative ^= TakeSign(ref text);
        Int128 total = 0;
        bool inRange = true;
        for (int field = startField; field <= endField; field++)
        {
            if (field > startField)
            {
                byte separator = field == HourField ? (byte)' ' : (byte)':';
                if (text.IsEmpty || text[0] != separator)
                {
                    return ParseStatus.Malformed;
                }

                text = text[1..];
            }

            int before = text.Length;
            if (!TakeNumber(ref text, long.MaxValue, out long value, out bool fits) || before - text.Length > (field > startField ? 2 : LeadingDigits(field)))
            {
                return ParseStatus.Malformed;
            }

            if (startField == endField && field != SecondField)
            {
                // Spark multiplies a lone field without looking at the overflow.
                micros = unchecked((negative ? -value : value) * FieldSize(field));
                return text.IsEmpty ? ParseStatus.Ok : ParseStatus.Malformed;
            }

            long maximum = field > startField ? (field == HourField ? 23 : 59) : LargestLeading(field);
            if (startField == endField && (!fits || value > maximum))
            {
                inRange = false;
            }
            else if (inRange && (!fits || value > maximum))
            {
                inRange = false;
                fault = new IntervalFieldFault(FieldName(field), value, maximum);
            }

            total += (Int128)value * FieldSize(field);
        }

        if (endField == SecondField && !text.IsEmpty && text[0] == (byte)'.')
        {
            if (!TakeFraction(ref text, out int fraction))
            {
                return ParseStatus.Malformed;
            }

            total += fraction;
        }

        if (!text.IsEmpty)
        {
            return ParseStatus.Malformed;
        }

        total = negative ? -total : total;
        if (!inRange || total > long.MaxValue || total < long.MinValue)
        {
            return ParseStatus.OutOfRange;
        }

        micros = (long)total;
        return ParseStatus.Ok;
    }

    /// <summary>The number of microseconds in one unit of a day-time field.</summary>
    public static long FieldSize(int field) => field switch
    {
        DayField => TimeUnits.MicrosPerDay,
        HourField => TimeUnits.MicrosPerHour,
        MinuteField => TimeUnits.MicrosPerMinute,
        _ => TimeUnits.MicrosPerSecond,
    };

    /// <summary>How many digits the first field of an interval may have.</summary>
    private static int LeadingDigits(int field) => field switch
    {
        DayField => 9,
        HourField => 10,
        MinuteField => 12,
        _ => 13,
    };

    private static string FieldName(int field) => field switch
    {
        DayField => "day",
        HourField => "hour",
        MinuteField => "minute",
        _ => "second",
    };

    private static long LargestLeading(int field) => long.MaxValue / FieldSize(field);

    /// <summary>Strips INTERVAL [sign]'...' FIELD [TO FIELD] if it is there and tells the sign before the quote.</summary>
    private static bool TakeLiteralFrame(ref ReadOnlySpan<byte> text, int startField, int endField, bool dayTime, out bool malformed)
    {
        malformed = false;
        if (text.Length < 8 || !Ascii.EqualsIgnoreCase(text[..8], "INTERVAL"u8))
        {
            return false;
        }

        malformed = true;
        ReadOnlySpan<byte> rest = text[8..];
        if (!TakeBlanks(ref rest))
        {
            return false;
        }

        bool negative = TakeSign(ref rest);
        if (rest.IsEmpty || rest[0] != (byte)'\'')
        {
            return false;
        }

        rest = rest[1..];
        int quote = rest.IndexOf((byte)'\'');
        if (quote < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> value = rest[..quote];
        rest = rest[(quote + 1)..];
        if (!TakeBlanks(ref rest) || !TakeField(ref rest, startField, dayTime))
        {
            return false;
        }

        if (startField != endField &&
            (!TakeBlanks(ref rest) || !TakeWord(ref rest, "TO"u8) || !TakeBlanks(ref rest) || !TakeField(ref rest, endField, dayTime)))
        {
            return false;
        }

        malformed = !rest.IsEmpty;
        text = value;
        return negative;
    }

    private static bool TakeField(ref ReadOnlySpan<byte> text, int field, bool dayTime)
    {
        ReadOnlySpan<byte> name = dayTime
            ? field switch { DayField => "DAY"u8, HourField => "HOUR"u8, MinuteField => "MINUTE"u8, _ => "SECOND"u8 }
            : field == 0 ? "YEAR"u8 : "MONTH"u8;
        return TakeWord(ref text, name);
    }

    private static bool TakeWord(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        if (text.Length < word.Length || !Ascii.EqualsIgnoreCase(text[..word.Length], word))
        {
            return false;
        }

        text = text[word.Length..];
        return true;
    }

    private static bool TakeBlanks(ref ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> trimmed = text.TrimStart(" \t\n\v\f\r"u8);
        bool any = trimmed.Length < text.Length;
        text = trimmed;
        return any;
    }

    // Spark's patterns write the sign as [+|-], so a bar passes for a plus.
    private static bool TakeSign(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'+' or (byte)'-' or (byte)'|'))
        {
            return false;
        }

        bool negative = text[0] == (byte)'-';
        text = text[1..];
        return negative;
    }

    private static bool TakeNumber(ref ReadOnlySpan<byte> text, long limit, out long value, out bool fits)
    {
        value = 0;
        fits = true;
        int length = 0;
        for (; length < text.Length && char.IsAsciiDigit((char)text[length]); length++)
        {
            int digit = text[length] - '0';
            if (!fits || value > (limit - digit) / 10)
            {
                fits = false;
                continue;
            }

            value = (value * 10) + digit;
        }

        text = text[length..];
        return length > 0;
    }

    /// <summary>Takes a point and one to nine digits, of which six count.</summary>
    private static bool TakeFraction(ref ReadOnlySpan<byte> text, out int micros)
    {
        micros = 0;
        int length = 1;
        for (; length < text.Length && char.IsAsciiDigit((char)text[length]); length++)
        {
            if (length <= 6)
            {
                micros = (micros * 10) + (text[length] - '0');
            }
        }

        int digits = length - 1;
        for (int missing = digits; missing < 6; missing++)
        {
            micros *= 10;
        }

        text = text[length..];
        return digits is > 0 and <= 9;
    }
}
