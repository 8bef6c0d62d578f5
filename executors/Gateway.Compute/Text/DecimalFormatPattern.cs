using System.Text;

namespace Gateway.Compute.Text;

/// <summary>A compiled java.text.DecimalFormat pattern in US symbols, rounding half to even; format_number prints with it.</summary>
public sealed class DecimalFormatPattern
{
    private const string DefaultInteger = "#,###,###,###,###,###,##0";
    private const int Unlimited = 340;

    private readonly string _positivePrefix;
    private readonly string _positiveSuffix;
    private readonly string _negativePrefix;
    private readonly string _negativeSuffix;
    private readonly int _minInteger;
    private readonly int _maxInteger;
    private readonly int _minFraction;
    private readonly int _maxFraction;
    private readonly int _groupSize;
    private readonly int _exponentDigits;
    private readonly bool _alwaysPoint;
    private readonly int _multiplier;

    private DecimalFormatPattern(Parser positive, Parser? negative)
    {
        _positivePrefix = positive.Prefix.ToString();
        _positiveSuffix = positive.Suffix.ToString();
        bool isPlain = negative is null || (negative.Prefix.Equals(positive.Prefix) && negative.Suffix.Equals(positive.Suffix));
        _negativePrefix = isPlain ? "-" + _positivePrefix : negative!.Prefix.ToString();
        _negativeSuffix = isPlain ? _positiveSuffix : negative!.Suffix.ToString();
        _multiplier = positive.Multiplier;
        _exponentDigits = positive.ExponentDigits;
        _groupSize = positive.GroupSize;

        int leading = positive.LeadingHashes;
        int zeros = positive.Zeros;
        int trailing = positive.TrailingHashes;
        int point = positive.PointAt;
        if (zeros == 0 && leading > 0 && point >= 0)
        {
            // Without zeros one hash before the point becomes the place of the last integer digit.
            int place = point == 0 ? 1 : point;
            trailing = leading - place;
            leading = place - 1;
            zeros = 1;
        }

        int total = leading + zeros + trailing;
        int effectivePoint = point >= 0 ? point : total;
        _minInteger = Math.Max(0, effectivePoint - leading);
        _maxInteger = _exponentDigits > 0 ? leading + _minInteger : int.MaxValue;
        _maxFraction = point >= 0 ? total - point : 0;
        _minFraction = point >= 0 ? Math.Max(0, leading + zeros - point) : 0;
        _alwaysPoint = point == 0 || point == total;
    }

    /// <summary>The pattern of format_number with a number of fraction digits.</summary>
    public static DecimalFormatPattern WithFraction(int digits)
    {
        string pattern = digits <= 0 ? DefaultInteger : DefaultInteger + "." + new string('0', digits);
        TryCompile(pattern, out DecimalFormatPattern? compiled);
        return compiled!;
    }

    /// <summary>Compiles a pattern; an empty one prints integers with groups. False for a malformed one.</summary>
    public static bool TryCompile(string pattern, out DecimalFormatPattern? compiled)
    {
        compiled = null;
        int position = 0;
        var positive = new Parser();
        if (!positive.TryRead(pattern.Length == 0 ? DefaultInteger : pattern, ref position))
        {
            return false;
        }

        Parser? negative = null;
        if (position < pattern.Length)
        {
            position++;
            negative = new Parser();
            if (!negative.TryRead(pattern, ref position) || position < pattern.Length)
            {
                return false;
            }
        }

        compiled = new DecimalFormatPattern(positive, negative);
        return true;
    }

    public void Append(Int128 unscaled, int scale, TextBuffer output)
    {
        var digits = new RoundedDigits(stackalloc byte[RoundedDigits.Capacity]);
        bool negative = unscaled < 0;
        Int128 magnitude = negative ? -unscaled : unscaled;
        for (int factor = _multiplier; factor > 1; factor /= 10)
        {
            magnitude *= scale > 0 ? 1 : 10;
            scale -= scale > 0 ? 1 : 0;
        }

        if (_exponentDigits > 0)
        {
            digits.SetDecimalSignificant(magnitude, scale, SignificantDigits);
        }
        else
        {
            digits.SetDecimal(magnitude, scale, _maxFraction);
        }

        Append(digits, negative, output);
    }

    public void Append(double value, TextBuffer output)
    {
        if (double.IsNaN(value))
        {
            output.Append("NaN"u8);
            return;
        }

        bool negative = double.IsNegative(value);
        double magnitude = Math.Abs(value) * _multiplier;
        if (double.IsInfinity(magnitude))
        {
            output.Append(negative ? _negativePrefix : _positivePrefix);
            output.Append("∞"u8);
            output.Append(negative ? _negativeSuffix : _positiveSuffix);
            return;
        }

        var digits = new RoundedDigits(stackalloc byte[RoundedDigits.Capacity]);
        if (_exponentDigits > 0)
        {
            digits.SetDoubleSignificant(magnitude, SignificantDigits);
        }
        else
        {
            digits.SetDouble(magnitude, _maxFraction);
        }

        Append(digits, negative, output);
    }

    private int SignificantDigits => Math.Min(_maxInteger + _maxFraction, Unlimited);

    private void Append(scoped RoundedDigits digits, bool negative, TextBuffer output)
    {
        output.Append(negative ? _negativePrefix : _positivePrefix);
        if (_exponentDigits > 0)
        {
            AppendScientific(digits, output);
        }
        else
        {
            AppendPlain(digits, output);
        }

        output.Append(negative ? _negativeSuffix : _positiveSuffix);
    }

    private void AppendPlain(scoped RoundedDigits number, TextBuffer output)
    {
        ReadOnlySpan<byte> digits = number.Digits;
        int integerDigits = Math.Max(_minInteger, number.PointPosition);
        int next = 0;
        for (int place = integerDigits - 1; place >= 0; place--)
        {
            output.Append(place < number.PointPosition && next < digits.Length ? digits[next++] : (byte)'0');
            if (_groupSize > 0 && place > 0 && place % _groupSize == 0)
            {
                output.Append((byte)',');
            }
        }

        bool hasFraction = _minFraction > 0 || next < digits.Length;
        if (!hasFraction && integerDigits == 0)
        {
            output.Append((byte)'0');
        }

        if (_alwaysPoint || hasFraction)
        {
            output.Append((byte)'.');
        }

        for (int place = 0; place < _maxFraction && (place < _minFraction || next < digits.Length); place++)
        {
            bool isLeadingZero = place < -number.PointPosition;
            output.Append(!isLeadingZero && next < digits.Length ? digits[next++] : (byte)'0');
        }
    }

    private void AppendScientific(scoped RoundedDigits number, TextBuffer output)
    {
        ReadOnlySpan<byte> digits = number.Digits;
        int exponent = number.PointPosition;
        int minimumInteger = _minInteger;
        if (_maxInteger > 1 && _maxInteger > _minInteger)
        {
            exponent = exponent >= 1 ? (exponent - 1) / _maxInteger * _maxInteger : (exponent - _maxInteger) / _maxInteger * _maxInteger;
            minimumInteger = 1;
        }
        else
        {
            exponent -= _minInteger;
        }

        int integerDigits = digits.IsEmpty ? minimumInteger : number.PointPosition - exponent;
        exponent = digits.IsEmpty ? 0 : exponent;
        int total = Math.Max(digits.Length, Math.Max(_minInteger + _minFraction, integerDigits));
        for (int place = 0; place < total; place++)
        {
            if (place == integerDigits)
            {
                output.Append((byte)'.');
            }

            output.Append(place < digits.Length ? digits[place] : (byte)'0');
        }

        if (_alwaysPoint && total == integerDigits)
        {
            output.Append((byte)'.');
        }

        output.Append((byte)'E');
        if (exponent < 0)
        {
            output.Append((byte)'-');
        }

        int magnitude = Math.Abs(exponent);
        output.AppendRepeated((byte)'0', Math.Max(0, _exponentDigits - Numerics.PowersOfTen.CountDigits((ulong)magnitude)));
        output.AppendNumber(magnitude);
    }

    /// <summary>Reads one half of a pattern: prefix, number, suffix.</summary>
    private sealed class Parser
    {
        public StringBuilder Prefix { get; } = new();

        public StringBuilder Suffix { get; } = new();

        public int LeadingHashes { get; private set; }

        public int Zeros { get; private set; }

        public int TrailingHashes { get; private set; }

        public int PointAt { get; private set; } = -1;

        public int GroupSize { get; private set; }

        public int ExponentDigits { get; private set; }

        public int Multiplier { get; private set; } = 1;

        public bool TryRead(string pattern, ref int position)
        {
            return TryReadAffix(pattern, ref position, Prefix, isSuffix: false) && TryReadNumber(pattern, ref position) &&
                TryReadAffix(pattern, ref position, Suffix, isSuffix: true);
        }

        private bool TryReadAffix(string pattern, ref int position, StringBuilder affix, bool isSuffix)
        {
            bool quoted = false;
            for (; position < pattern.Length; position++)
            {
                char current = pattern[position];
                if (current == '\'')
                {
                    if (position + 1 < pattern.Length && pattern[position + 1] == '\'')
                    {
                        affix.Append('\'');
                        position++;
                    }
                    else
                    {
                        quoted = !quoted;
                    }
                }
                else if (quoted)
                {
                    affix.Append(current);
                }
                else if (current is '#' or '0' or ',' or '.')
                {
                    if (isSuffix)
                    {
                        return false;
                    }

                    return true;
                }
                else if (current == ';')
                {
                    return true;
                }
                else if (current is '%' or '\u2030')
                {
                    if (Multiplier != 1)
                    {
                        return false;
                    }

                    Multiplier = current == '%' ? 100 : 1000;
                    affix.Append(current);
                }
                else
                {
                    affix.Append(current);
                }
            }

            return !quoted;
        }

        private bool TryReadNumber(string pattern, ref int position)
        {
            int group = -1;
            for (; position < pattern.Length; position++)
            {
                char current = pattern[position];
                if (current == '#')
                {
                    if (Zeros > 0)
                    {
                        TrailingHashes++;
                    }
                    else
                    {
                        LeadingHashes++;
                    }

                    group += group >= 0 && PointAt < 0 ? 1 : 0;
                }
                else if (current == '0')
                {
                    if (TrailingHashes > 0)
                    {
                        return false;
                    }

                    Zeros++;
                    group += group >= 0 && PointAt < 0 ? 1 : 0;
                }
                else if (current == ',')
                {
                    group = 0;
                }
                else if (current == '.' && PointAt < 0)
                {
                    PointAt = LeadingHashes + Zeros + TrailingHashes;
                }
                else if (current == 'E' && position + 1 < pattern.Length && pattern[position + 1] == '0')
                {
                    while (position + 1 < pattern.Length && pattern[position + 1] == '0')
                    {
                        ExponentDigits++;
                        position++;
                    }

                    position++;
                    break;
                }
                else
                {
                    break;
                }
            }

            GroupSize = Math.Max(0, group);
            bool isMisplaced = PointAt >= 0 && (PointAt < LeadingHashes || PointAt > LeadingHashes + Zeros) && Zeros > 0;
            return !isMisplaced && group != 0;
        }
    }
}
