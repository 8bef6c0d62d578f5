using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gateway.Compute.Kernels;

internal readonly struct AndBits<T> : IBinaryOperation<T> where T : unmanaged, IBinaryInteger<T>
{
    public static bool HasVector => true;

    public static T Invoke(T left, T right) => left & right;

    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left & right;
}

internal readonly struct OrBits<T> : IBinaryOperation<T> where T : unmanaged, IBinaryInteger<T>
{
    public static bool HasVector => true;

    public static T Invoke(T left, T right) => left | right;

    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left | right;
}

internal readonly struct XorBits<T> : IBinaryOperation<T> where T : unmanaged, IBinaryInteger<T>
{
    public static bool HasVector => true;

    public static T Invoke(T left, T right) => left ^ right;

    public static Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => left ^ right;
}

internal readonly struct NotBits<T> : IUnaryOperation<T, T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T value) => ~value;
}

/// <summary>Counts set bits of the value widened to 64 bits, as Java's Long.bitCount does.</summary>
internal readonly struct CountBits<T> : IUnaryOperation<T, int> where T : unmanaged, IBinaryInteger<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Invoke(T value) => System.Numerics.BitOperations.PopCount(unchecked((ulong)long.CreateTruncating(value)));
}

internal readonly struct ShiftLeft<T> : IRowOp<T, int, T> where T : unmanaged, IBinaryInteger<T>
{
    public static bool Invoke(ref T value, ref int distance, RowContext context, out T result)
    {
        result = value << (distance & ((Unsafe.SizeOf<T>() * 8) - 1));
        return true;
    }
}

internal readonly struct ShiftRight<T> : IRowOp<T, int, T> where T : unmanaged, IBinaryInteger<T>
{
    public static bool Invoke(ref T value, ref int distance, RowContext context, out T result)
    {
        result = value >> (distance & ((Unsafe.SizeOf<T>() * 8) - 1));
        return true;
    }
}

internal readonly struct ShiftRightUnsigned<T> : IRowOp<T, int, T> where T : unmanaged, IBinaryInteger<T>
{
    public static bool Invoke(ref T value, ref int distance, RowContext context, out T result)
    {
        result = value >>> (distance & ((Unsafe.SizeOf<T>() * 8) - 1));
        return true;
    }
}

/// <summary>Reads one bit; a position outside the type is an error.</summary>
internal readonly struct GetBit<T> : IRowOp<T, int, sbyte> where T : unmanaged, IBinaryInteger<T>
{
    public static bool Invoke(ref T value, ref int position, RowContext context, out sbyte result)
    {
        int bits = Unsafe.SizeOf<T>() * 8;
        if ((uint)position >= (uint)bits)
        {
            throw new Core.Errors.QueryException("INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
                ("functionName", "`" + context.Site.Call.CalledName + "`"),
                ("parameter", "`pos`"),
                ("upper", bits.ToString(CultureInfo.InvariantCulture)),
                ("invalidValue", position.ToString(CultureInfo.InvariantCulture)));
        }
        result = sbyte.CreateTruncating((value >> position) & T.One);
        return true;
    }
}
