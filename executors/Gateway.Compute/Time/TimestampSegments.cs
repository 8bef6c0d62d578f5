using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>Splits timestamp text such as "2020-1-31 10:11:12.5 Asia/Tokyo" into its fields, without checking their ranges.</summary>
/// <remarks>Semantics: Spark 4.3 parseTimestampString, with all nine fraction digits kept.</remarks>
internal ref struct TimestampSegments
{
    private const int Year = 0;
    private const int Day = 2;
    private const int Hour = 3;
    private const int Second = 5;
    private const int Fraction = 6;
    private const int ZoneName = 7;
    private const int MaxFractionDigits = 9;

    public int YearValue;
    public int MonthValue;
    public int DayValue;
    public int HourValue;
    public int MinuteValue;
    public int SecondValue;

    /// <summary>Digits beyond the ninth are dropped.</summary>
    public int NanosOfSecond;

    /// <summary>The number of fraction digits in the text.</summary>
    public int FractionDigits;

    /// <summary>Whether the text has a time of day but no date.</summary>
    public bool IsTimeOnly;

    public bool HasZone;

    /// <summary>The zone's text, valid when there is one.</summary>
    public ReadOnlySpan<byte> Zone;

    public static bool TryParse(ReadOnlySpan<byte> text, out TimestampSegments result)
    {
        result = default;
        Span<int> values = stackalloc int[9];
        values[0] = values[1] = values[2] = 1;

        int start = 0;
        while (start < text.Length && IsBlank(text[start]))
        {
            start++;
        }

        ReadOnlySpan<byte> trimmed = NumberParser.TrimAll(text);
        int end = start + trimmed.Length;
        if (trimmed.IsEmpty)
        {
            return false;
        }

        int segment = 0;
        int value = 0;
        int digits = 0;
        int yearSign = 0;
        int offset = start;
        if (text[offset] is (byte)'-' or (byte)'+')
        {
            yearSign = text[offset] == (byte)'-' ? -1 : 1;
            offset++;
        }

        for (; offset < end; offset++)
        {
            byte current = text[offset];
            uint digit = (uint)current - '0';
            if (digit <= 9)
            {
                if (segment != Fraction || digits < MaxFractionDigits)
                {
                    value = unchecked((value * 10) + (int)digit);
                }

                digits++;
                continue;
            }

            if (offset == 0 && current == (byte)'T')
            {
                result.IsTimeOnly = true;
                segment = Hour;
                continue;
            }

            if (segment == Year && current == (byte)':' && yearSign == 0)
            {
                if (!IsValid(Hour, digits))
                {
                    return false;
                }

                result.IsTimeOnly = true;
                values[Hour] = value;
                segment = Hour;
            }
            else if (segment is Second or Fraction && !(current == (byte)'.' && segment == Second))
            {
                if (!IsValid(segment, digits))
                {
                    return false;
                }

                Store(values, segment, value, digits, ref result);
                result.HasZone = true;
                result.Zone = NumberParser.TrimSpaces(text[offset..end]);
                return Finish(values, yearSign, ref result);
            }
            else if (!IsSeparator(segment, current) || !IsValid(segment, digits))
            {
                return false;
            }
            else
            {
                values[segment] = value;
            }

            value = 0;
            digits = 0;
            segment++;
        }

        if (!IsValid(segment, digits))
        {
            return false;
        }

        Store(values, segment, value, digits, ref result);
        return Finish(values, yearSign, ref result);
    }

    private static bool IsSeparator(int segment, byte current) => segment switch
    {
        0 or 1 => current == (byte)'-',
        Day => current is (byte)' ' or (byte)'T',
        3 or 4 => current == (byte)':',
        Second => current == (byte)'.',
        _ => false,
    };

    private static bool IsValid(int segment, int digits) => segment switch
    {
        Year => digits is >= 4 and <= 6,
        Fraction => true,
        ZoneName => digits <= 2,
        _ => digits is > 0 and <= 2,
    };

    private static void Store(scoped Span<int> values, int segment, int value, int digits, ref TimestampSegments result)
    {
        if (segment == Fraction)
        {
            result.FractionDigits = digits;
            for (int missing = digits; missing < MaxFractionDigits; missing++)
            {
                value *= 10;
            }
        }

        values[segment] = value;
    }

    private static bool Finish(scoped Span<int> values, int yearSign, ref TimestampSegments result)
    {
        result.YearValue = yearSign < 0 ? -values[0] : values[0];
        result.MonthValue = values[1];
        result.DayValue = values[2];
        result.HourValue = values[3];
        result.MinuteValue = values[4];
        result.SecondValue = values[5];
        result.NanosOfSecond = values[6];
        return true;
    }

    private static bool IsBlank(byte value) => value is <= 0x20 or 0x7F;
}
