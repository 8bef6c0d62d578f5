using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics;

/// <summary>Carries the intermediate results of decimal arithmetic that 128 bits cannot hold.</summary>
internal readonly struct UInt256(UInt128 upper, UInt128 lower) : IComparable<UInt256>
{
    public UInt128 Upper { get; } = upper;

    public UInt128 Lower { get; } = lower;

    public bool FitsUInt128 => Upper == UInt128.Zero;

    public static UInt256 Multiply(UInt128 left, UInt128 right)
    {
        ulong leftLow = (ulong)left;
        ulong leftHigh = (ulong)(left >> 64);
        ulong rightLow = (ulong)right;
        ulong rightHigh = (ulong)(right >> 64);

        UInt128 lowLow = BigMul(leftLow, rightLow);
        if ((leftHigh | rightHigh) == 0)
        {
            return new UInt256(UInt128.Zero, lowLow);
        }

        UInt128 lowHigh = BigMul(leftLow, rightHigh);
        UInt128 highLow = BigMul(leftHigh, rightLow);
        UInt128 highHigh = BigMul(leftHigh, rightHigh);

        UInt128 middle = (lowLow >> 64) + (ulong)lowHigh + (ulong)highLow;
        UInt128 lower = (middle << 64) | (ulong)lowLow;
        UInt128 upper = highHigh + (lowHigh >> 64) + (highLow >> 64) + (middle >> 64);
        return new UInt256(upper, lower);
    }

    public static UInt256 Add(UInt256 left, UInt256 right)
    {
        UInt128 lower = unchecked(left.Lower + right.Lower);
        UInt128 carry = lower < left.Lower ? UInt128.One : UInt128.Zero;
        return new UInt256(unchecked(left.Upper + right.Upper + carry), lower);
    }

    /// <summary>Subtracts; the left operand must not be smaller.</summary>
    public static UInt256 Subtract(UInt256 left, UInt256 right)
    {
        UInt128 borrow = left.Lower < right.Lower ? UInt128.One : UInt128.Zero;
        return new UInt256(unchecked(left.Upper - right.Upper - borrow), unchecked(left.Lower - right.Lower));
    }

    /// <summary>Divides by a non-zero 128-bit number.</summary>
    public static UInt256 DivRem(UInt256 dividend, UInt128 divisor, out UInt128 remainder)
    {
        if (dividend.Upper == UInt128.Zero)
        {
            UInt128 small = dividend.Lower / divisor;
            remainder = dividend.Lower - (small * divisor);
            return new UInt256(UInt128.Zero, small);
        }

        if (divisor <= ulong.MaxValue)
        {
            return DivRemBy64(dividend, (ulong)divisor, out remainder);
        }

        UInt128 upperQuotient = dividend.Upper / divisor;
        UInt128 upperRemainder = dividend.Upper - (upperQuotient * divisor);
        UInt128 lowerQuotient = DivideTwoByOne(upperRemainder, dividend.Lower, divisor, out remainder);
        return new UInt256(upperQuotient, lowerQuotient);
    }

    public int CompareTo(UInt256 other)
    {
        int order = Upper.CompareTo(other.Upper);
        return order != 0 ? order : Lower.CompareTo(other.Lower);
    }

    /// <summary>Divides by ten to the given power, dropping the fraction.</summary>
    public static UInt256 DivideByPowerOfTen(UInt256 dividend, int exponent, out UInt128 remainder) =>
        DivRem(dividend, PowersOfTen.UInt128(exponent), out remainder);

    /// <summary>Counts decimal digits; zero has one digit.</summary>
    public int CountDigits()
    {
        if (FitsUInt128)
        {
            return PowersOfTen.CountDigits(Lower);
        }

        UInt256 quotient = DivideByPowerOfTen(this, PowersOfTen.MaxDigits, out _);
        return PowersOfTen.MaxDigits + PowersOfTen.CountDigits(quotient.Lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt128 BigMul(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return new UInt128(high, low);
    }

    private static UInt256 DivRemBy64(UInt256 dividend, ulong divisor, out UInt128 remainder)
    {
        ulong rest = 0;
        ulong quotient3 = Step(ref rest, (ulong)(dividend.Upper >> 64), divisor);
        ulong quotient2 = Step(ref rest, (ulong)dividend.Upper, divisor);
        ulong quotient1 = Step(ref rest, (ulong)(dividend.Lower >> 64), divisor);
        ulong quotient0 = Step(ref rest, (ulong)dividend.Lower, divisor);
        remainder = rest;
        return new UInt256(new UInt128(quotient3, quotient2), new UInt128(quotient1, quotient0));
    }

    private static ulong Step(ref ulong rest, ulong digit, ulong divisor)
    {
        UInt128 current = new(rest, digit);
        ulong quotient = (ulong)(current / divisor);
        rest = (ulong)(current - ((UInt128)quotient * divisor));
        return quotient;
    }

    /// <summary>Divides (high, low) by a divisor above 2^64 with high below the divisor: schoolbook with 64-bit digits.</summary>
    private static UInt128 DivideTwoByOne(UInt128 high, UInt128 low, UInt128 divisor, out UInt128 remainder)
    {
        int shift = (int)UInt128.LeadingZeroCount(divisor);
        divisor <<= shift;
        if (shift != 0)
        {
            high = (high << shift) | (low >> (128 - shift));
            low <<= shift;
        }

        ulong upperDigit = QuotientDigit(high, (ulong)(low >> 64), divisor, out UInt128 rest);
        ulong lowerDigit = QuotientDigit(rest, (ulong)low, divisor, out rest);
        remainder = rest >> shift;
        return new UInt128(upperDigit, lowerDigit);
    }

    /// <summary>One quotient digit of (high, low) / divisor, where high is below the normalized divisor.</summary>
    private static ulong QuotientDigit(UInt128 high, ulong low, UInt128 divisor, out UInt128 rest)
    {
        ulong divisorHigh = (ulong)(divisor >> 64);
        ulong divisorLow = (ulong)divisor;
        UInt128 estimate = high / divisorHigh;
        UInt128 estimateRest = high - (estimate * divisorHigh);
        while (estimate > ulong.MaxValue || estimate * divisorLow > ((estimateRest << 64) | low))
        {
            estimate -= UInt128.One;
            estimateRest += divisorHigh;
            if (estimateRest > ulong.MaxValue)
            {
                break;
            }
        }

        rest = unchecked(((high << 64) | low) - (estimate * divisor));
        return (ulong)estimate;
    }
}
