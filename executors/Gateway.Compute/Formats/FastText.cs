using Gateway.Compute.Numerics;
using Gateway.Compute.Time;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats;

/// <summary>Reads the commonest spellings of numbers and dates; false says nothing but that the general parsers must look.</summary>
internal static class FastText
{
    private const int MostDigits = 18;

    /// <summary>Reads an optional sign and up to 18 digits.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        int start = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        if (text.Length == start || text.Length - start > MostDigits)
        {
            return false;
        }
        long magnitude = 0;
        for (int i = start; i < text.Length; i++)
        {
            uint digit = text[i] - (uint)'0';
            if (digit > 9)
            {
                return false;
            }
            magnitude = magnitude * 10 + digit;
        }
        value = start == 1 && text[0] == (byte)'-' ? -magnitude : magnitude;
        return true;
    }

    /// <summary>Reads digits with at most one point whose fraction is no longer than the scale, as an unscaled value that fits the type.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> text, DecimalType type, out long unscaled)
    {
        unscaled = 0;
        int start = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        if (text.Length - start is < 1 or > MostDigits)
        {
            return false;
        }
        long magnitude = 0;
        int digits = 0;
        int fraction = -1;
        for (int i = start; i < text.Length; i++)
        {
            uint digit = text[i] - (uint)'0';
            if (digit <= 9)
            {
                magnitude = magnitude * 10 + digit;
                digits++;
                fraction += fraction >= 0 ? 1 : 0;
            }
            else if (text[i] == (byte)'.' && fraction < 0)
            {
                fraction = 0;
            }
            else
            {
                return false;
            }
        }
        int shift = type.Scale - Math.Max(fraction, 0);
        if (digits == 0 || shift < 0 || digits + shift > MostDigits)
        {
            return false;
        }
        magnitude *= PowersOfTen.Int64(shift);
        unscaled = start == 1 && text[0] == (byte)'-' ? -magnitude : magnitude;
        return DecimalMath.Fits(unscaled, type.Precision);
    }

    /// <summary>Reads yyyy-MM-dd.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length != 10 || text[4] != (byte)'-' || text[7] != (byte)'-')
        {
            return false;
        }
        uint invalid = 0;
        uint Digit(byte unit)
        {
            uint digit = unit - (uint)'0';
            invalid |= digit > 9 ? 1u : 0;
            return digit;
        }
        uint year = Digit(text[0]) * 1000 + Digit(text[1]) * 100 + Digit(text[2]) * 10 + Digit(text[3]);
        uint month = Digit(text[5]) * 10 + Digit(text[6]);
        uint day = Digit(text[8]) * 10 + Digit(text[9]);
        return invalid == 0 && CivilDate.TryToDays(year, (int)month, (int)day, out days);
    }
}
