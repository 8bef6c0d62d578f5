using System.Numerics;
using Gateway.Compute.Numerics;

namespace Gateway.Compute.Kernels;

/// <summary>What rounding was bound with; a NULL scale is a null state.</summary>
internal sealed record RoundState(int Digits, RoundingMode Mode, DecimalShape Shape, int SourceScale);

/// <summary>Rounds an integer; only negative scales do anything. A result out of range is an error in ANSI mode and wraps otherwise.</summary>
internal readonly struct RoundInteger<T> : IRowOp<T, T> where T : unmanaged, IBinaryInteger<T>
{
    public static bool Invoke(ref T value, RowContext context, out T result)
    {
        result = value;
        if (context.State is not RoundState state)
        {
            return false;
        }
        if (state.Digits >= 0)
        {
            return true;
        }
        bool fits = DecimalRounding.TryRoundInt64(long.CreateTruncating(value), state.Digits, state.Mode, out long rounded);
        result = T.CreateTruncating(rounded);
        if ((!fits || long.CreateTruncating(result) != rounded) && context.Ansi)
        {
            throw ArithmeticFaults.Overflow(context.Site.Call, "Overflow", "");
        }
        return true;
    }
}

internal readonly struct RoundDouble : IRowOp<double, double>
{
    public static bool Invoke(ref double value, RowContext context, out double result)
    {
        result = value;
        if (context.State is not RoundState state)
        {
            return false;
        }
        result = double.IsFinite(value) ? DecimalConversion.RoundDouble(value, state.Digits, state.Mode) : value;
        return true;
    }
}

internal readonly struct RoundFloat : IRowOp<float, float>
{
    public static bool Invoke(ref float value, RowContext context, out float result)
    {
        result = value;
        if (context.State is not RoundState state)
        {
            return false;
        }
        result = float.IsFinite(value) ? DecimalConversion.RoundSingle(value, state.Digits, state.Mode) : value;
        return true;
    }
}

internal readonly struct RoundDecimal<TFrom, TTo> : IRowOp<TFrom, TTo>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool Invoke(ref TFrom value, RowContext context, out TTo result)
    {
        result = default;
        if (context.State is not RoundState state)
        {
            return false;
        }
        bool fits = DecimalRounding.TryRound(Int128.CreateTruncating(value), state.SourceScale, state.Digits, state.Mode, state.Shape, out Int128 rounded);
        result = TTo.CreateTruncating(rounded);
        return fits || (context.Ansi
            ? throw DecimalFaults.Make(context.Site.Call, (BigInteger)Int128.CreateTruncating(value), state.SourceScale, state.Shape)
            : false);
    }
}

internal readonly struct CeilToLong : IRowOp<double, long>
{
    public static bool Invoke(ref double value, RowContext context, out long result) => WholeNumbers.TryConvert(Math.Ceiling(value), context, out result);
}

internal readonly struct FloorToLong : IRowOp<double, long>
{
    public static bool Invoke(ref double value, RowContext context, out long result) => WholeNumbers.TryConvert(Math.Floor(value), context, out result);
}

internal static class WholeNumbers
{
    /// <summary>Saturates like Java, NaN is 0; in ANSI mode a value out of range is an overflow.</summary>
    public static bool TryConvert(double whole, RowContext context, out long result)
    {
        result = long.CreateSaturating(whole);
        bool fits = double.IsNaN(whole) || (whole >= long.MinValue && whole < 9223372036854775808.0);
        return fits || !context.Ansi ? true : throw ArithmeticFaults.Overflow(context.Site.Call, "overflow", "");
    }
}
