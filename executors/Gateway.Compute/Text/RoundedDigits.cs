using System.Globalization;
using Gateway.Compute.Numerics;

namespace Gateway.Compute.Text;

/// <summary>Holds the decimal digits of a number rounded half to even, as java.text.DecimalFormat wants them.</summary>
internal ref struct RoundedDigits
{
    /// <summary>Room for the largest double and the digits of its fraction that formats ask for.</summary>
    public const int Capacity = 700;

    private const int LargestFraction = 340;

    private readonly Span<byte> _buffer;

    public RoundedDigits(Span<byte> buffer)
    {
        _buffer = buffer;
    }

    /// <summary>Gets the digits without leading and trailing zeros; empty for zero.</summary>
    public ReadOnlySpan<byte> Digits { get; private set; }

    /// <summary>Gets the position of the decimal point relative to the first digit.</summary>
    public int PointPosition { get; private set; }

    public void SetDecimal(Int128 magnitude, int scale, int fractionDigits)
    {
        if (scale > fractionDigits)
        {
            magnitude = DecimalMath.DivideByPowerOfTen(magnitude, scale - fractionDigits, RoundingMode.HalfEven);
            scale = fractionDigits;
        }

        magnitude.TryFormat(_buffer, out int length, default, CultureInfo.InvariantCulture);
        Take(length, length - scale);
    }

    public void SetDecimalSignificant(Int128 magnitude, int scale, int significantDigits)
    {
        int digits = PowersOfTen.CountDigits((UInt128)magnitude);
        SetDecimal(magnitude, scale, scale - Math.Max(0, digits - significantDigits));
    }

    public void SetDouble(double magnitude, int fractionDigits)
    {
        fractionDigits = Math.Min(fractionDigits, LargestFraction);
        Span<char> format = stackalloc char[8];
        format[0] = 'F';
        bool isTie = IsTie(magnitude, fractionDigits);
        (fractionDigits + (isTie ? 1 : 0)).TryFormat(format[1..], out int formatLength, default, CultureInfo.InvariantCulture);
        magnitude.TryFormat(_buffer, out int length, format[..(formatLength + 1)], CultureInfo.InvariantCulture);
        int point = _buffer[..length].IndexOf((byte)'.');
        if (point < 0)
        {
            Take(length, length);
            return;
        }

        _buffer[(point + 1)..length].CopyTo(_buffer[point..]);
        length--;
        if (isTie && _buffer[length - 1] == (byte)'5')
        {
            length--;
            if (length > 0 && (_buffer[length - 1] & 1) != 0)
            {
                Increment(ref length, ref point);
            }
        }
        else if (isTie)
        {
            length--;
        }

        Take(length, point);
    }

    public void SetDoubleSignificant(double magnitude, int significantDigits)
    {
        Span<char> format = stackalloc char[8];
        format[0] = 'E';
        Math.Clamp(significantDigits - 1, 0, LargestFraction).TryFormat(format[1..], out int formatLength, default, CultureInfo.InvariantCulture);
        magnitude.TryFormat(_buffer, out int length, format[..(formatLength + 1)], CultureInfo.InvariantCulture);
        int exponentAt = _buffer[..length].IndexOf((byte)'E');
        int exponent = int.Parse(_buffer[(exponentAt + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int digits = exponentAt;
        if (digits > 1)
        {
            _buffer[2..digits].CopyTo(_buffer[1..]);
            digits--;
        }

        Take(digits, exponent + 1);
    }

    /// <summary>Tells whether the exact value lies in the middle between two neighbours with so many fraction digits.</summary>
    private static bool IsTie(double magnitude, int fractionDigits)
    {
        long bits = BitConverter.DoubleToInt64Bits(magnitude);
        int exponent = (int)(bits >> 52);
        if (exponent == 0)
        {
            return false;
        }

        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (1L << 52);
        int fractionBits = 1075 - exponent - System.Numerics.BitOperations.TrailingZeroCount(mantissa);

        // A number with n fraction bits has exactly n fraction digits, the last of which is 5.
        return fractionBits == fractionDigits + 1;
    }

    private readonly void Increment(ref int length, ref int point)
    {
        int index = length - 1;
        while (index >= 0 && _buffer[index] == (byte)'9')
        {
            _buffer[index--] = (byte)'0';
        }

        if (index >= 0)
        {
            _buffer[index]++;
            return;
        }

        _buffer[..length].CopyTo(_buffer[1..]);
        _buffer[0] = (byte)'1';
        length++;
        point++;
    }

    private void Take(int length, int point)
    {
        int start = 0;
        while (start < length && _buffer[start] == (byte)'0')
        {
            start++;
        }

        int end = length;
        while (end > start && _buffer[end - 1] == (byte)'0')
        {
            end--;
        }

        Digits = _buffer[start..end];
        PointPosition = start == end ? 0 : point - start;
    }
}
