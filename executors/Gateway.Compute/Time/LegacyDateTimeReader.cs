using System.Text;

namespace Gateway.Compute.Time;

/// <summary>Reads the fields of a SimpleDateFormat pattern from one text.</summary>
internal ref struct LegacyDateTimeReader(ReadOnlySpan<byte> text, TimeZoneRules zone, int today)
{
    private const int ReformFirstMissing = 5;
    private const int ReformLastMissing = 14;
    private const long LargestYear = 292_278_994;
    private const long SecondsPerDay = 86_400;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly int _today = today;
    private TimeZoneRules _zone = zone;
    private int _position;
    private int? _offset;
    private bool _beforeChrist;
    private long? _year;
    private long? _weekYear;
    private long? _month;
    private long? _week;
    private long? _weekOfMonth;
    private long? _dayOfYear;
    private long? _day;
    private long? _weekdayInMonth;
    private long? _weekday;
    private long? _half;
    private long? _hour;
    private long? _hourOfHalf;
    private long _minute;
    private long _second;
    private long _millisecond;

    public bool TryReadLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_text[_position..].StartsWith(literal))
        {
            return false;
        }

        _position += literal.Length;
        return true;
    }

    /// <summary>Reads a field; a number next to another one takes no more digits than the pattern has letters.</summary>
    public bool TryReadField(char letter, int count, bool obeysCount)
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\t')
        {
            _position++;
        }

        switch (letter)
        {
            case 'G':
                bool readEra = TryReadName(PatternField.Era, out int era);
                _beforeChrist = era == 0;
                return readEra;
            case 'E':
                bool readDay = TryReadName(PatternField.DayOfWeek, out int weekday);
                _weekday = weekday;
                return readDay;
            case 'a':
                bool readHalf = TryReadName(PatternField.HalfDay, out int half);
                _half = half;
                return readHalf;
            case 'M' or 'L' when count >= 3:
                bool readMonth = TryReadName(PatternField.Month, out int month);
                _month = month;
                return readMonth;
            case 'z' or 'Z' or 'X':
                return TryReadZone(letter, count);
            default:
                return TryReadNumber(letter, count, obeysCount);
        }
    }

    public readonly bool TryResolve(out long microsSinceEpoch)
    {
        microsSinceEpoch = 0;
        if (!TryHour(out long hour) || !AreInRange() || !TryDays(out long days))
        {
            return false;
        }

        long seconds = (hour * 3600) + (_minute * 60) + _second;
        var local = new CivilDateTime(days, (seconds * TimeUnits.MicrosPerSecond) + (_millisecond * TimeUnits.MicrosPerMilli));
        return _offset is { } offset ? local.TryToMicros(offset, out microsSinceEpoch) : _zone.TryToMicros(local, out microsSinceEpoch);
    }

    /// <summary>Resolves what was read, carrying over days, months and times of day that are out of range.</summary>
    public readonly bool TryResolveLeniently(out long microsSinceEpoch)
    {
        microsSinceEpoch = 0;
        long hour = _hour ?? (_hourOfHalf ?? 0) + ((_half ?? 0) * 12);
        long days;
        if (_weekYear is not null || _dayOfYear is not null || _week is not null || _weekOfMonth is not null || _weekdayInMonth is not null)
        {
            if (!TryDays(out days))
            {
                return false;
            }
        }
        else
        {
            long months = (_month ?? 1) - 1;
            long year = (_beforeChrist ? 1 - (_year ?? 1970) : _year ?? 1970) + TimeUnits.FloorDivide(months, TimeUnits.MonthsPerYear);
            if (Math.Abs(year) > LargestYear || Math.Abs(_day ?? 1) > int.MaxValue)
            {
                return false;
            }
            days = CivilDate.ToDays(year, (int)TimeUnits.FloorModulo(months, TimeUnits.MonthsPerYear) + 1, 1) + (_day ?? 1) - 1;
        }
        long seconds = (hour * 3600) + (_minute * 60) + _second;
        days += TimeUnits.FloorDivide(seconds, SecondsPerDay);
        seconds = TimeUnits.FloorModulo(seconds, SecondsPerDay);
        var local = new CivilDateTime(days, (seconds * TimeUnits.MicrosPerSecond) + (_millisecond * TimeUnits.MicrosPerMilli));
        return _offset is { } offset ? local.TryToMicros(offset, out microsSinceEpoch) : _zone.TryToMicros(local, out microsSinceEpoch);
    }

    private bool TryReadNumber(char letter, int count, bool obeysCount)
    {
        int start = _position;
        bool negative = _position < _text.Length && _text[_position] == (byte)'-' && !obeysCount;
        if (negative)
        {
            _position++;
        }

        long value = 0;
        int digits = 0;
        while (_position < _text.Length && char.IsAsciiDigit((char)_text[_position]) && (!obeysCount || digits < count) && digits < 18)
        {
            value = (value * 10) + (_text[_position++] - '0');
            digits++;
        }

        if (digits == 0)
        {
            _position = start;
            return false;
        }

        value = negative ? -value : value;
        switch (letter)
        {
            case 'y':
                _year = count <= 2 && digits == 2 && !negative ? WithCentury(value) : value;
                break;
            case 'Y':
                _weekYear = count <= 2 && digits == 2 && !negative ? WithCentury(value) : value;
                break;
            case 'M' or 'L':
                _month = value;
                break;
            case 'w':
                _week = value;
                break;
            case 'W':
                _weekOfMonth = value;
                break;
            case 'D':
                _dayOfYear = value;
                break;
            case 'd':
                _day = value;
                break;
            case 'F':
                _weekdayInMonth = value;
                break;
            case 'u':
                _weekday = value;
                break;
            case 'H':
                _hour = value;
                break;
            case 'k':
                _hour = value == 24 ? 0 : value == 0 ? -1 : value;
                break;
            case 'K':
                _hourOfHalf = value;
                break;
            case 'h':
                _hourOfHalf = value == 12 ? 0 : value == 0 ? -1 : value;
                break;
            case 'm':
                _minute = value;
                break;
            case 's':
                _second = value;
                break;
            default:
                _millisecond = value;
                break;
        }

        return true;
    }

    /// <summary>Places a two-digit year between 80 years ago and 20 years ahead.</summary>
    private readonly long WithCentury(long twoDigits)
    {
        long first = DateFields.Year(_today) - 80L;
        long candidate = (first / 100 * 100) + twoDigits;
        return candidate < first ? candidate + 100 : candidate;
    }

    private bool TryReadName(PatternField field, out int value)
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (!PatternTexts.TryRead(field, full: true, rest, out value, out int length) &&
            !PatternTexts.TryRead(field, full: false, rest, out value, out length))
        {
            return false;
        }

        _position += length;
        return true;
    }

    private bool TryReadZone(char letter, int count)
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (rest.IsEmpty)
        {
            return false;
        }

        if (letter == 'X' && rest[0] == (byte)'Z')
        {
            _offset = 0;
            _position++;
            return true;
        }

        int prefix = letter != 'X' && rest.Length > 3 && Ascii.EqualsIgnoreCase(rest[..3], "GMT"u8) && rest[3] is (byte)'+' or (byte)'-' ? 3 : 0;
        if (prefix < rest.Length && rest[prefix] is (byte)'+' or (byte)'-')
        {
            return TryReadOffset(prefix, letter == 'X' && count == 1);
        }

        if (letter == 'X')
        {
            return false;
        }

        bool read = TimeZoneNames.TryRead(rest, full: true, idsOnly: false, out TimeZoneRules named, out int length);
        bool readShort = TimeZoneNames.TryRead(rest, full: false, idsOnly: false, out TimeZoneRules shortNamed, out int shortLength);
        if (readShort && shortLength > length)
        {
            named = shortNamed;
            length = shortLength;
        }

        _zone = named;
        _position += length;
        return read || readShort;
    }

    private bool TryReadOffset(int prefix, bool hoursOnly)
    {
        bool negative = _text[_position + prefix] == (byte)'-';
        int next = _position + prefix + 1;
        int hours = 0;
        int minutes = 0;
        int digits = 0;
        while (digits < 2 && next < _text.Length && char.IsAsciiDigit((char)_text[next]))
        {
            hours = (hours * 10) + (_text[next++] - '0');
            digits++;
        }

        if (digits == 0)
        {
            return false;
        }

        if (!hoursOnly)
        {
            next += next < _text.Length && _text[next] == (byte)':' ? 1 : 0;
            if (next + 1 < _text.Length && char.IsAsciiDigit((char)_text[next]) && char.IsAsciiDigit((char)_text[next + 1]))
            {
                minutes = ((_text[next] - '0') * 10) + (_text[next + 1] - '0');
                next += 2;
            }
            else if (prefix == 0)
            {
                return false;
            }
        }

        _position = next;
        int seconds = (hours * 3600) + (minutes * 60);
        _offset = negative ? -seconds : seconds;
        return hours <= 23 && minutes <= 59;
    }

    private readonly bool TryHour(out long hour)
    {
        hour = _hour ?? 0;
        if (_hour is null && (_hourOfHalf is not null || _half is not null))
        {
            hour = (_hourOfHalf ?? 0) + ((_half ?? 0) * 12);
            return _hourOfHalf is null or (>= 0 and <= 11);
        }

        return hour is >= 0 and <= 23;
    }

    private readonly bool AreInRange() =>
        _minute is >= 0 and <= 59 && _second is >= 0 and <= 59 && _millisecond is >= 0 and <= 999 &&
        _month is null or (>= 1 and <= 12) && _weekday is null or (>= 1 and <= 7) && _year is null or (>= 1 and <= 292_278_994);

    private readonly bool TryDays(out long days)
    {
        long year = _year ?? 1970;
        year = _beforeChrist ? 1 - year : year;
        if (_weekYear is { } weekYear || (_week is not null && _month is null && _dayOfYear is null))
        {
            weekYear = _weekYear ?? year;
            long week = _week ?? 1;
            days = LegacyWeeks.FirstDayOfWeekYear(weekYear) + ((week - 1) * 7) + SundayBased(_weekday ?? 7);
            return week is >= 1 and <= 53;
        }

        if (_dayOfYear is { } dayOfYear && _month is null)
        {
            days = CivilDate.ToDays(year, 1, 1) + dayOfYear - 1;
            return dayOfYear >= 1 && dayOfYear <= CivilDate.DaysInYear(year);
        }

        int month = (int)(_month ?? 1);
        if (_day is null && _weekday is { } weekday && (_weekOfMonth ?? _weekdayInMonth) is not null)
        {
            long first = CivilDate.ToDays(year, month, 1);
            long lead = SundayBased(weekday) - (DateFields.DayOfWeek(first) - 1);
            days = _weekOfMonth is { } weekOfMonth
                ? first + lead + ((weekOfMonth - 1) * 7)
                : first + ((lead + 7) % 7) + ((_weekdayInMonth!.Value - 1) * 7);
            return true;
        }

        return TryCivilDays(year, month, _day ?? 1, out days) && (_weekday is null || DateFields.DayOfWeekIso(days) == _weekday);
    }

    private static bool TryCivilDays(long year, int month, long day, out long days)
    {
        days = 0;
        bool isMissing = year == 1582 && month == 10 && day is >= ReformFirstMissing and <= ReformLastMissing;
        bool isJulianLeapDay = year < 1582 && year % 4 == 0 && month == 2 && day == 29;
        if (isMissing || day < 1 || (day > CivilDate.DaysInMonth(year, month) && !isJulianLeapDay))
        {
            return false;
        }

        // A leap day that only the Julian calendar has becomes the next day.
        days = isJulianLeapDay ? CivilDate.ToDays(year, 2, 28) + 1 : CivilDate.ToDays(year, month, (int)day);
        return true;
    }

    /// <summary>Turns 1 for Monday to 7 for Sunday into 0 for Sunday to 6 for Saturday.</summary>
    private static long SundayBased(long isoWeekday) => isoWeekday % 7;
}
