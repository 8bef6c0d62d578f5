using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Compute.Numerics;

namespace Gateway.Compute.Text;

/// <summary>Says how reading a value from text ended.</summary>
public enum ParseStatus
{
    Ok,

    /// <summary>The text is not of the required form.</summary>
    Malformed,

    /// <summary>The text is well formed, but the value does not fit the requested type.</summary>
    OutOfRange,

    /// <summary>The text is well formed, but no decimal type could hold the value.</summary>
    OutOfSupportedRange,
}

/// <summary>Reads numbers and booleans from UTF-8 text as Spark's casts from string do.</summary>
public static class NumberParser
{
    private const int MaxFloatingPointText = 4096;

    /// <summary>Reads a long; whitespace and control characters around it are ignored.</summary>
    /// <param name="allowFraction">Legacy mode: a fraction of digits is accepted and dropped.</param>
    public static bool TryParseInt64(ReadOnlySpan<byte> text, bool allowFraction, out long value)
    {
        value = 0;
        text = TrimAll(text);
        if (text.IsEmpty)
        {
            return false;
        }

        int offset = 0;
        bool negative = text[0] == (byte)'-';
        if (negative || text[0] == (byte)'+')
        {
            offset = 1;
            if (text.Length == 1)
            {
                return false;
            }
        }

        long result = 0;
        while (offset < text.Length)
        {
            byte current = text[offset++];
            if (current == (byte)'.' && allowFraction)
            {
                return AreDigits(text[offset..]) && TryApplySign(result, negative, out value);
            }

            uint digit = (uint)current - '0';
            if (digit > 9 || result < long.MinValue / 10)
            {
                return false;
            }

            result = unchecked((result * 10) - digit);
            if (result > 0)
            {
                return false;
            }
        }

        return TryApplySign(result, negative, out value);
    }

    public static bool TryParseInt32(ReadOnlySpan<byte> text, bool allowFraction, out int value)
    {
        bool parsed = TryParseInt64(text, allowFraction, out long wide);
        value = unchecked((int)wide);
        return parsed && value == wide;
    }

    public static bool TryParseInt16(ReadOnlySpan<byte> text, bool allowFraction, out short value)
    {
        bool parsed = TryParseInt64(text, allowFraction, out long wide);
        value = unchecked((short)wide);
        return parsed && value == wide;
    }

    public static bool TryParseSByte(ReadOnlySpan<byte> text, bool allowFraction, out sbyte value)
    {
        bool parsed = TryParseInt64(text, allowFraction, out long wide);
        value = unchecked((sbyte)wide);
        return parsed && value == wide;
    }

    /// <summary>Reads t, true, y, yes, 1, f, false, n, no or 0 in any case.</summary>
    public static bool TryParseBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        text = TrimAll(text);
        value = false;
        if (text.IsEmpty || text.Length > 5)
        {
            return false;
        }

        if (IsAny(text, "t"u8, "true"u8, "y"u8, "yes"u8, "1"u8))
        {
            value = true;
            return true;
        }

        return IsAny(text, "f"u8, "false"u8, "n"u8, "no"u8, "0"u8);
    }

    /// <summary>Reads a double as Java's Double.valueOf does (suffixes d and f, hexadecimal), or inf, infinity and nan in any case.</summary>
    public static bool TryParseDouble(ReadOnlySpan<byte> text, out double value)
    {
        text = TrimSpaces(text);
        switch (Classify(text, out ReadOnlySpan<byte> number, out value))
        {
            case FloatingPointForm.Special:
                return true;
            case FloatingPointForm.Decimal:
                return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            case FloatingPointForm.Hexadecimal:
                return HexadecimalFloatParser.TryParse(number, 53, -1074, 1023, out value);
            default:
                return false;
        }
    }

    /// <summary>Reads a float with the rules of doubles, rounding once.</summary>
    public static bool TryParseSingle(ReadOnlySpan<byte> text, out float value)
    {
        text = TrimSpaces(text);
        value = 0;
        switch (Classify(text, out ReadOnlySpan<byte> number, out double special))
        {
            case FloatingPointForm.Special:
                value = (float)special;
                return true;
            case FloatingPointForm.Decimal:
                return float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            case FloatingPointForm.Hexadecimal:
                bool parsed = HexadecimalFloatParser.TryParse(number, 24, -149, 127, out double wide);
                value = (float)wide;
                return parsed;
            default:
                return false;
        }
    }

    /// <summary>Reads a decimal (digits of any script, an exponent) and rounds it half up to the scale.</summary>
    public static ParseStatus ParseDecimal(ReadOnlySpan<byte> text, DecimalShape shape, out Int128 value)
    {
        value = Int128.Zero;
        text = TrimSpaces(text);
        int offset = 0;
        bool negative = false;
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == (byte)'-';
            offset = 1;
        }

        // 40 significant digits decide everything: 38 kept ones, the rounding digit, and one too many to fit.
        Span<byte> digits = stackalloc byte[40];
        int count = 0;
        long integralDigits = 0;
        int zerosAfterPoint = 0;
        bool anyDigit = false;
        bool seenPoint = false;
        while (offset < text.Length)
        {
            byte current = text[offset];
            int digit = current - '0';
            int width = 1;
            if (current >= 0x80)
            {
                digit = DecodeDigit(text[offset..], out width);
            }

            if ((uint)digit <= 9)
            {
                anyDigit = true;
                if (digit != 0 || count > 0)
                {
                    if (count < digits.Length)
                    {
                        digits[count] = (byte)('0' + digit);
                    }

                    count++;
                    integralDigits += seenPoint ? 0 : 1;
                }
                else if (seenPoint)
                {
                    zerosAfterPoint++;
                }
            }
            else if (current == (byte)'.' && !seenPoint)
            {
                seenPoint = true;
            }
            else
            {
                break;
            }

            offset += width;
        }

        long exponent = 0;
        if (!anyDigit || (offset < text.Length && !TryReadExponent(text[offset..], out exponent)))
        {
            return ParseStatus.Malformed;
        }

        if (count == 0)
        {
            // Java keeps the exponent of a zero: 0E40 has 41 integral digits and is as unsupported as 1E40.
            return exponent > PowersOfTen.MaxDigits - 1 ? ParseStatus.OutOfSupportedRange : ParseStatus.Ok;
        }

        long pointPosition = integralDigits - zerosAfterPoint + exponent;
        if (integralDigits > 0)
        {
            pointPosition = integralDigits + exponent;
        }

        if (pointPosition > PowersOfTen.MaxDigits)
        {
            return ParseStatus.OutOfSupportedRange;
        }

        if (pointPosition < -PowersOfTen.MaxDigits - 1)
        {
            return ParseStatus.Ok;
        }

        ReadOnlySpan<byte> significant = digits[..Math.Min(count, digits.Length)];
        return DecimalConversion.TryFromDigits(significant, (int)pointPosition, negative, shape, out value)
            ? ParseStatus.Ok
            : ParseStatus.OutOfRange;
    }

    /// <summary>Drops whitespace and control characters (bytes up to space, and DEL) on both sides.</summary>
    public static ReadOnlySpan<byte> TrimAll(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsWhitespaceOrControl(text[start]))
        {
            start++;
        }

        while (end > start && IsWhitespaceOrControl(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>Drops bytes up to space on both sides, as Java's String.trim does.</summary>
    public static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && text[start] <= (byte)' ')
        {
            start++;
        }

        while (end > start && text[end - 1] <= (byte)' ')
        {
            end--;
        }

        return text[start..end];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWhitespaceOrControl(byte value) => value is <= 0x20 or 0x7F;

    private static bool TryApplySign(long negated, bool negative, out long value)
    {
        value = negative ? negated : unchecked(-negated);
        return negative || value >= 0;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static bool IsAny(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, ReadOnlySpan<byte> e) =>
        Ascii.EqualsIgnoreCase(text, a) || Ascii.EqualsIgnoreCase(text, b) || Ascii.EqualsIgnoreCase(text, c) ||
        Ascii.EqualsIgnoreCase(text, d) || Ascii.EqualsIgnoreCase(text, e);

    private static FloatingPointForm Classify(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> number, out double special)
    {
        special = 0;
        number = text;
        if (text.IsEmpty || text.Length > MaxFloatingPointText)
        {
            return FloatingPointForm.None;
        }

        bool negative = text[0] == (byte)'-';
        ReadOnlySpan<byte> unsigned = negative || text[0] == (byte)'+' ? text[1..] : text;
        if (unsigned.IsEmpty)
        {
            return FloatingPointForm.None;
        }

        if (unsigned[0] is >= (byte)'A' and <= (byte)'z')
        {
            if (Ascii.EqualsIgnoreCase(unsigned, "inf"u8) || Ascii.EqualsIgnoreCase(unsigned, "infinity"u8))
            {
                special = negative ? double.NegativeInfinity : double.PositiveInfinity;
                return FloatingPointForm.Special;
            }

            // With a sign only Java's own spelling is taken.
            bool isNaN = unsigned.Length == text.Length ? Ascii.EqualsIgnoreCase(unsigned, "nan"u8) : unsigned.SequenceEqual("NaN"u8);
            special = double.NaN;
            return isNaN ? FloatingPointForm.Special : FloatingPointForm.None;
        }

        if (unsigned.Length > 2 && unsigned[0] == (byte)'0' && unsigned[1] is (byte)'x' or (byte)'X')
        {
            return FloatingPointForm.Hexadecimal;
        }

        if (text[^1] is (byte)'d' or (byte)'D' or (byte)'f' or (byte)'F')
        {
            number = text[..^1];
            unsigned = unsigned[..^1];
        }

        return IsDecimalForm(unsigned) ? FloatingPointForm.Decimal : FloatingPointForm.None;
    }

    private static bool IsDecimalForm(ReadOnlySpan<byte> text)
    {
        int offset = 0;
        int digits = 0;
        while (offset < text.Length && char.IsAsciiDigit((char)text[offset]))
        {
            offset++;
            digits++;
        }

        if (offset < text.Length && text[offset] == (byte)'.')
        {
            offset++;
            while (offset < text.Length && char.IsAsciiDigit((char)text[offset]))
            {
                offset++;
                digits++;
            }
        }

        if (digits == 0)
        {
            return false;
        }

        if (offset < text.Length && text[offset] is (byte)'e' or (byte)'E')
        {
            offset++;
            if (offset < text.Length && text[offset] is (byte)'+' or (byte)'-')
            {
                offset++;
            }

            return offset < text.Length && AreDigits(text[offset..]);
        }

        return offset == text.Length;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (text.Length < 2 || text[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        int offset = 1;
        bool negative = text[1] == (byte)'-';
        if (negative || text[1] == (byte)'+')
        {
            offset = 2;
        }

        if (offset == text.Length)
        {
            return false;
        }

        int digits = 0;
        while (offset < text.Length)
        {
            int width = 1;
            int digit = text[offset] >= 0x80 ? DecodeDigit(text[offset..], out width) : text[offset] - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            digits += digits > 0 || digit != 0 ? 1 : 0;
            exponent = (exponent * 10) + digit;
            if (digits > 10 || exponent > int.MaxValue)
            {
                return false;
            }

            offset += width;
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }

    private static int DecodeDigit(ReadOnlySpan<byte> text, out int width)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out width) != System.Buffers.OperationStatus.Done ||
            Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber)
        {
            return -1;
        }

        return (int)Rune.GetNumericValue(rune);
    }

    private enum FloatingPointForm
    {
        None,
        Special,
        Decimal,
        Hexadecimal,
    }
}
