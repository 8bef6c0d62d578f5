using System.Runtime.CompilerServices;

namespace Gateway.Core.Columns;

/// <summary>Maps floating-point values to one of each set that Spark groups and joins as equal: 0.0 for both zeros, one NaN.</summary>
public static class FloatNormalization
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Normalize(double value) => value == 0 ? 0.0 : double.IsNaN(value) ? double.NaN : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Normalize(float value) => value == 0 ? 0.0f : float.IsNaN(value) ? float.NaN : value;
}
