using System.Globalization;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>One piece of a compiled format: literal text, or a conversion of an argument.</summary>
public readonly record struct FormatSegment(byte[] Literal, int Argument, char Conversion, bool Upper, string Flags, int Width, int Precision)
{
    /// <summary>Gets whether the segment stands for itself.</summary>
    public bool IsLiteral => Argument < 0;

    internal bool Has(char flag) => Flags.Contains(flag, StringComparison.Ordinal);
}

/// <summary>A compiled java.util.Formatter format, as format_string and printf use it.</summary>
/// <remarks>
/// The caller walks the segments and appends each argument by its type; false means Java would throw. Date conversions (%t)
/// are refused, since Spark passes no dates.
/// </remarks>
public sealed class JavaFormat
{
    private const string AllFlags = "-#+ 0,(<";

    private readonly FormatSegment[] _segments;

    private JavaFormat(FormatSegment[] segments)
    {
        _segments = segments;
    }

    public ReadOnlySpan<FormatSegment> Segments => _segments;

    public static bool TryCompile(string format, out JavaFormat? compiled)
    {
        compiled = null;
        var segments = new List<FormatSegment>();
        var literal = new StringBuilder();
        int ordinary = 0;
        int last = -1;
        for (int position = 0; position < format.Length;)
        {
            char current = format[position++];
            if (current != '%')
            {
                literal.Append(current);
                continue;
            }

            if (!TryReadSpecifier(format, ref position, ref ordinary, ref last, literal, out FormatSegment? segment))
            {
                return false;
            }

            if (segment is { } conversion)
            {
                AddLiteral(segments, literal);
                segments.Add(conversion);
            }
        }

        AddLiteral(segments, literal);
        compiled = new JavaFormat([.. segments]);
        return true;
    }

    /// <summary>Appends a null argument.</summary>
    public static bool TryAppendNull(FormatSegment segment, TextBuffer output)
    {
        ReadOnlySpan<byte> text = segment.Conversion == 'b' ? "false"u8 : "null"u8;
        return AppendText(segment, text, output);
    }

    public static bool TryAppend(FormatSegment segment, bool value, TextBuffer output) =>
        segment.Conversion is 'b' or 's' && AppendText(segment, value ? "true"u8 : "false"u8, output);

    /// <summary>Appends a string, or any value that only %s can print.</summary>
    public static bool TryAppend(FormatSegment segment, ReadOnlySpan<byte> value, TextBuffer output)
    {
        switch (segment.Conversion)
        {
            case 's':
                return AppendText(segment, value, output);
            case 'b':
                return AppendText(segment, "true"u8, output);
            case 'h':
                Span<byte> hash = stackalloc byte[8];
                SparkMurmur3.Hash(value, SparkMurmur3.DefaultSeed).TryFormat(hash, out int length, "x", CultureInfo.InvariantCulture);
                return AppendText(segment, hash[..length], output);
            default:
                return false;
        }
    }

    /// <summary>Appends an integer of a number of bits, which %x and %o show in two's complement.</summary>
    public static bool TryAppend(FormatSegment segment, long value, int bits, TextBuffer output)
    {
        Span<byte> text = stackalloc byte[32];
        int length;
        switch (segment.Conversion)
        {
            case 's':
                length = NumberFormatter.FormatInt64(value, text);
                return AppendText(segment, text[..length], output);
            case 'b':
                return AppendText(segment, "true"u8, output);
            case 'h':
                int hash = bits == 64 ? (int)(value ^ (value >>> 32)) : (int)value;
                hash.TryFormat(text, out length, "x", CultureInfo.InvariantCulture);
                return AppendText(segment, text[..length], output);
            case 'c':
                return bits <= 32 && Rune.IsValid((int)value) && AppendText(segment, text[..new Rune((int)value).EncodeToUtf8(text)], output);
            case 'd':
                length = NumberFormatter.FormatInt64(value, text);
                ReadOnlySpan<byte> digits = value < 0 ? text[1..length] : text[..length];
                return AppendNumber(segment, digits, value < 0, output);
            case 'x' or 'o':
                ulong unsigned = bits == 64 ? (ulong)value : (ulong)value & ((1UL << bits) - 1);
                return AppendUnsigned(segment, unsigned, output);
            default:
                return false;
        }
    }

    public static bool TryAppend(FormatSegment segment, double value, TextBuffer output)
    {
        Span<byte> text = stackalloc byte[NumberFormatter.MaxDoubleBytes];
        return segment.Conversion is 's' or 'b' or 'h'
            ? AppendPrinted(segment, text[..NumberFormatter.FormatDouble(value, text)], value, output)
            : TryAppendFloating(segment, value, output);
    }

    public static bool TryAppend(FormatSegment segment, float value, TextBuffer output)
    {
        Span<byte> text = stackalloc byte[NumberFormatter.MaxDoubleBytes];
        int length = NumberFormatter.FormatSingle(value, text);
        if (segment.Conversion is 's' or 'b' or 'h')
        {
            return AppendPrinted(segment, text[..length], value, output);
        }

        // Java goes through the float's own digits.
        double widened = float.IsFinite(value) ? double.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture) : value;
        return TryAppendFloating(segment, widened, output);
    }

    private static bool AppendPrinted(FormatSegment segment, ReadOnlySpan<byte> printed, double value, TextBuffer output)
    {
        if (segment.Conversion == 'h')
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            Span<byte> hash = stackalloc byte[8];
            ((int)(bits ^ (bits >>> 32))).TryFormat(hash, out int length, "x", CultureInfo.InvariantCulture);
            return AppendText(segment, hash[..length], output);
        }

        return AppendText(segment, segment.Conversion == 'b' ? "true"u8 : printed, output);
    }

    private static bool TryAppendFloating(FormatSegment segment, double value, TextBuffer output)
    {
        if (segment.Conversion is not ('e' or 'f' or 'g'))
        {
            return false;
        }

        bool negative = double.IsNegative(value);
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> name = double.IsNaN(value) ? "NaN"u8 : "Infinity"u8;
            bool showsSign = !double.IsNaN(value);
            FormatSegment padded = segment with { Flags = segment.Flags.Replace("0", string.Empty, StringComparison.Ordinal).Replace(",", string.Empty, StringComparison.Ordinal) };
            return AppendNumber(showsSign ? padded : padded with { Flags = padded.Has('-') ? "-" : string.Empty }, name, negative && showsSign, output);
        }

        Span<byte> source = stackalloc byte[JavaFloatingPoint.MaxDigits];
        int pointPosition = 1;
        int count = 1;
        source[0] = (byte)'0';
        if (value != 0)
        {
            count = JavaFloatingPoint.Decompose(Math.Abs(value), source, out pointPosition);
        }

        int precision = segment.Precision < 0 ? 6 : segment.Precision;
        var digits = new TextBuffer();
        char form = segment.Conversion;
        if (form == 'g')
        {
            precision = Math.Max(precision, 1);
            double magnitude = Math.Abs(value);
            bool plain = value == 0 || (magnitude >= 1e-4 && magnitude < Math.Pow(10, precision));
            form = plain ? 'f' : 'e';
            precision = plain ? precision - (value == 0 ? 1 : Math.Max(pointPosition, -4)) : precision - 1;
        }

        if (form == 'f')
        {
            AppendFixed(source[..count], pointPosition, precision, digits);
        }
        else
        {
            AppendScientific(source[..count], pointPosition, value == 0, precision, digits);
        }

        return AppendNumber(segment, digits.Written, negative, output);
    }

    private static void AppendFixed(ReadOnlySpan<byte> digits, int pointPosition, int precision, TextBuffer output)
    {
        Span<byte> rounded = stackalloc byte[JavaFloatingPoint.MaxDigits + 1];
        int kept = Round(digits, pointPosition + precision, rounded, ref pointPosition);
        if (pointPosition <= 0)
        {
            output.Append((byte)'0');
        }

        for (int place = 0; place < pointPosition; place++)
        {
            output.Append(place < kept ? rounded[place] : (byte)'0');
        }

        if (precision > 0)
        {
            output.Append((byte)'.');
        }

        for (int place = 0; place < precision; place++)
        {
            int index = pointPosition + place;
            output.Append(index >= 0 && index < kept ? rounded[index] : (byte)'0');
        }
    }

    private static void AppendScientific(ReadOnlySpan<byte> digits, int pointPosition, bool isZero, int precision, TextBuffer output)
    {
        Span<byte> rounded = stackalloc byte[JavaFloatingPoint.MaxDigits + 1];
        int kept = Round(digits, precision + 1, rounded, ref pointPosition);
        output.Append(kept > 0 ? rounded[0] : (byte)'0');
        if (precision > 0)
        {
            output.Append((byte)'.');
        }

        for (int place = 1; place <= precision; place++)
        {
            output.Append(place < kept ? rounded[place] : (byte)'0');
        }

        int exponent = isZero ? 0 : pointPosition - 1;
        output.Append((byte)'e');
        output.Append(exponent < 0 ? (byte)'-' : (byte)'+');
        if (Math.Abs(exponent) < 10)
        {
            output.Append((byte)'0');
        }

        output.AppendNumber(Math.Abs(exponent));
    }

    /// <summary>Rounds decimal digits half up and gives the number of digits kept.</summary>
    private static int Round(ReadOnlySpan<byte> digits, int count, Span<byte> rounded, ref int pointPosition)
    {
        if (count >= digits.Length)
        {
            digits.CopyTo(rounded);
            return digits.Length;
        }

        bool up = count >= 0 && digits[count] >= (byte)'5';
        int kept = Math.Max(count, 0);
        digits[..kept].CopyTo(rounded);
        if (!up)
        {
            return kept;
        }

        int index = kept - 1;
        while (index >= 0 && rounded[index] == (byte)'9')
        {
            rounded[index--] = (byte)'0';
        }

        if (index >= 0)
        {
            rounded[index]++;
            return kept;
        }

        rounded[..kept].CopyTo(rounded[1..]);
        rounded[0] = (byte)'1';
        pointPosition++;
        return kept + 1;
    }

    private static bool AppendUnsigned(FormatSegment segment, ulong value, TextBuffer output)
    {
        if (segment.Has('+') || segment.Has(' ') || segment.Has(',') || segment.Has('('))
        {
            return false;
        }

        Span<byte> text = stackalloc byte[24];
        int start = text.Length;
        int shift = segment.Conversion == 'x' ? 4 : 3;
        do
        {
            int digit = (int)(value & ((1UL << shift) - 1));
            text[--start] = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            value >>= shift;
        }
        while (value != 0);

        ReadOnlySpan<byte> prefix = !segment.Has('#') ? ""u8 : segment.Conversion == 'x' ? "0x"u8 : "0"u8;
        return AppendPadded(segment, prefix, text[start..], ""u8, output);
    }

    private static bool AppendNumber(FormatSegment segment, ReadOnlySpan<byte> digits, bool negative, TextBuffer output)
    {
        var grouped = new TextBuffer();
        if (segment.Has(','))
        {
            int integral = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            integral = integral < 0 ? digits.Length : integral;
            for (int place = 0; place < integral; place++)
            {
                if (place > 0 && (integral - place) % 3 == 0)
                {
                    grouped.Append((byte)',');
                }

                grouped.Append(digits[place]);
            }

            grouped.Append(digits[integral..]);
            digits = grouped.Written;
        }

        bool parentheses = negative && segment.Has('(');
        ReadOnlySpan<byte> prefix = parentheses ? "("u8 : negative ? "-"u8 : segment.Has('+') ? "+"u8 : segment.Has(' ') ? " "u8 : ""u8;
        return AppendPadded(segment, prefix, digits, parentheses ? ")"u8 : ""u8, output);
    }

    private static bool AppendPadded(
        FormatSegment segment, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body, ReadOnlySpan<byte> suffix, TextBuffer output)
    {
        int missing = Math.Max(0, segment.Width - prefix.Length - body.Length - suffix.Length);
        int start = output.Length;
        if (!segment.Has('-') && !segment.Has('0'))
        {
            output.AppendRepeated((byte)' ', missing);
        }

        output.Append(prefix);
        if (segment.Has('0'))
        {
            output.AppendRepeated((byte)'0', missing);
        }

        output.Append(body);
        output.Append(suffix);
        if (segment.Has('-'))
        {
            output.AppendRepeated((byte)' ', missing);
        }

        if (segment.Upper)
        {
            output.UpperFrom(start);
        }

        return true;
    }

    private static bool AppendText(FormatSegment segment, ReadOnlySpan<byte> text, TextBuffer output)
    {
        var cased = new TextBuffer();
        if (segment.Precision >= 0)
        {
            text = Utf8Text.Left(text, segment.Precision);
        }

        if (segment.Upper)
        {
            CaseMapping.AppendUpper(text, cased);
            text = cased.Written;
        }

        int missing = Math.Max(0, segment.Width - Utf8Text.CountCodePoints(text));
        if (!segment.Has('-'))
        {
            output.AppendRepeated((byte)' ', missing);
        }

        output.Append(text);
        if (segment.Has('-'))
        {
            output.AppendRepeated((byte)' ', missing);
        }

        return true;
    }

    private static bool TryReadSpecifier(
        string format, ref int position, ref int ordinary, ref int last, StringBuilder literal, out FormatSegment? segment)
    {
        segment = null;
        int explicitIndex = -1;
        int start = position;
        if (TryReadInteger(format, ref position, out int number) && position < format.Length && format[position] == '$')
        {
            explicitIndex = number;
            position++;
        }
        else
        {
            position = start;
        }

        int flagsStart = position;
        while (position < format.Length && AllFlags.Contains(format[position], StringComparison.Ordinal))
        {
            position++;
        }

        string flags = format[flagsStart..position];
        int width = TryReadInteger(format, ref position, out int readWidth) ? readWidth : -1;
        int precision = -1;
        if (position < format.Length && format[position] == '.')
        {
            position++;
            if (!TryReadInteger(format, ref position, out precision))
            {
                return false;
            }
        }

        if (position == format.Length)
        {
            return false;
        }

        char conversion = format[position++];
        if (conversion is 'n' or '%')
        {
            string text = conversion == 'n' ? "\n" : "%";
            literal.Append(flags.Contains('-', StringComparison.Ordinal) ? text.PadRight(Math.Max(width, 1)) : text.PadLeft(Math.Max(width, 1)));
            return conversion == '%' || (width < 0 && flags.Length == 0);
        }

        bool upper = conversion is 'B' or 'H' or 'S' or 'C' or 'X' or 'E' or 'G' or 'A';
        char lower = char.ToLowerInvariant(conversion);
        if ((!upper && !"bhscdoxefg".Contains(conversion, StringComparison.Ordinal)) || lower == 'a' || !AreFlagsValid(lower, flags, width, precision))
        {
            return false;
        }

        int argument;
        if (flags.Contains('<', StringComparison.Ordinal))
        {
            argument = last;
            if (argument < 0)
            {
                return false;
            }
        }
        else
        {
            argument = explicitIndex > 0 ? explicitIndex - 1 : ordinary++;
        }

        last = argument;
        segment = new FormatSegment([], argument, lower, upper, flags, width, precision);
        return explicitIndex != 0;
    }

    private static bool AreFlagsValid(char conversion, string flags, int width, int precision)
    {
        bool left = flags.Contains('-', StringComparison.Ordinal);
        bool zero = flags.Contains('0', StringComparison.Ordinal);
        if ((left && zero) || ((left || zero) && width < 0) ||
            (flags.Contains('+', StringComparison.Ordinal) && flags.Contains(' ', StringComparison.Ordinal)))
        {
            return false;
        }

        return conversion switch
        {
            'b' or 'h' or 's' => flags.IndexOfAny(['+', ' ', '0', ',', '(', '#']) < 0,
            'c' => precision < 0 && flags.IndexOfAny(['+', ' ', '0', ',', '(', '#']) < 0,
            'd' => precision < 0 && !flags.Contains('#', StringComparison.Ordinal),
            'x' or 'o' => precision < 0 && !flags.Contains(',', StringComparison.Ordinal),
            'e' => !flags.Contains(',', StringComparison.Ordinal),
            'g' => !flags.Contains('#', StringComparison.Ordinal),
            _ => true,
        };
    }

    private static bool TryReadInteger(string format, ref int position, out int value)
    {
        int start = position;
        value = 0;
        while (position < format.Length && char.IsAsciiDigit(format[position]) && position - start < 9 && (position > start || format[position] != '0' || IsIndex(format, position)))
        {
            value = (value * 10) + (format[position++] - '0');
        }

        return position > start;
    }

    /// <summary>A leading zero is a flag, unless an index such as 0$ follows.</summary>
    private static bool IsIndex(string format, int position)
    {
        while (position < format.Length && char.IsAsciiDigit(format[position]))
        {
            position++;
        }

        return position < format.Length && format[position] == '$';
    }

    private static void AddLiteral(List<FormatSegment> segments, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            segments.Add(new FormatSegment(Encoding.UTF8.GetBytes(literal.ToString()), -1, '\0', false, string.Empty, -1, -1));
            literal.Clear();
        }
    }
}
