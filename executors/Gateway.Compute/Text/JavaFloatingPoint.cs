using System.Numerics;

namespace Gateway.Compute.Text;

/// <summary>Finds the decimal digits that Java up to version 18 prints for a float or double.</summary>
/// <remarks>
/// These are not always the shortest that read back: 2.0E23 prints as 1.9999999999999998E23. The method is Steele and White's
/// digit generation with the stopping rules of the classic JDK: integers cut digits below the precision of a binary
/// number of their size, everything else stops once the remainder is within half a unit of the last binary place.
/// Where the classic JDK computes in 32 or 64 bits, its overflow behaviour is kept.
/// </remarks>
public static class JavaFloatingPoint
{
    /// <summary>The number of bytes that always hold the digits.</summary>
    public const int MaxDigits = 26;

    private const int FractionBits = 52;
    private const long HiddenBit = 1L << FractionBits;
    private const int SmallestEasyExponent = -21;
    private const int LargestEasyExponent = 62;

    private static readonly long[] PowersOfFive = MakePowersOfFive();

    /// <summary>Bits of 5^n for small n, with the classic table's zero for n = 0.</summary>
    private static readonly int[] BitsOfPowersOfFive = MakeBitsOfPowersOfFive();

    /// <summary>Writes the digits of a positive finite double and gives their count; the value is 0.digits * 10^pointPosition.</summary>
    public static int Decompose(double value, Span<byte> digits, out int pointPosition)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        long fraction = bits & (HiddenBit - 1);
        int exponent = (int)(bits >> FractionBits) & 0x7FF;
        int significantBits = FractionBits + 1;
        if (exponent == 0)
        {
            int leadingZeros = BitOperations.LeadingZeroCount((ulong)fraction);
            int shift = leadingZeros - (63 - FractionBits);
            fraction <<= shift;
            exponent = 1 - shift;
            significantBits = 64 - leadingZeros;
        }
        else
        {
            fraction |= HiddenBit;
        }

        return Generate(exponent - 1023, fraction, significantBits, digits, out pointPosition);
    }

    /// <summary>Writes the digits of a positive finite float and gives their count; the value is 0.digits * 10^pointPosition.</summary>
    public static int Decompose(float value, Span<byte> digits, out int pointPosition)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        int fraction = bits & 0x7FFFFF;
        int exponent = (bits >> 23) & 0xFF;
        int significantBits = 24;
        if (exponent == 0)
        {
            int leadingZeros = BitOperations.LeadingZeroCount((uint)fraction);
            int shift = leadingZeros - 8;
            fraction <<= shift;
            exponent = 1 - shift;
            significantBits = 32 - leadingZeros;
        }
        else
        {
            fraction |= 1 << 23;
        }

        return Generate(exponent - 127, (long)fraction << (FractionBits - 23), significantBits, digits, out pointPosition);
    }

    private static int Generate(int binaryExponent, long fraction, int significantBits, Span<byte> digits, out int pointPosition)
    {
        int tailZeros = BitOperations.TrailingZeroCount(fraction);
        int fractionBits = FractionBits + 1 - tailZeros;
        int tinyBits = Math.Max(0, fractionBits - binaryExponent - 1);
        if (tinyBits == 0 && binaryExponent is >= SmallestEasyExponent and <= LargestEasyExponent && fractionBits < 64)
        {
            int insignificant = binaryExponent > significantBits ? InsignificantDigits(binaryExponent - significantBits - 1) : 0;
            long integer = binaryExponent >= FractionBits
                ? fraction << (binaryExponent - FractionBits)
                : fraction >> (FractionBits - binaryExponent);
            return WriteInteger(integer, insignificant, digits, out pointPosition);
        }

        int decimalExponent = EstimateExponent(fraction, binaryExponent);
        int valueFives = Math.Max(0, -decimalExponent);
        int valueTwos = valueFives + tinyBits + binaryExponent;
        int scaleFives = Math.Max(0, decimalExponent);
        int scaleTwos = scaleFives + tinyBits;
        int marginFives = valueFives;
        int marginTwos = valueTwos - significantBits;

        fraction >>>= tailZeros;
        valueTwos -= fractionBits - 1;
        int common = Math.Min(valueTwos, scaleTwos);
        valueTwos -= common;
        scaleTwos -= common;
        marginTwos -= common;
        if (fractionBits == 1)
        {
            // Below a power of two the neighbour is only half as far.
            marginTwos--;
        }

        if (marginTwos < 0)
        {
            valueTwos -= marginTwos;
            scaleTwos -= marginTwos;
            marginTwos = 0;
        }

        int valueBits = fractionBits + valueTwos + ApproximateBits(valueFives);
        int tenScaleBits = scaleTwos + 1 + ApproximateBits(scaleFives + 1);
        if (valueBits < 32 && tenScaleBits < 32)
        {
            int value = ((int)fraction * (int)PowersOfFive[valueFives]) << valueTwos;
            int scale = (int)PowersOfFive[scaleFives] << scaleTwos;
            int margin = (int)PowersOfFive[marginFives] << marginTwos;
            return GenerateInt32(value, scale, margin, decimalExponent, digits, out pointPosition);
        }

        if (valueBits < 64 && tenScaleBits < 64)
        {
            long value = (fraction * PowersOfFive[valueFives]) << valueTwos;
            long scale = PowersOfFive[scaleFives] << scaleTwos;
            long margin = PowersOfFive[marginFives] << marginTwos;
            return GenerateInt64(value, scale, margin, decimalExponent, digits, out pointPosition);
        }

        return GenerateWide(
            (ulong)fraction, valueFives, valueTwos, scaleFives, scaleTwos, marginFives, marginTwos, decimalExponent, digits, out pointPosition);
    }

    private static int GenerateInt32(int value, int scale, int margin, int decimalExponent, Span<byte> digits, out int pointPosition)
    {
        unchecked
        {
            int tenScale = scale * 10;
            int count = 0;
            int digit = value / scale;
            value = 10 * (value % scale);
            margin *= 10;
            bool low = value < margin;
            bool high = value + margin > tenScale;
            if (digit == 0 && !high)
            {
                decimalExponent--;
            }
            else
            {
                digits[count++] = (byte)('0' + digit);
            }

            if (decimalExponent is < -3 or >= 8)
            {
                high = low = false;
            }

            while (!low && !high)
            {
                digit = value / scale;
                value = 10 * (value % scale);
                margin *= 10;
                low = margin <= 0 || value < margin;
                high = margin <= 0 || value + margin > tenScale;
                digits[count++] = (byte)('0' + digit);
            }

            return Finish(digits, count, low, high, (value << 1) - tenScale, decimalExponent, out pointPosition);
        }
    }

    private static int GenerateInt64(long value, long scale, long margin, int decimalExponent, Span<byte> digits, out int pointPosition)
    {
        unchecked
        {
            long tenScale = scale * 10;
            int count = 0;
            int digit = (int)(value / scale);
            value = 10 * (value % scale);
            margin *= 10;
            bool low = value < margin;
            bool high = value + margin > tenScale;
            if (digit == 0 && !high)
            {
                decimalExponent--;
            }
            else
            {
                digits[count++] = (byte)('0' + digit);
            }

            if (decimalExponent is < -3 or >= 8)
            {
                high = low = false;
            }

            while (!low && !high)
            {
                digit = (int)(value / scale);
                value = 10 * (value % scale);
                margin *= 10;
                low = margin <= 0 || value < margin;
                high = margin <= 0 || value + margin > tenScale;
                digits[count++] = (byte)('0' + digit);
            }

            return Finish(digits, count, low, high, (value << 1) - tenScale, decimalExponent, out pointPosition);
        }
    }

    private static int GenerateWide(
        ulong fraction, int valueFives, int valueTwos, int scaleFives, int scaleTwos, int marginFives, int marginTwos,
        int decimalExponent, Span<byte> digits, out int pointPosition)
    {
        Span<uint> memory = stackalloc uint[LimbNumber.Capacity * 4];
        var value = new LimbNumber(memory[..LimbNumber.Capacity], fraction);
        var scale = new LimbNumber(memory.Slice(LimbNumber.Capacity, LimbNumber.Capacity), 1);
        var margin = new LimbNumber(memory.Slice(LimbNumber.Capacity * 2, LimbNumber.Capacity), 1);
        var sum = new LimbNumber(memory.Slice(LimbNumber.Capacity * 3, LimbNumber.Capacity), 0);
        scale.MultiplyByPowers(scaleFives, scaleTwos);
        value.MultiplyByPowers(valueFives, valueTwos);
        margin.MultiplyByPowers(marginFives, marginTwos);

        // Comparing the remainder with the margin before both are multiplied by ten is the same and keeps the numbers smaller.
        int count = 0;
        int digit = value.DivideToDigit(ref scale);
        bool low = value.CompareTo(ref margin) < 0;
        bool high = IsWithinMarginOfNext(ref value, ref margin, ref scale, ref sum);
        if (digit == 0 && !high)
        {
            decimalExponent--;
        }
        else
        {
            digits[count++] = (byte)('0' + digit);
        }

        if (decimalExponent is < -3 or >= 8)
        {
            high = low = false;
        }

        while (!low && !high)
        {
            value.MultiplyBy(10);
            margin.MultiplyBy(10);
            digit = value.DivideToDigit(ref scale);
            low = value.CompareTo(ref margin) < 0;
            high = IsWithinMarginOfNext(ref value, ref margin, ref scale, ref sum);
            digits[count++] = (byte)('0' + digit);
        }

        int difference = 0;
        if (high && low)
        {
            sum.CopyFrom(ref value);
            sum.Add(ref value);
            difference = sum.CompareTo(ref scale);
        }

        return Finish(digits, count, low, high, difference, decimalExponent, out pointPosition);
    }

    private static bool IsWithinMarginOfNext(ref LimbNumber value, ref LimbNumber margin, ref LimbNumber scale, ref LimbNumber sum)
    {
        sum.CopyFrom(ref value);
        sum.Add(ref margin);
        return sum.CompareTo(ref scale) > 0;
    }

    private static int Finish(Span<byte> digits, int count, bool low, bool high, long difference, int decimalExponent, out int pointPosition)
    {
        pointPosition = decimalExponent + 1;
        bool up = high && (!low || difference > 0 || (difference == 0 && (digits[count - 1] & 1) != 0));
        if (up)
        {
            int index = count - 1;
            while (index >= 0 && digits[index] == (byte)'9')
            {
                digits[index--] = (byte)'0';
            }

            if (index >= 0)
            {
                digits[index]++;
            }
            else
            {
                digits[0] = (byte)'1';
                pointPosition++;
            }
        }

        return count;
    }

    private static int WriteInteger(long value, int insignificant, Span<byte> digits, out int pointPosition)
    {
        pointPosition = 1;
        if (insignificant != 0)
        {
            long power = PowersOfFive[insignificant] << insignificant;
            long residue = value % power;
            value /= power;
            pointPosition += insignificant;
            if (residue >= power >> 1)
            {
                value++;
            }
        }

        while (value % 10 == 0)
        {
            value /= 10;
            pointPosition++;
        }

        int count = Numerics.PowersOfTen.CountDigits((ulong)value);
        for (int index = count - 1; index >= 0; index--)
        {
            digits[index] = (byte)('0' + (value % 10));
            value /= 10;
        }

        pointPosition += count - 1;
        return count;
    }

    private static int EstimateExponent(long fraction, int binaryExponent)
    {
        double normalized = BitConverter.Int64BitsToDouble((1023L << FractionBits) | (fraction & (HiddenBit - 1)));
        double estimate = ((normalized - 1.5D) * 0.289529654D) + 0.176091259D + (binaryExponent * 0.301029995663981D);
        return (int)Math.Floor(estimate);
    }

    private static int InsignificantDigits(int bits) => bits is > 1 and < 64 ? (int)(bits * 0.30103) : 0;

    private static int ApproximateBits(int fives) => fives < BitsOfPowersOfFive.Length ? BitsOfPowersOfFive[fives] : fives * 3;

    private static long[] MakePowersOfFive()
    {
        var powers = new long[27];
        long power = 1;
        for (int exponent = 0; exponent < powers.Length; exponent++)
        {
            powers[exponent] = power;
            power *= 5;
        }

        return powers;
    }

    private static int[] MakeBitsOfPowersOfFive()
    {
        var bits = new int[PowersOfFive.Length];
        for (int exponent = 1; exponent < bits.Length; exponent++)
        {
            bits[exponent] = 64 - BitOperations.LeadingZeroCount((ulong)PowersOfFive[exponent]);
        }

        return bits;
    }
}
