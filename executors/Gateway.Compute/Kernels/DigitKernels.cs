using System.Numerics;
using Gateway.Core.Columns;

namespace Gateway.Compute.Kernels;

/// <summary>The binary digits of a long, two's complement for negative ones.</summary>
internal readonly struct BinaryDigits : IRowOp<long, StringView>
{
    public static bool Invoke(ref long value, RowContext context, out StringView result)
    {
        Span<byte> digits = stackalloc byte[64];
        int length = Math.Max(1, 64 - BitOperations.LeadingZeroCount((ulong)value));
        for (int i = 0; i < length; i++)
        {
            digits[length - 1 - i] = (byte)('0' + ((value >> i) & 1));
        }
        result = context.Heap.Add(digits[..length]);
        return true;
    }
}

/// <summary>Rewrites digits of one base in another, in unsigned 64-bit arithmetic; a negative target base means signed output.</summary>
internal readonly struct ConvertBase : IRowOp<StringView, int, int, StringView>
{
    public static bool Invoke(ref StringView number, ref int fromBase, ref int toBase, RowContext context, out StringView result)
    {
        result = default;
        var text = Text.NumberParser.TrimSpaces(StringView.Span(in number));
        if (fromBase is < 2 or > 36 || Math.Abs((long)toBase) is < 2 or > 36 || text.IsEmpty)
        {
            return false;
        }
        bool negative = text[0] == (byte)'-';
        text = negative ? text[1..] : text;
        ulong value = 0;
        foreach (byte c in text)
        {
            int digit = Digit(c);
            if (digit >= fromBase)
            {
                break;
            }
            var next = ((UInt128)value * (uint)fromBase) + (uint)digit;
            if (next > ulong.MaxValue)
            {
                if (context.Ansi)
                {
                    throw ArithmeticFaults.Overflow(context.Site.Call, "Overflow in function conv()", "");
                }
                value = ulong.MaxValue;
                break;
            }
            value = (ulong)next;
        }
        if (negative && toBase > 0)
        {
            value = (long)value < 0 ? ulong.MaxValue : unchecked((ulong)-(long)value);
        }
        bool minus = toBase < 0 && (negative || (long)value < 0);
        if (toBase < 0 && (long)value < 0)
        {
            value = unchecked((ulong)-(long)value);
        }
        result = Write(value, (uint)Math.Abs(toBase), minus, context.Heap);
        return true;
    }

    private static StringView Write(ulong value, uint radix, bool minus, StringHeap heap)
    {
        Span<byte> digits = stackalloc byte[65];
        int at = digits.Length;
        do
        {
            uint digit = (uint)(value % radix);
            digits[--at] = (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
            value /= radix;
        }
        while (value != 0);
        if (minus)
        {
            digits[--at] = (byte)'-';
        }
        return heap.Add(digits[at..]);
    }

    private static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'z' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'Z' => c - 'A' + 10,
        _ => int.MaxValue,
    };
}

internal readonly struct Factorial : IRowOp<int, long>
{
    public static bool Invoke(ref int value, RowContext context, out long result)
    {
        result = 1;
        for (int i = 2; i <= value && value <= 20; i++)
        {
            result *= i;
        }
        return value is >= 0 and <= 20;
    }
}

internal readonly struct HexOfLong : IRowOp<long, StringView>
{
    public static bool Invoke(ref long value, RowContext context, out StringView result)
    {
        Span<byte> digits = stackalloc byte[16];
        int length = Math.Max(1, (67 - BitOperations.LeadingZeroCount((ulong)value)) / 4);
        for (int i = 0; i < length; i++)
        {
            digits[length - 1 - i] = "0123456789ABCDEF"u8[(int)((value >> (4 * i)) & 15)];
        }
        result = context.Heap.Add(digits[..length]);
        return true;
    }
}

internal readonly unsafe struct HexOfBytes : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView value, RowContext context, out StringView result)
    {
        var bytes = StringView.Span(in value);
        if (bytes.Length * 2 <= StringView.InlineBytes)
        {
            Span<byte> small = stackalloc byte[StringView.InlineBytes];
            Write(bytes, small);
            result = StringView.Inline(small[..(bytes.Length * 2)]);
            return true;
        }
        byte* digits = context.Heap.Allocate(bytes.Length * 2);
        Write(bytes, new Span<byte>(digits, bytes.Length * 2));
        result = StringView.FromPointer(digits, bytes.Length * 2);
        return true;
    }

    private static void Write(ReadOnlySpan<byte> bytes, Span<byte> digits) => Convert.TryToHexString(bytes, digits, out _);
}

/// <summary>Hexadecimal digits to bytes; an odd first digit stands alone, anything else gives NULL.</summary>
internal readonly unsafe struct Unhex : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView value, RowContext context, out StringView result)
    {
        var digits = StringView.Span(in value);
        int length = (digits.Length + 1) / 2;
        result = default;
        byte* bytes = context.Heap.Allocate(Math.Max(length, StringView.InlineBytes + 1));
        int at = 0;
        int from = 0;
        if ((digits.Length & 1) != 0)
        {
            int single = Nibble(digits[0]);
            if (single < 0)
            {
                return false;
            }
            bytes[at++] = (byte)single;
            from = 1;
        }
        for (; from < digits.Length; from += 2)
        {
            int high = Nibble(digits[from]);
            int low = Nibble(digits[from + 1]);
            if (high < 0 || low < 0)
            {
                return false;
            }
            bytes[at++] = (byte)((high << 4) | low);
        }
        result = StringView.FromPointer(bytes, length);
        return true;
    }

    private static int Nibble(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };
}

/// <summary>The 1-based bucket of an equal-width histogram; 0 below it, count + 1 above. NULL for nonsensical bounds.</summary>
internal readonly struct WidthBucket<T> : IRowOp<T, T, T, long, long> where T : unmanaged, INumber<T>
{
    public static bool Invoke(ref T value, ref T minimum, ref T maximum, ref long buckets, RowContext context, out long result)
    {
        result = 0;
        double x = double.CreateTruncating(value);
        double low = double.CreateTruncating(minimum);
        double high = double.CreateTruncating(maximum);
        if (buckets <= 0 || buckets == long.MaxValue || double.IsNaN(x) || low == high || !double.IsFinite(low) || !double.IsFinite(high))
        {
            return false;
        }
        double lower = Math.Min(low, high);
        double upper = Math.Max(low, high);
        if (low < high)
        {
            result = x < lower ? 0 : x >= upper ? buckets + 1 : (long)(buckets * (x - lower) / (upper - lower)) + 1;
        }
        else
        {
            result = x > upper ? 0 : x <= lower ? buckets + 1 : (long)(buckets * (upper - x) / (upper - lower)) + 1;
        }
        return true;
    }
}
