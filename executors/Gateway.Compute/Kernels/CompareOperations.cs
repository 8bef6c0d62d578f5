using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Core.Columns;

namespace Gateway.Compute.Kernels;

/// <summary>A comparison in Spark's order: NaN equals NaN and is largest, -0.0 equals 0.0.</summary>
public interface ICompareOperation
{
    static abstract bool Invoke<T>(T left, T right) where T : unmanaged, INumber<T>;

    /// <summary>Gets all-ones lanes where the comparison holds.</summary>
    static abstract Vector512<T> Invoke<T>(Vector512<T> left, Vector512<T> right) where T : unmanaged, INumber<T>;

    /// <summary>Decides by the sign of a three-way comparison.</summary>
    static abstract bool Holds(int order);

    /// <summary>Tells that only equality matters, which needs no order.</summary>
    static virtual bool IsEquality => false;
}

internal readonly struct EqualOperation : ICompareOperation
{
    public static bool IsEquality => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke<T>(T left, T right) where T : unmanaged, INumber<T> => left == right || (T.IsNaN(left) && T.IsNaN(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> left, Vector512<T> right) where T : unmanaged, INumber<T>
    {
        var equal = Vector512.Equals(left, right);
        return Floating.Is<T>() ? equal | (Floating.NaNs(left) & Floating.NaNs(right)) : equal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(int order) => order == 0;
}

/// <summary>The opposite of equality; only predicates use it, SQL writes NOT (a = b).</summary>
internal readonly struct NotEqualOperation : ICompareOperation
{
    public static bool IsEquality => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke<T>(T left, T right) where T : unmanaged, INumber<T> => !EqualOperation.Invoke(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> left, Vector512<T> right) where T : unmanaged, INumber<T> => ~EqualOperation.Invoke(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(int order) => order != 0;
}

internal readonly struct LessOperation : ICompareOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke<T>(T left, T right) where T : unmanaged, INumber<T> => left < right || (T.IsNaN(right) && !T.IsNaN(left));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> left, Vector512<T> right) where T : unmanaged, INumber<T>
    {
        var less = Vector512.LessThan(left, right);
        return Floating.Is<T>() ? less | Vector512.AndNot(Floating.NaNs(right), Floating.NaNs(left)) : less;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(int order) => order < 0;
}

internal readonly struct LessOrEqualOperation : ICompareOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke<T>(T left, T right) where T : unmanaged, INumber<T> => left <= right || T.IsNaN(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> left, Vector512<T> right) where T : unmanaged, INumber<T>
    {
        var less = Vector512.LessThanOrEqual(left, right);
        return Floating.Is<T>() ? less | Floating.NaNs(right) : less;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(int order) => order <= 0;
}

internal readonly struct GreaterOperation : ICompareOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke<T>(T left, T right) where T : unmanaged, INumber<T> => LessOperation.Invoke(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> left, Vector512<T> right) where T : unmanaged, INumber<T> => LessOperation.Invoke(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(int order) => order > 0;
}

internal readonly struct GreaterOrEqualOperation : ICompareOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke<T>(T left, T right) where T : unmanaged, INumber<T> => LessOrEqualOperation.Invoke(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> left, Vector512<T> right) where T : unmanaged, INumber<T> => LessOrEqualOperation.Invoke(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(int order) => order >= 0;
}

internal static class Floating
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> NaNs<T>(Vector512<T> values) where T : unmanaged => ~Vector512.Equals(values, values);
}
