using System.Text;

namespace Gateway.Compute.Time;

/// <summary>Reads one text by the elements of a pattern.</summary>
internal ref struct DateTimePatternReader(ReadOnlySpan<byte> text, ReadOnlySpan<DateTimePatternElement> elements, LocaleTexts? texts)
{
    private const int TwoDigitYearBase = 2000;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<DateTimePatternElement> _elements = elements;

    public readonly bool TryRead(ref ParsedDateTime parsed, out DateTimeParseFault fault)
    {
        int position = 0;
        if (!ReadSequence(0, _elements.Length, ref position, ref parsed, out int faultPosition))
        {
            fault = new DateTimeParseFault(DateTimeParseFaultKind.Syntax, faultPosition);
            return false;
        }

        if (position < _text.Length)
        {
            fault = new DateTimeParseFault(DateTimeParseFaultKind.UnparsedText, position);
            return false;
        }

        fault = default;
        return true;
    }

    private readonly bool ReadSequence(int first, int end, ref int position, ref ParsedDateTime parsed, out int faultPosition)
    {
        faultPosition = 0;
        for (int index = first; index < end; index++)
        {
            ref readonly DateTimePatternElement element = ref _elements[index];
            if (element.Kind == PatternElementKind.OptionalStart)
            {
                int optionalPosition = position;
                ParsedDateTime optional = parsed;
                if (ReadSequence(index + 1, element.End, ref optionalPosition, ref optional, out _))
                {
                    position = optionalPosition;
                    parsed = optional;
                }

                index = element.End;
                continue;
            }

            int next = Read(in element, position, ref parsed);
            if (next < 0)
            {
                faultPosition = ~next;
                return false;
            }

            position = next;
        }

        return true;
    }

    /// <summary>The position behind the element, or the complement of where it failed.</summary>
    private readonly int Read(in DateTimePatternElement element, int position, ref ParsedDateTime parsed)
    {
        switch (element.Kind)
        {
            case PatternElementKind.Literal:
                return StartsWith(position, element.Text) ? position + element.Text.Length : ~position;
            case PatternElementKind.Number:
            case PatternElementKind.TwoDigitYear:
                return ReadNumber(in element, position, ref parsed);
            case PatternElementKind.Fraction:
                return ReadFraction(in element, position, ref parsed);
            case PatternElementKind.Text:
                bool isName = texts is null
                    ? PatternTexts.TryRead(element.Field, element.IsFull, _text[position..], out int value, out int length)
                    : texts.TryRead(element.Field, element.IsFull, element.IsAlone, _text[position..], out value, out length);
                return isName
                    ? Set(ref parsed, element.Field, value, position, position + length)
                    : ~position;
            case PatternElementKind.Offset:
                return ReadOffset(in element, position, ref parsed);
            case PatternElementKind.LocalizedOffset:
                return ReadLocalizedOffset(element.IsFull, position, ref parsed);
            case PatternElementKind.ZoneId:
                return ReadZone(position, full: false, idsOnly: true, ref parsed);
            case PatternElementKind.ZoneName:
            case PatternElementKind.GenericZoneName:
                return ReadZone(position, element.IsFull, idsOnly: false, ref parsed);
            case PatternElementKind.OptionalStart:
            case PatternElementKind.OptionalEnd:
            default:
                return position;
        }
    }

    private readonly int ReadNumber(in DateTimePatternElement element, int position, ref ParsedDateTime parsed)
    {
        int start = position;
        if (position == _text.Length)
        {
            return ~position;
        }

        bool negative = _text[position] == (byte)'-';
        bool positive = _text[position] == (byte)'+';
        if (negative || positive)
        {
            if (element.Sign == PatternSign.NotNegative || (positive && element.Sign == PatternSign.Normal))
            {
                return ~position;
            }

            position++;
        }

        int available = 0;
        while (position + available < _text.Length && available < element.MaxWidth + element.SubsequentWidth &&
            char.IsAsciiDigit((char)_text[position + available]))
        {
            available++;
        }

        int width = element.SubsequentWidth > 0 ? Math.Min(Math.Max(element.MinWidth, available - element.SubsequentWidth), available) : available;
        if (available < element.MinWidth)
        {
            return ~position;
        }

        long value = 0;
        for (int index = 0; index < width; index++)
        {
            int digit = _text[position + index] - '0';
            value = value > (long.MaxValue - digit) / 10 ? long.MaxValue : (value * 10) + digit;
        }

        if (negative)
        {
            if (value == 0)
            {
                return ~start;
            }

            value = -value;
        }
        else if (element.Sign == PatternSign.ExceedsPad && positive != (width > element.MinWidth))
        {
            return ~start;
        }

        if (element.Kind == PatternElementKind.TwoDigitYear)
        {
            value += TwoDigitYearBase;
        }

        return Set(ref parsed, element.Field, value, start, position + width);
    }

    private readonly int ReadFraction(in DateTimePatternElement element, int position, ref ParsedDateTime parsed)
    {
        int length = 0;
        long nanos = 0;
        while (length < element.MaxWidth && position + length < _text.Length && char.IsAsciiDigit((char)_text[position + length]))
        {
            nanos = (nanos * 10) + (_text[position + length++] - '0');
        }

        if (length < element.MinWidth)
        {
            return ~position;
        }

        for (int missing = length; missing < 9; missing++)
        {
            nanos *= 10;
        }

        return Set(ref parsed, element.Field, nanos, position, position + length);
    }

    private readonly int ReadOffset(in DateTimePatternElement element, int position, ref ParsedDateTime parsed)
    {
        if (position == _text.Length)
        {
            return ~position;
        }

        if (StartsWith(position, element.Text))
        {
            return Set(ref parsed, PatternField.OffsetSeconds, 0, position, position + element.Text.Length);
        }

        int next = position + 1;
        if (_text[position] is not ((byte)'+' or (byte)'-') || !TakeTwo(ref next, colon: false, out int hours))
        {
            return ~position;
        }

        int minutes = 0;
        int seconds = 0;
        if (element.MinuteRule > 0 && !TakeTwo(ref next, element.HasColon, out minutes) && element.MinuteRule == 2)
        {
            return ~position;
        }

        if (element.SecondRule > 0)
        {
            TakeTwo(ref next, element.HasColon, out seconds);
        }

        return SetOffset(ref parsed, _text[position] == (byte)'-', hours, minutes, seconds, position, next);
    }

    private readonly int ReadLocalizedOffset(bool full, int position, ref ParsedDateTime parsed)
    {
        if (!StartsWith(position, "GMT"u8))
        {
            return ~position;
        }

        int next = position + 3;
        if (next == _text.Length || _text[next] is not ((byte)'+' or (byte)'-'))
        {
            return Set(ref parsed, PatternField.OffsetSeconds, 0, position, next);
        }

        bool negative = _text[next++] == (byte)'-';
        int minutes = 0;
        int seconds = 0;
        int hours;
        if (full)
        {
            if (!TakeTwo(ref next, colon: false, out hours) || !TakeTwo(ref next, colon: true, out minutes))
            {
                return ~position;
            }

            TakeTwo(ref next, colon: true, out seconds);
        }
        else
        {
            if (next == _text.Length || !char.IsAsciiDigit((char)_text[next]))
            {
                return ~position;
            }

            hours = _text[next++] - '0';
            if (next < _text.Length && char.IsAsciiDigit((char)_text[next]))
            {
                hours = (hours * 10) + (_text[next++] - '0');
            }

            if (TakeTwo(ref next, colon: true, out minutes))
            {
                TakeTwo(ref next, colon: true, out seconds);
            }
        }

        return SetOffset(ref parsed, negative, hours, minutes, seconds, position, next);
    }

    private readonly int ReadZone(int position, bool full, bool idsOnly, ref ParsedDateTime parsed)
    {
        ReadOnlySpan<byte> rest = _text[position..];
        if (rest.IsEmpty)
        {
            return ~position;
        }

        int prefix = 0;
        if (rest[0] is not ((byte)'+' or (byte)'-'))
        {
            prefix = rest.StartsWith("UTC"u8) || rest.StartsWith("GMT"u8) ? 3 : rest.StartsWith("UT"u8) ? 2 : 0;
            if (prefix == 0 || rest.Length == prefix || rest[prefix] is not ((byte)'+' or (byte)'-'))
            {
                if (TimeZoneNames.TryRead(rest, full, idsOnly, out TimeZoneRules zone, out int length))
                {
                    parsed.Zone = zone;
                    return position + length;
                }

                if ((rest[0] | 0x20) == 'z')
                {
                    parsed.Zone = TimeZoneRules.Utc;
                    return position + 1;
                }

                return ~position;
            }
        }

        int end = prefix + 1;
        if (!TakeTwo(ref end, position, out _))
        {
            return ~position;
        }

        while (end + 2 < rest.Length && rest[end] == (byte)':' && char.IsAsciiDigit((char)rest[end + 1]) && char.IsAsciiDigit((char)rest[end + 2]))
        {
            end += 3;
        }

        if (!TimeZoneCatalog.TryFind(rest[..end], out TimeZoneRules offsetZone))
        {
            return ~position;
        }

        parsed.Zone = offsetZone;
        return position + end;
    }

    private readonly bool TakeTwo(ref int next, int origin, out int value)
    {
        int absolute = origin + next;
        bool taken = TakeTwo(ref absolute, colon: false, out value);
        next = absolute - origin;
        return taken;
    }

    private readonly bool TakeTwo(ref int next, bool colon, out int value)
    {
        value = 0;
        int start = next + (colon ? 1 : 0);
        if (start + 2 > _text.Length || (colon && _text[next] != (byte)':') ||
            !char.IsAsciiDigit((char)_text[start]) || !char.IsAsciiDigit((char)_text[start + 1]))
        {
            return false;
        }

        value = ((_text[start] - '0') * 10) + (_text[start + 1] - '0');
        next = start + 2;
        return true;
    }

    private static int SetOffset(ref ParsedDateTime parsed, bool negative, int hours, int minutes, int seconds, int position, int next)
    {
        if (hours > 23 || minutes > 59 || seconds > 59)
        {
            return ~position;
        }

        int total = (hours * 3600) + (minutes * 60) + seconds;
        return Set(ref parsed, PatternField.OffsetSeconds, negative ? -total : total, position, next);
    }

    private static int Set(ref ParsedDateTime parsed, PatternField field, long value, int position, int next) =>
        parsed.TrySet(field, value) ? next : ~position;

    private readonly bool StartsWith(int position, ReadOnlySpan<byte> literal)
    {
        ReadOnlySpan<byte> rest = _text[position..];
        if (rest.Length < literal.Length)
        {
            return false;
        }

        rest = rest[..literal.Length];
        return Ascii.IsValid(literal) ? Ascii.EqualsIgnoreCase(rest, literal) : rest.SequenceEqual(literal);
    }
}
