namespace Gateway.Compute.Text;

/// <summary>Converts numbers between bases 2 to 36 as CONV does, through 64 unsigned bits.</summary>
public static class BaseConversion
{
    /// <summary>Converts; false for NULL (a base out of range, an empty text) and for an overflow in ANSI mode.</summary>
    /// <param name="toBase">Negative for a signed result.</param>
    public static bool TryConvert(ReadOnlySpan<byte> text, int fromBase, int toBase, bool ansi, TextBuffer output, out bool overflowed)
    {
        overflowed = false;
        text = text.Trim((byte)' ');
        long target = Math.Abs((long)toBase);
        if (fromBase is < 2 or > 36 || target is < 2 or > 36 || text.IsEmpty)
        {
            return false;
        }

        bool negative = text[0] == (byte)'-';
        ulong value = Read(negative ? text[1..] : text, (uint)fromBase, out overflowed);
        if (overflowed)
        {
            if (ansi)
            {
                return false;
            }

            value = ulong.MaxValue;
        }

        if (negative && toBase > 0)
        {
            value = (long)value < 0 ? ulong.MaxValue : 0 - value;
        }

        bool printsSign = negative;
        if (toBase < 0 && (long)value < 0)
        {
            value = 0 - value;
            printsSign = true;
        }

        Span<byte> digits = stackalloc byte[65];
        int start = digits.Length;
        do
        {
            uint digit = (uint)(value % (ulong)target);
            value /= (ulong)target;
            digits[--start] = (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
        }
        while (value != 0);

        if (printsSign && toBase < 0)
        {
            digits[--start] = (byte)'-';
        }

        output.Append(digits[start..]);
        return true;
    }

    /// <summary>Appends the binary digits of a long.</summary>
    public static void AppendBinary(long value, TextBuffer output)
    {
        int bits = Math.Max(1, 64 - (int)long.LeadingZeroCount(value));
        for (int bit = bits - 1; bit >= 0; bit--)
        {
            output.Append((byte)('0' + ((value >> bit) & 1)));
        }
    }

    private static ulong Read(ReadOnlySpan<byte> text, uint fromBase, out bool overflowed)
    {
        overflowed = false;
        ulong value = 0;
        foreach (byte current in text)
        {
            uint digit = current is >= (byte)'0' and <= (byte)'9' ? current - (uint)'0'
                : (current | 0x20) is >= 'a' and <= 'z' ? (uint)(current | 0x20) - 'a' + 10 : 99;
            if (digit >= fromBase)
            {
                break;
            }

            UInt128 next = ((UInt128)value * fromBase) + digit;
            if (next > ulong.MaxValue)
            {
                overflowed = true;
                return 0;
            }

            value = (ulong)next;
        }

        return value;
    }
}
