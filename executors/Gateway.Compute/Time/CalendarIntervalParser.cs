using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>Says why text is not a calendar interval; the names are Spark's subconditions of INVALID_INTERVAL_FORMAT.</summary>
public enum CalendarIntervalFault
{
    None,
    InputIsEmpty,
    InvalidPrefix,
    UnrecognizedNumber,
    InvalidValue,
    InvalidPrecision,
    InvalidFraction,
    InvalidUnit,
    MissingNumber,
    MissingUnit,
    ArithmeticException,
    UnknownParsingError,
}

/// <summary>Reads intervals such as "interval 1 year -2 days 3.5 seconds".</summary>
/// <remarks>Semantics: Spark 4.3 IntervalUtils.stringToInterval, a state machine whose order of checks decides the error.</remarks>
public static class CalendarIntervalParser
{
    private const int MaxBytes = 1024;
    private const int FirstFractionScale = 100_000_000;

    /// <summary>Reads an interval.</summary>
    /// <param name="faultPosition">Where in the trimmed text the reading stopped; see <see cref="WordAt"/>.</param>
    public static CalendarIntervalFault Parse(ReadOnlySpan<byte> text, out int months, out int days, out long micros, out int faultPosition)
    {
        var reader = new Reader(NumberParser.TrimAll(text));
        CalendarIntervalFault fault = reader.Read();
        months = fault == CalendarIntervalFault.None ? reader.Months : 0;
        days = fault == CalendarIntervalFault.None ? reader.Days : 0;
        micros = fault == CalendarIntervalFault.None ? reader.Micros : 0;
        faultPosition = reader.Position;
        return fault;
    }

    /// <summary>The lower-case word of the text that an error reports.</summary>
    public static string WordAt(ReadOnlySpan<byte> text, int faultPosition)
    {
        string all = Encoding.UTF8.GetString(NumberParser.TrimAll(text)).ToLowerInvariant();
        string[] words = SplitWords(all);
        int consumed = Math.Min(faultPosition, all.Length);
        int rest = SplitWords(all[consumed..]).Length;
        return words[Math.Max(0, words.Length - rest)];
    }

    private static string[] SplitWords(string text)
    {
        string[] words = System.Text.RegularExpressions.Regex.Split(text, @"\s+");
        int length = words.Length;
        while (length > 1 && words[length - 1].Length == 0)
        {
            length--;
        }

        return words[..length];
    }

    private enum State
    {
        Prefix,
        TrimBeforeSign,
        Sign,
        TrimBeforeValue,
        Value,
        Fraction,
        TrimBeforeUnit,
        Unit,
        UnitSuffix,
        UnitEnd,
    }

    private ref struct Reader(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private long _value;
        private int _fraction;
        private int _fractionScale;
        private bool _negative;
        private bool _pointFirst;

        public int Months;
        public int Days;
        public long Micros;
        public int Position;

        public CalendarIntervalFault Read()
        {
            if (_text.IsEmpty || _text.Length > MaxBytes)
            {
                return CalendarIntervalFault.InputIsEmpty;
            }

            State state = State.Prefix;
            while (Position < _text.Length)
            {
                byte current = (byte)(_text[Position] is >= (byte)'A' and <= (byte)'Z' ? _text[Position] | 0x20 : _text[Position]);
                CalendarIntervalFault fault = Step(ref state, current);
                if (fault != CalendarIntervalFault.None)
                {
                    return fault;
                }
            }

            return state switch
            {
                State.UnitSuffix or State.UnitEnd or State.TrimBeforeSign => CalendarIntervalFault.None,
                State.TrimBeforeValue => CalendarIntervalFault.MissingNumber,
                State.Value or State.Fraction => CalendarIntervalFault.MissingUnit,
                _ => CalendarIntervalFault.UnknownParsingError,
            };
        }

        private CalendarIntervalFault Step(ref State state, byte current)
        {
            switch (state)
            {
                case State.Prefix:
                    state = State.TrimBeforeSign;
                    return SkipPrefix();
                case State.TrimBeforeSign:
                    SkipBlank(ref state, current, State.Sign);
                    return CalendarIntervalFault.None;
                case State.Sign:
                    return ReadSign(ref state, current);
                case State.TrimBeforeValue:
                    SkipBlank(ref state, current, State.Value);
                    return CalendarIntervalFault.None;
                case State.Value:
                    return ReadValue(ref state, current);
                case State.Fraction:
                    return ReadFraction(ref state, current);
                case State.TrimBeforeUnit:
                    SkipBlank(ref state, current, State.Unit);
                    return CalendarIntervalFault.None;
                case State.Unit:
                    return ReadUnit(ref state, current);
                case State.UnitSuffix when current == (byte)'s':
                    state = State.UnitEnd;
                    Position++;
                    return CalendarIntervalFault.None;
                case State.UnitSuffix:
                case State.UnitEnd:
                default:
                    if (!IsBlank(current))
                    {
                        return CalendarIntervalFault.InvalidUnit;
                    }

                    state = State.TrimBeforeSign;
                    Position++;
                    return CalendarIntervalFault.None;
            }
        }

        private CalendarIntervalFault SkipPrefix()
        {
            if (!Matches("interval"u8))
            {
                return CalendarIntervalFault.None;
            }

            if (_text.Length == 8)
            {
                return CalendarIntervalFault.InputIsEmpty;
            }

            if (!IsBlank(_text[8]))
            {
                return CalendarIntervalFault.InvalidPrefix;
            }

            Position += 9;
            return CalendarIntervalFault.None;
        }

        private CalendarIntervalFault ReadSign(ref State state, byte current)
        {
            _value = 0;
            _fraction = 0;
            _fractionScale = -1;
            _pointFirst = false;
            _negative = current == (byte)'-';
            state = State.TrimBeforeValue;
            if (current is (byte)'-' or (byte)'+')
            {
                Position++;
            }
            else if (current == (byte)'.')
            {
                _fractionScale = FirstFractionScale;
                _pointFirst = true;
                Position++;
                state = State.Fraction;
            }
            else if (!char.IsAsciiDigit((char)current))
            {
                return CalendarIntervalFault.UnrecognizedNumber;
            }

            return CalendarIntervalFault.None;
        }

        private CalendarIntervalFault ReadValue(ref State state, byte current)
        {
            if (char.IsAsciiDigit((char)current))
            {
                int digit = current - '0';
                if (_value > (long.MaxValue - digit) / 10)
                {
                    return CalendarIntervalFault.ArithmeticException;
                }

                _value = (_value * 10) + digit;
            }
            else if (IsBlank(current))
            {
                state = State.TrimBeforeUnit;
            }
            else if (current == (byte)'.')
            {
                _fractionScale = FirstFractionScale;
                state = State.Fraction;
            }
            else
            {
                return CalendarIntervalFault.InvalidValue;
            }

            Position++;
            return CalendarIntervalFault.None;
        }

        private CalendarIntervalFault ReadFraction(ref State state, byte current)
        {
            bool isDigit = char.IsAsciiDigit((char)current);
            if (isDigit && _fractionScale > 0)
            {
                _fraction += (current - '0') * _fractionScale;
                _fractionScale /= 10;
            }
            else if (IsBlank(current) && (!_pointFirst || _fractionScale < FirstFractionScale))
            {
                _fraction /= 1000;
                state = State.TrimBeforeUnit;
            }
            else
            {
                return isDigit ? CalendarIntervalFault.InvalidPrecision : CalendarIntervalFault.InvalidValue;
            }

            Position++;
            return CalendarIntervalFault.None;
        }

        private CalendarIntervalFault ReadUnit(ref State state, byte current)
        {
            if (current != (byte)'s' && _fractionScale >= 0)
            {
                return CalendarIntervalFault.InvalidFraction;
            }

            if (_negative)
            {
                _value = -_value;
                _fraction = -_fraction;
            }

            Int128 months = Months;
            Int128 days = Days;
            Int128 micros = Micros;
            int length;
            if (Matches("year"u8))
            {
                months += (Int128)_value * TimeUnits.MonthsPerYear;
                length = 4;
            }
            else if (Matches("month"u8))
            {
                months += _value;
                length = 5;
            }
            else if (Matches("week"u8))
            {
                days += (Int128)_value * TimeUnits.DaysPerWeek;
                length = 4;
            }
            else if (Matches("day"u8))
            {
                days += _value;
                length = 3;
            }
            else if (Matches("hour"u8))
            {
                micros += (Int128)_value * TimeUnits.MicrosPerHour;
                length = 4;
            }
            else if (Matches("minute"u8))
            {
                micros += (Int128)_value * TimeUnits.MicrosPerMinute;
                length = 6;
            }
            else if (Matches("second"u8))
            {
                micros += ((Int128)_value * TimeUnits.MicrosPerSecond) + _fraction;
                length = 6;
            }
            else if (Matches("millisecond"u8))
            {
                micros += (Int128)_value * TimeUnits.MicrosPerMilli;
                length = 11;
            }
            else if (Matches("microsecond"u8))
            {
                micros += _value;
                length = 11;
            }
            else
            {
                return CalendarIntervalFault.InvalidUnit;
            }

            Months = unchecked((int)months);
            Days = unchecked((int)days);
            Micros = unchecked((long)micros);
            if (Months != months || Days != days || Micros != micros)
            {
                return CalendarIntervalFault.ArithmeticException;
            }

            state = State.UnitSuffix;
            Position += length;
            return CalendarIntervalFault.None;
        }

        private void SkipBlank(ref State state, byte current, State next)
        {
            if (IsBlank(current))
            {
                Position++;
            }
            else
            {
                state = next;
            }
        }

        private readonly bool Matches(ReadOnlySpan<byte> word) =>
            _text.Length - Position >= word.Length && Ascii.EqualsIgnoreCase(_text.Slice(Position, word.Length), word);

        private static bool IsBlank(byte value) => value is 0x20 or (>= 0x09 and <= 0x0D) or (>= 0x1C and <= 0x1F);
    }
}
