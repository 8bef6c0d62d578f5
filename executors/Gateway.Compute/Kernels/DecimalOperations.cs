using System.Globalization;
using System.Numerics;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Compute.Numerics;
using Gateway.Core.Errors;

namespace Gateway.Compute.Kernels;

/// <summary>How a decimal operation on one row ended.</summary>
internal enum DecimalOutcome { Ok, Overflow, DivideByZero }

/// <summary>An operation on two decimals of any scales.</summary>
internal interface IDecimalOperation
{
    static abstract DecimalOutcome Invoke(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result);

    /// <summary>Words the error of a faulting row in ANSI mode.</summary>
    static abstract QueryException Error(FunctionCall call, DecimalOutcome outcome, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape);
}

internal readonly struct DecimalAdd : IDecimalOperation
{
    public static DecimalOutcome Invoke(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result) =>
        DecimalArithmetic.TryAdd(left, leftScale, right, rightScale, shape, out result) ? DecimalOutcome.Ok : DecimalOutcome.Overflow;

    public static QueryException Error(FunctionCall call, DecimalOutcome outcome, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape) =>
        DecimalFaults.Sum(call, left, leftScale, right, rightScale, shape);
}

internal readonly struct DecimalSubtract : IDecimalOperation
{
    public static DecimalOutcome Invoke(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result) =>
        DecimalArithmetic.TrySubtract(left, leftScale, right, rightScale, shape, out result) ? DecimalOutcome.Ok : DecimalOutcome.Overflow;

    public static QueryException Error(FunctionCall call, DecimalOutcome outcome, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape) =>
        DecimalFaults.Sum(call, left, leftScale, -right, rightScale, shape);
}

internal readonly struct DecimalMultiply : IDecimalOperation
{
    public static DecimalOutcome Invoke(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result) =>
        DecimalArithmetic.TryMultiply(left, leftScale, right, rightScale, shape, out result) ? DecimalOutcome.Ok : DecimalOutcome.Overflow;

    public static QueryException Error(FunctionCall call, DecimalOutcome outcome, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape) =>
        DecimalFaults.Make(call, left * right, leftScale + rightScale, shape);
}

internal readonly struct DecimalDivide : IDecimalOperation
{
    public static DecimalOutcome Invoke(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        result = 0;
        return right == 0 ? DecimalOutcome.DivideByZero
            : DecimalArithmetic.TryDivide(left, leftScale, right, rightScale, shape, out result) ? DecimalOutcome.Ok : DecimalOutcome.Overflow;
    }

    public static QueryException Error(FunctionCall call, DecimalOutcome outcome, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape)
    {
        if (outcome == DecimalOutcome.DivideByZero)
        {
            return ArithmeticFaults.DivideByZero(call);
        }
        var quotient = BigInteger.Divide(left * BigInteger.Pow(10, shape.Scale + rightScale), right * BigInteger.Pow(10, leftScale));
        return DecimalFaults.Make(call, quotient, shape.Scale, shape, round: false);
    }
}

internal readonly struct DecimalRemainder : IDecimalOperation
{
    public static DecimalOutcome Invoke(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        result = 0;
        return right == 0 ? DecimalOutcome.DivideByZero
            : DecimalArithmetic.TryRemainder(left, leftScale, right, rightScale, shape, out result) ? DecimalOutcome.Ok : DecimalOutcome.Overflow;
    }

    public static QueryException Error(FunctionCall call, DecimalOutcome outcome, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape) =>
        outcome == DecimalOutcome.DivideByZero ? ArithmeticFaults.RemainderByZero(call) : DecimalFaults.Make(call, left, leftScale, shape);
}

internal readonly struct DecimalPositiveModulo : IDecimalOperation
{
    public static DecimalOutcome Invoke(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        result = 0;
        return right == 0 ? DecimalOutcome.DivideByZero
            : DecimalArithmetic.TryPositiveModulo(left, leftScale, right, rightScale, shape, out result) ? DecimalOutcome.Ok : DecimalOutcome.Overflow;
    }

    public static QueryException Error(FunctionCall call, DecimalOutcome outcome, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape) =>
        outcome == DecimalOutcome.DivideByZero ? ArithmeticFaults.RemainderByZero(call) : DecimalFaults.Make(call, left, leftScale, shape);
}

/// <summary>x div y of decimals; the quotient's low 64 bits are the result.</summary>
internal readonly struct DecimalIntegralDivide : IDecimalOperation
{
    public static DecimalOutcome Invoke(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        result = 0;
        return right == 0 ? DecimalOutcome.DivideByZero
            : DecimalArithmetic.TryDivideIntegral(left, leftScale, right, rightScale, shape.Precision, out result) ? DecimalOutcome.Ok : DecimalOutcome.Overflow;
    }

    public static QueryException Error(FunctionCall call, DecimalOutcome outcome, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape)
    {
        if (outcome == DecimalOutcome.DivideByZero)
        {
            return ArithmeticFaults.DivideByZero(call);
        }
        return DecimalFaults.Make(call, BigInteger.Divide(left * BigInteger.Pow(10, rightScale), right * BigInteger.Pow(10, leftScale)), 0, shape);
    }
}

/// <summary>-x of decimals of more than 18 digits: like Scala's BigDecimal, it keeps 34 digits.</summary>
internal readonly struct NegateWide : IUnaryOperation<Int128, Int128>
{
    public static bool CanFault => true;

    public static Int128 Invoke(Int128 value) => DecimalContext.Round(-value);

    public static bool IsFault(Int128 value) => !DecimalMath.Fits(DecimalContext.Round(value), 38);

    public static QueryException Error(FunctionCall call, Int128 value) => DecimalContext.Overflow(call, -value);
}

/// <summary>|x| of decimals of more than 18 digits: negative ones are negated, with the same loss.</summary>
internal readonly struct AbsoluteWide : IUnaryOperation<Int128, Int128>
{
    public static bool CanFault => true;

    public static Int128 Invoke(Int128 value) => value < 0 ? DecimalContext.Round(-value) : value;

    public static bool IsFault(Int128 value) => value < 0 && !DecimalMath.Fits(DecimalContext.Round(value), 38);

    public static QueryException Error(FunctionCall call, Int128 value) => DecimalContext.Overflow(call, -value);
}

/// <summary>The 34-digit context of Scala's BigDecimal.</summary>
internal static class DecimalContext
{
    private const int Digits = 34;

    /// <summary>Rounds half to even to 34 digits.</summary>
    public static Int128 Round(Int128 value)
    {
        int excess = PowersOfTen.CountDigits((UInt128)Int128.Abs(value)) - Digits;
        if (excess <= 0)
        {
            return value;
        }
        var unit = PowersOfTen.Int128(excess);
        return DecimalMath.DivideByPowerOfTen(value, excess, RoundingMode.HalfEven) * unit;
    }

    public static QueryException Overflow(FunctionCall call, Int128 value)
    {
        var type = (Core.Types.DecimalType)call.Type;
        var rounded = Round(value);
        string digits = Int128.Abs(rounded).ToString(CultureInfo.InvariantCulture);
        string mantissa = digits[..1] + "." + digits[1..Digits];
        int exponent = digits.Length - 1 - type.Scale;
        return new QueryException("NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION",
            ("roundedValue", LiteralText.DecimalText(rounded, type.Scale)),
            ("originalValue", (rounded < 0 ? "-" : "") + mantissa + "E" + (exponent < 0 ? "" : "+") + exponent.ToString(CultureInfo.InvariantCulture)),
            ("precision", type.Precision.ToString(CultureInfo.InvariantCulture)),
            ("scale", type.Scale.ToString(CultureInfo.InvariantCulture)));
    }
}

/// <summary>Words the overflow of decimal arithmetic: the exact result, cut to 39 digits, beside the type it does not fit.</summary>
internal static class DecimalFaults
{
    private const int ContextDigits = 39;

    public static QueryException Sum(FunctionCall call, BigInteger left, int leftScale, BigInteger right, int rightScale, DecimalShape shape)
    {
        int scale = Math.Max(leftScale, rightScale);
        return Make(call, (left * BigInteger.Pow(10, scale - leftScale)) + (right * BigInteger.Pow(10, scale - rightScale)), scale, shape);
    }

    public static QueryException Make(Expression call, BigInteger unscaled, int scale, DecimalShape shape, bool round = true)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture);
        if (round && digits.Length > ContextDigits && scale > 0)
        {
            int cut = Math.Min(scale, digits.Length - ContextDigits);
            unscaled = DivideHalfUp(unscaled, BigInteger.Pow(10, cut));
            scale -= cut;
            digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture);
        }
        if (scale > 0)
        {
            digits = digits.PadLeft(scale + 1, '0').Insert(Math.Max(1, digits.Length - scale), ".");
        }
        return Casts.CastFaults.OutOfDecimalRange((unscaled.Sign < 0 ? "-" : "") + digits, shape, call.Origin);
    }

    private static BigInteger DivideHalfUp(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var remainder);
        return BigInteger.Abs(remainder) * 2 >= divisor ? quotient + value.Sign : quotient;
    }
}
