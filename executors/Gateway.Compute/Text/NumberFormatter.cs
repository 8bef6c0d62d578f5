using System.Buffers.Text;
using System.Globalization;
using Gateway.Compute.Numerics;

namespace Gateway.Compute.Text;

/// <summary>Prints numbers as Spark's casts to string do.</summary>
/// <remarks>Each method writes UTF-8 to the front of the destination and gives the number of bytes written.</remarks>
public static class NumberFormatter
{
    public const int MaxInt64Bytes = 20;
    public const int MaxDoubleBytes = 32;

    /// <summary>Sign, "0.", 38 zeros and digits at most, or a signed exponent behind the digits.</summary>
    public const int MaxDecimalBytes = 48;

    public static int FormatInt64(long value, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(value, destination, out int written);
        return written;
    }

    public static int FormatDouble(double value, Span<byte> destination)
    {
        int length = 0;
        if (!double.IsFinite(value) || value == 0)
        {
            return FormatSpecial(double.IsNaN(value), double.IsNegative(value), value == 0, destination);
        }

        if (value < 0)
        {
            destination[length++] = (byte)'-';
        }

        Span<byte> digits = stackalloc byte[JavaFloatingPoint.MaxDigits];
        int count = JavaFloatingPoint.Decompose(Math.Abs(value), digits, out int pointPosition);
        return length + WriteFloatingPoint(digits[..count], pointPosition, destination[length..]);
    }

    public static int FormatSingle(float value, Span<byte> destination)
    {
        int length = 0;
        if (!float.IsFinite(value) || value == 0)
        {
            return FormatSpecial(float.IsNaN(value), float.IsNegative(value), value == 0, destination);
        }

        if (value < 0)
        {
            destination[length++] = (byte)'-';
        }

        Span<byte> digits = stackalloc byte[JavaFloatingPoint.MaxDigits];
        int count = JavaFloatingPoint.Decompose(Math.Abs(value), digits, out int pointPosition);
        return length + WriteFloatingPoint(digits[..count], pointPosition, destination[length..]);
    }

    /// <summary>Prints all digits without an exponent: 0.0000001.</summary>
    public static int FormatDecimal(Int128 unscaled, int scale, Span<byte> destination)
    {
        Span<byte> digits = stackalloc byte[MaxDecimalBytes];
        int count = WriteMagnitude(unscaled, digits);
        int length = 0;
        if (Int128.IsNegative(unscaled))
        {
            destination[length++] = (byte)'-';
        }

        int integral = count - scale;
        if (integral <= 0)
        {
            destination[length++] = (byte)'0';
            destination[length++] = (byte)'.';
            destination.Slice(length, -integral).Fill((byte)'0');
            length -= integral;
            digits[..count].CopyTo(destination[length..]);
            return length + count;
        }

        digits[..integral].CopyTo(destination[length..]);
        length += integral;
        if (scale > 0)
        {
            destination[length++] = (byte)'.';
            digits[integral..count].CopyTo(destination[length..]);
            length += scale;
        }

        return length;
    }

    /// <summary>Prints as Java's BigDecimal.toString does, with an exponent for small values: 1E-7, 0E-18.</summary>
    public static int FormatDecimalScientific(Int128 unscaled, int scale, Span<byte> destination)
    {
        Span<byte> digits = stackalloc byte[MaxDecimalBytes];
        int count = WriteMagnitude(unscaled, digits);
        int adjusted = count - 1 - scale;
        if (adjusted >= -6)
        {
            return FormatDecimal(unscaled, scale, destination);
        }

        int length = 0;
        if (Int128.IsNegative(unscaled))
        {
            destination[length++] = (byte)'-';
        }

        destination[length++] = digits[0];
        if (count > 1)
        {
            destination[length++] = (byte)'.';
            digits[1..count].CopyTo(destination[length..]);
            length += count - 1;
        }

        destination[length++] = (byte)'E';
        return length + FormatInt64(adjusted, destination[length..]);
    }

    private static int WriteMagnitude(Int128 unscaled, Span<byte> digits)
    {
        long small = (long)unscaled;
        if (small == unscaled && small != long.MinValue)
        {
            return FormatInt64(Math.Abs(small), digits);
        }

        DecimalMath.Magnitude(unscaled).TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        return count;
    }

    private static int FormatSpecial(bool isNaN, bool isNegative, bool isZero, Span<byte> destination)
    {
        ReadOnlySpan<byte> text = isNaN ? "NaN"u8
            : isZero ? (isNegative ? "-0.0"u8 : "0.0"u8)
            : isNegative ? "-Infinity"u8 : "Infinity"u8;
        text.CopyTo(destination);
        return text.Length;
    }

    private static int WriteFloatingPoint(ReadOnlySpan<byte> digits, int pointPosition, Span<byte> destination)
    {
        int length = 0;
        if (pointPosition is > 0 and < 8)
        {
            int integral = Math.Min(digits.Length, pointPosition);
            digits[..integral].CopyTo(destination);
            length = integral;
            while (length < pointPosition)
            {
                destination[length++] = (byte)'0';
            }

            destination[length++] = (byte)'.';
            return length + WriteFraction(digits[integral..], destination[length..]);
        }

        if (pointPosition is <= 0 and > -3)
        {
            destination[length++] = (byte)'0';
            destination[length++] = (byte)'.';
            for (int zeros = pointPosition; zeros < 0; zeros++)
            {
                destination[length++] = (byte)'0';
            }

            digits.CopyTo(destination[length..]);
            return length + digits.Length;
        }

        destination[length++] = digits[0];
        destination[length++] = (byte)'.';
        length += WriteFraction(digits[1..], destination[length..]);
        destination[length++] = (byte)'E';
        return length + FormatInt64(pointPosition - 1, destination[length..]);
    }

    private static int WriteFraction(ReadOnlySpan<byte> digits, Span<byte> destination)
    {
        if (digits.IsEmpty)
        {
            destination[0] = (byte)'0';
            return 1;
        }

        digits.CopyTo(destination);
        return digits.Length;
    }
}
