using System.Numerics;

namespace Gateway.Compute.Text;

/// <summary>Reads Java's hexadecimal floating-point form: 0x1.8p3, with an optional sign and suffix.</summary>
internal static class HexadecimalFloatParser
{
    /// <summary>Reads and rounds half even to the given number of significant bits and exponent range.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int significantBits, int lowestExponent, int highestExponent, out double value)
    {
        value = 0;
        bool negative = text[0] == (byte)'-';
        int offset = negative || text[0] == (byte)'+' ? 3 : 2;
        ulong mantissa = 0;
        bool sticky = false;
        bool seenPoint = false;
        bool anyDigit = false;
        long exponent = 0;
        for (; offset < text.Length; offset++)
        {
            byte current = text[offset];
            if (current == (byte)'.' && !seenPoint)
            {
                seenPoint = true;
                continue;
            }

            if (!char.IsAsciiHexDigit((char)current))
            {
                break;
            }

            anyDigit = true;
            int digit = HexValue(current);
            if (mantissa >> 60 == 0)
            {
                mantissa = (mantissa << 4) | (uint)digit;
                exponent -= seenPoint ? 4 : 0;
            }
            else
            {
                sticky |= digit != 0;
                exponent += seenPoint ? 0 : 4;
            }
        }

        if (!anyDigit || offset >= text.Length || text[offset] is not ((byte)'p' or (byte)'P') || !TryReadExponent(text[(offset + 1)..], out long power))
        {
            return false;
        }

        value = Round(mantissa, sticky, exponent + power, significantBits, lowestExponent, highestExponent);
        value = negative ? -value : value;
        return true;
    }

    private static int HexValue(byte digit) => digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (!text.IsEmpty && text[^1] is (byte)'d' or (byte)'D' or (byte)'f' or (byte)'F')
        {
            text = text[..^1];
        }

        if (text.IsEmpty)
        {
            return false;
        }

        bool negative = text[0] == (byte)'-';
        int offset = negative || text[0] == (byte)'+' ? 1 : 0;
        if (offset == text.Length)
        {
            return false;
        }

        for (; offset < text.Length; offset++)
        {
            if (!char.IsAsciiDigit((char)text[offset]))
            {
                return false;
            }

            exponent = Math.Min(1_000_000, (exponent * 10) + (text[offset] - '0'));
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }

    private static double Round(ulong mantissa, bool sticky, long exponent, int significantBits, int lowestExponent, int highestExponent)
    {
        if (mantissa == 0)
        {
            return 0;
        }

        int bits = 64 - BitOperations.LeadingZeroCount(mantissa);
        long drop = Math.Max(bits - significantBits, lowestExponent - exponent);
        if (drop > 0)
        {
            if (drop > 64)
            {
                return 0;
            }

            ulong kept = drop == 64 ? 0 : mantissa >> (int)drop;
            ulong rest = drop == 64 ? mantissa : mantissa & ((1UL << (int)drop) - 1);
            ulong half = 1UL << (int)(drop - 1);
            if (rest > half || (rest == half && (sticky || (kept & 1) != 0)))
            {
                kept++;
            }

            mantissa = kept;
            exponent += drop;
        }

        double value = Math.ScaleB(mantissa, (int)Math.Clamp(exponent, -5000, 5000));
        return value >= Math.ScaleB(1, highestExponent) * 2 ? double.PositiveInfinity : value;
    }
}
