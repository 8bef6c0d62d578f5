using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Gateway.Core.Columns;

namespace Gateway.Storage.Parquet.Columns;

/// <summary>Turns values of a fixed-width physical type, packed one after another, into engine slots.</summary>
internal abstract unsafe class ValueConverter
{
    public abstract void Convert(byte* source, byte* target, int count);
}

/// <summary>Copies values whose layout is the engine's.</summary>
internal sealed unsafe class CopyConverter(int width) : ValueConverter
{
    public override void Convert(byte* source, byte* target, int count) => Buffer.MemoryCopy(source, target, (long)count * width, (long)count * width);
}

/// <summary>One conversion of a value; pure and total.</summary>
internal interface IValueConversion<TIn, TOut>
{
    static abstract TOut Invoke(TIn value);
}

/// <summary>Applies a conversion without parameters to every value.</summary>
internal sealed unsafe class MapConverter<TIn, TOut, TConversion> : ValueConverter
    where TIn : unmanaged
    where TOut : unmanaged
    where TConversion : struct, IValueConversion<TIn, TOut>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Convert(byte* source, byte* target, int count)
    {
        var from = (TIn*)source;
        var to = (TOut*)target;
        for (int i = 0; i < count; i++)
        {
            to[i] = TConversion.Invoke(from[i]);
        }
    }
}

internal readonly struct IntToSByte : IValueConversion<int, sbyte>
{
    public static sbyte Invoke(int value) => (sbyte)value;
}

internal readonly struct IntToShort : IValueConversion<int, short>
{
    public static short Invoke(int value) => (short)value;
}

internal readonly struct IntToLong : IValueConversion<int, long>
{
    public static long Invoke(int value) => value;
}

internal readonly struct UIntToLong : IValueConversion<uint, long>
{
    public static long Invoke(uint value) => value;
}

internal readonly struct ULongToInt128 : IValueConversion<ulong, Int128>
{
    public static Int128 Invoke(ulong value) => value;
}

internal readonly struct IntToDouble : IValueConversion<int, double>
{
    public static double Invoke(int value) => value;
}

internal readonly struct FloatToDouble : IValueConversion<float, double>
{
    public static double Invoke(float value) => value;
}

internal readonly struct HalfToFloat : IValueConversion<Half, float>
{
    public static float Invoke(Half value) => (float)value;
}

/// <summary>Multiplies, for units and decimal scales. Products past 64 bits wrap: such instants are outside Spark's range.</summary>
internal sealed unsafe class ScaleConverter<TIn>(long factor) : ValueConverter where TIn : unmanaged, System.Numerics.IBinaryInteger<TIn>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Convert(byte* source, byte* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ((long*)target)[i] = unchecked(long.CreateTruncating(((TIn*)source)[i]) * factor);
        }
    }
}

/// <summary>Divides and rounds down, from finer units.</summary>
internal sealed unsafe class DivideConverter(long divisor) : ValueConverter
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Convert(byte* source, byte* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            long value = ((long*)source)[i];
            long quotient = value / divisor;
            ((long*)target)[i] = quotient * divisor > value ? quotient - 1 : quotient;
        }
    }
}

/// <summary>Widens to 128 bits and multiplies, for decimals.</summary>
internal sealed unsafe class WideScaleConverter<TIn>(Int128 factor) : ValueConverter where TIn : unmanaged, System.Numerics.IBinaryInteger<TIn>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Convert(byte* source, byte* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ((Int128*)target)[i] = unchecked(Int128.CreateTruncating(((TIn*)source)[i]) * factor);
        }
    }
}

/// <summary>Turns Julian day and nanoseconds of the day into microseconds since the epoch.</summary>
internal sealed unsafe class Int96Converter : ValueConverter
{
    private const long JulianEpochDay = 2_440_588;
    private const long MicrosPerDay = 86_400_000_000;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Convert(byte* source, byte* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            long nanoseconds = *(long*)(source + i * 12);
            long day = *(uint*)(source + i * 12 + 8);
            ((long*)target)[i] = unchecked((day - JulianEpochDay) * MicrosPerDay + nanoseconds / 1000);
        }
    }
}

/// <summary>Shows fixed-length values as binary; long ones are pointed at in the page.</summary>
internal sealed unsafe class FixedBytesConverter(int width) : ValueConverter
{
    public override void Convert(byte* source, byte* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ((StringView*)target)[i] = StringView.FromPointer(source + (long)i * width, width);
        }
    }
}

/// <summary>Reads big-endian two's complement numbers of one length into 64 or 128 bits.</summary>
internal sealed unsafe class BigEndianConverter(int width, bool isWide, Int128 factor) : ValueConverter
{
    public override void Convert(byte* source, byte* target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Store(new ReadOnlySpan<byte>(source + (long)i * width, width), target, i, isWide, factor);
        }
    }

    /// <summary>Stores one number of any length; bytes beyond 128 bits are dropped.</summary>
    public static void Store(ReadOnlySpan<byte> bytes, byte* target, int row, bool isWide, Int128 factor)
    {
        Span<byte> padded = stackalloc byte[16];
        padded.Fill(bytes.Length > 0 && (sbyte)bytes[0] < 0 ? (byte)0xFF : (byte)0);
        var tail = bytes.Length > 16 ? bytes[^16..] : bytes;
        tail.CopyTo(padded[(16 - tail.Length)..]);
        var value = BinaryPrimitives.ReadInt128BigEndian(padded) * factor;
        if (isWide)
        {
            ((Int128*)target)[row] = value;
        }
        else
        {
            ((long*)target)[row] = (long)value;
        }
    }
}
