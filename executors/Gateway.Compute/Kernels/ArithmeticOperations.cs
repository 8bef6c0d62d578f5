using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;

namespace Gateway.Compute.Kernels;

/// <summary>x + y; integers fault on overflow.</summary>
internal readonly struct AddOperation<T> : IBinaryOperation<T> where T : unmanaged, INumber<T>
{
    public static bool HasVector => true;
    public static bool CanFault => ArithmeticFaults.IsInteger<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => unchecked(left + right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFault(T left, T right, T result) => ArithmeticFaults.IsInteger<T>() && (right < T.Zero) != (result < left);

    /// <summary>Overflow: both operands' signs differ from the result's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Faults(Vector512<T> left, Vector512<T> right, Vector512<T> result) =>
        Vector512.LessThan((left ^ result) & (right ^ result), Vector512<T>.Zero);

    public static QueryException Error(FunctionCall call, T left, T right) => ArithmeticFaults.Overflow(call, left, right, "+", "try_add");
}

/// <summary>x - y; integers fault on overflow.</summary>
internal readonly struct SubtractOperation<T> : IBinaryOperation<T> where T : unmanaged, INumber<T>
{
    public static bool HasVector => true;
    public static bool CanFault => ArithmeticFaults.IsInteger<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => unchecked(left - right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFault(T left, T right, T result) => ArithmeticFaults.IsInteger<T>() && (right > T.Zero) != (result < left);

    /// <summary>Overflow: the operands' signs differ, and the result's differs from the left one's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Faults(Vector512<T> left, Vector512<T> right, Vector512<T> result) =>
        Vector512.LessThan((left ^ right) & (left ^ result), Vector512<T>.Zero);

    public static QueryException Error(FunctionCall call, T left, T right) => ArithmeticFaults.Overflow(call, left, right, "-", "try_subtract");
}

/// <summary>x * y of floating-point numbers.</summary>
internal readonly struct MultiplyFloatingOperation<T> : IBinaryOperation<T> where T : unmanaged, INumber<T>
{
    public static bool HasVector => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left * right;
}

/// <summary>x * y of integers; faults on overflow.</summary>
internal readonly struct MultiplyOperation<T> : IBinaryOperation<T> where T : unmanaged, IBinaryInteger<T>
{
    public static bool CanFault => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => unchecked(left * right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFault(T left, T right, T result)
    {
        if (typeof(T) == typeof(long))
        {
            long high = Math.BigMul(long.CreateTruncating(left), long.CreateTruncating(right), out long low);
            return high != low >> 63;
        }
        return long.CreateTruncating(left) * long.CreateTruncating(right) != long.CreateTruncating(result);
    }

    public static QueryException Error(FunctionCall call, T left, T right) => ArithmeticFaults.Overflow(call, left, right, "*", "try_multiply");
}

/// <summary>x / y of floating-point numbers; faults on a zero divisor.</summary>
internal readonly struct DivideOperation<T> : IBinaryOperation<T> where T : unmanaged, INumber<T>
{
    public static bool HasVector => true;
    public static bool CanFault => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFault(T left, T right, T result) => T.IsZero(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Faults(Vector512<T> left, Vector512<T> right, Vector512<T> result) => Vector512.Equals(right, Vector512<T>.Zero);

    public static QueryException Error(FunctionCall call, T left, T right) => ArithmeticFaults.DivideByZero(call);
}

/// <summary>x div y of longs; faults on a zero divisor, and in ANSI mode where the quotient is 2^63.</summary>
internal readonly struct IntegralDivideOperation : IBinaryOperation<long>
{
    public static bool CanFault => true;

    public static long Invoke(long left, long right) => right == 0 ? 0 : right == -1 ? unchecked(-left) : left / right;

    public static bool IsFault(long left, long right, long result) => right == 0 || (right == -1 && left == long.MinValue);

    public static QueryException Error(FunctionCall call, long left, long right) => right == 0
        ? ArithmeticFaults.DivideByZero(call)
        : ArithmeticFaults.Overflow(call, "Overflow in integral divide", "try_divide");
}

/// <summary>x div y in legacy mode: only a zero divisor faults.</summary>
internal readonly struct LegacyIntegralDivideOperation : IBinaryOperation<long>
{
    public static bool CanFault => true;

    public static long Invoke(long left, long right) => IntegralDivideOperation.Invoke(left, right);

    public static bool IsFault(long left, long right, long result) => right == 0;
}

/// <summary>The remainder with the dividend's sign; faults on a zero divisor.</summary>
internal readonly struct RemainderOperation<T> : IBinaryOperation<T> where T : unmanaged, INumber<T>
{
    public static bool CanFault => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        if (ArithmeticFaults.IsInteger<T>())
        {
            // x % -1 traps for the smallest x; a zero divisor faults anyway.
            return T.IsZero(right) || right == -T.One ? T.Zero : left % right;
        }
        return left % right;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFault(T left, T right, T result) => T.IsZero(right);

    public static QueryException Error(FunctionCall call, T left, T right) => ArithmeticFaults.RemainderByZero(call);
}

/// <summary>The non-negative remainder for positive divisors; faults on a zero divisor.</summary>
internal readonly struct PositiveModuloOperation<T> : IBinaryOperation<T> where T : unmanaged, INumber<T>
{
    public static bool CanFault => true;

    public static T Invoke(T left, T right)
    {
        T remainder = RemainderOperation<T>.Invoke(left, right);
        return remainder < T.Zero ? RemainderOperation<T>.Invoke(unchecked(remainder + right), right) : remainder;
    }

    public static bool IsFault(T left, T right, T result) => T.IsZero(right);

    public static QueryException Error(FunctionCall call, T left, T right) => ArithmeticFaults.RemainderByZero(call);
}

/// <summary>-x; integers fault at the smallest value.</summary>
internal readonly struct NegateOperation<T> : IUnaryOperation<T, T> where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public static bool CanFault => ArithmeticFaults.IsInteger<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T value) => unchecked(-value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFault(T value) => ArithmeticFaults.IsInteger<T>() && value == T.MinValue;

    public static QueryException Error(FunctionCall call, T value) => ArithmeticFaults.Overflow();
}

/// <summary>|x|; integers fault at the smallest value.</summary>
internal readonly struct AbsoluteOperation<T> : IUnaryOperation<T, T> where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public static bool CanFault => ArithmeticFaults.IsInteger<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T value) => ArithmeticFaults.IsInteger<T>() && value == T.MinValue ? value : T.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFault(T value) => ArithmeticFaults.IsInteger<T>() && value == T.MinValue;

    public static QueryException Error(FunctionCall call, T value) => ArithmeticFaults.Overflow();
}

/// <summary>An operation whose overflow wraps silently, as in legacy mode.</summary>
internal readonly struct Wrapping<TOp, T> : IBinaryOperation<T>
    where TOp : struct, IBinaryOperation<T>
    where T : unmanaged
{
    public static bool HasVector => TOp.HasVector;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right) => TOp.Invoke(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => TOp.Invoke(left, right);
}

/// <summary>A unary operation whose overflow wraps silently, as in legacy mode.</summary>
internal readonly struct WrappingUnary<TOp, T> : IUnaryOperation<T, T>
    where TOp : struct, IUnaryOperation<T, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T value) => TOp.Invoke(value);
}
