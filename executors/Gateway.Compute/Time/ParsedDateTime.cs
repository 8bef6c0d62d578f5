using System.Globalization;
using System.Runtime.CompilerServices;

namespace Gateway.Compute.Time;

/// <summary>Holds the fields read from a text and turns them into a date and a time by java.time's strict rules.</summary>
public struct ParsedDateTime
{
    private const int FieldCount = (int)PatternField.Milliseconds + 1;
    private const long ModifiedJulianDayOfEpoch = 40_587;
    private const int DefaultYear = 1970;

    private FieldValues _values;
    private uint _present;
    private bool _hasDate;
    private long _days;
    private bool _hasTime;
    private long _nanosOfDay;

    internal TimeZoneRules? Zone { readonly get; set; }

    public readonly bool HasZone => Zone is not null || Has(PatternField.OffsetSeconds);

    /// <summary>The zone or offset in the text, or the given one.</summary>
    public readonly TimeZoneRules ZoneOr(TimeZoneRules fallback) =>
        Zone ?? (Has(PatternField.OffsetSeconds) ? new TimeZoneRules(string.Empty, (int)_values[(int)PatternField.OffsetSeconds]) : fallback);

    /// <summary>Sets a field; false when it already has another value.</summary>
    internal bool TrySet(PatternField field, long value)
    {
        if (Has(field) && _values[(int)field] != value)
        {
            return false;
        }

        _values[(int)field] = value;
        _present |= 1U << (int)field;
        return true;
    }

    internal bool TryResolve(out DateTimeParseFault fault)
    {
        fault = default;
        return ResolveHours(ref fault) && ResolveDate(ref fault) && ResolveTime(ref fault);
    }

    /// <summary>The local date and time; missing parts are those of 1970-01-01T00:00.</summary>
    public readonly bool TryToLocal(out CivilDateTime local, out DateTimeParseFault fault)
    {
        local = default;
        if (!TryDays(out long days, out fault) || !TryToNanosOfDay(out long nanosOfDay, out fault))
        {
            return false;
        }

        local = new CivilDateTime(days, nanosOfDay / TimeUnits.NanosPerMicro);
        return true;
    }

    public readonly bool TryToDays(out int daysSinceEpoch, out DateTimeParseFault fault)
    {
        daysSinceEpoch = 0;
        if (!TryDays(out long days, out fault))
        {
            return false;
        }

        daysSinceEpoch = unchecked((int)days);
        if (daysSinceEpoch == days)
        {
            return true;
        }

        fault = DateTimeParseFault.Overflow;
        return false;
    }

    public readonly bool TryToNanosOfDay(out long nanosOfDay, out DateTimeParseFault fault)
    {
        fault = default;
        nanosOfDay = _nanosOfDay;
        if (_hasTime)
        {
            return true;
        }

        long hour = Has(PatternField.HourOfDay) ? _values[(int)PatternField.HourOfDay]
            : Has(PatternField.HourOfHalfDay) ? _values[(int)PatternField.HourOfHalfDay]
            : Has(PatternField.HalfDay) && _values[(int)PatternField.HalfDay] == 1 ? 12 : 0;
        long minute = ValueOr(PatternField.Minute, 0);
        long second = ValueOr(PatternField.Second, 0);
        nanosOfDay = ToNanos(hour, minute, second, ValueOr(PatternField.NanoOfSecond, 0));
        return true;
    }

    private readonly bool TryDays(out long days, out DateTimeParseFault fault)
    {
        fault = default;
        days = _days;
        if (_hasDate)
        {
            return true;
        }

        long year = ValueOr(PatternField.Year, DefaultYear);
        if (!IsValid(PatternField.Year, year, duringParsing: false, ref fault))
        {
            return false;
        }

        if (Has(PatternField.DayOfYear))
        {
            long dayOfYear = _values[(int)PatternField.DayOfYear];
            return IsValid(PatternField.DayOfYear, dayOfYear, duringParsing: false, ref fault) &&
                TryFromDayOfYear(year, dayOfYear, duringParsing: false, out days, ref fault);
        }

        return TryFromCivil(year, ValueOr(PatternField.Month, 1), ValueOr(PatternField.DayOfMonth, 1), duringParsing: false, out days, ref fault);
    }

    private bool ResolveHours(ref DateTimeParseFault fault)
    {
        if (Has(PatternField.ClockHourOfDay))
        {
            long clock = Take(PatternField.ClockHourOfDay);
            if (!IsValid(PatternField.ClockHourOfDay, clock, true, ref fault) || !Merge(PatternField.HourOfDay, clock == 24 ? 0 : clock, PatternField.ClockHourOfDay, ref fault))
            {
                return false;
            }
        }

        if (Has(PatternField.ClockHourOfHalfDay))
        {
            long clock = Take(PatternField.ClockHourOfHalfDay);
            if (!IsValid(PatternField.ClockHourOfHalfDay, clock, true, ref fault) ||
                !Merge(PatternField.HourOfHalfDay, clock == 12 ? 0 : clock, PatternField.ClockHourOfHalfDay, ref fault))
            {
                return false;
            }
        }

        if (Has(PatternField.HalfDay) && Has(PatternField.HourOfHalfDay))
        {
            long half = Take(PatternField.HalfDay);
            long hour = Take(PatternField.HourOfHalfDay);
            if (!IsValid(PatternField.HalfDay, half, true, ref fault) || !IsValid(PatternField.HourOfHalfDay, hour, true, ref fault) ||
                !Merge(PatternField.HourOfDay, (half * 12) + hour, PatternField.HalfDay, ref fault))
            {
                return false;
            }
        }

        return true;
    }

    private bool ResolveDate(ref DateTimeParseFault fault)
    {
        if (Has(PatternField.YearOfEra))
        {
            long yearOfEra = Take(PatternField.YearOfEra);
            long era = ValueOr(PatternField.Era, 1);
            if (!IsValid(PatternField.YearOfEra, yearOfEra, true, ref fault) ||
                !Merge(PatternField.Year, era == 1 ? yearOfEra : 1 - yearOfEra, PatternField.YearOfEra, ref fault))
            {
                return false;
            }
        }

        if (Has(PatternField.ModifiedJulianDay))
        {
            _days = Take(PatternField.ModifiedJulianDay) - ModifiedJulianDayOfEpoch;
            _hasDate = true;
        }
        else if (Has(PatternField.Year) && Has(PatternField.Month) && Has(PatternField.DayOfMonth))
        {
            long year = Take(PatternField.Year);
            long month = Take(PatternField.Month);
            long day = Take(PatternField.DayOfMonth);
            if (!TryFromCivil(year, month, day, duringParsing: true, out _days, ref fault))
            {
                return false;
            }

            _hasDate = true;
        }
        else if (Has(PatternField.Year) && Has(PatternField.DayOfYear))
        {
            long year = Take(PatternField.Year);
            long dayOfYear = Take(PatternField.DayOfYear);
            if (!IsValid(PatternField.Year, year, true, ref fault) || !IsValid(PatternField.DayOfYear, dayOfYear, true, ref fault) ||
                !TryFromDayOfYear(year, dayOfYear, duringParsing: true, out _days, ref fault))
            {
                return false;
            }

            _hasDate = true;
        }

        return !_hasDate || CheckAgainstDate(ref fault);
    }

    private readonly bool CheckAgainstDate(ref DateTimeParseFault fault)
    {
        CivilDate date = CivilDate.FromDays(_days);
        return Agrees(PatternField.Year, date.Year, ref fault) && Agrees(PatternField.Month, date.Month, ref fault) &&
            Agrees(PatternField.DayOfMonth, date.Day, ref fault) && Agrees(PatternField.DayOfYear, date.DayOfYear, ref fault);
    }

    private bool ResolveTime(ref DateTimeParseFault fault)
    {
        // Minute and second default to zero, so an hour alone makes a time.
        foreach (PatternField field in (ReadOnlySpan<PatternField>)
            [PatternField.HourOfDay, PatternField.HourOfHalfDay, PatternField.Minute, PatternField.Second, PatternField.OffsetSeconds])
        {
            if (Has(field) && !IsValid(field, _values[(int)field], true, ref fault))
            {
                return false;
            }
        }

        if (Has(PatternField.HourOfDay))
        {
            _nanosOfDay = ToNanos(
                _values[(int)PatternField.HourOfDay], ValueOr(PatternField.Minute, 0), ValueOr(PatternField.Second, 0), ValueOr(PatternField.NanoOfSecond, 0));
            _hasTime = true;
            long hour = _values[(int)PatternField.HourOfDay];
            return Agrees(PatternField.HalfDay, hour / 12, ref fault) && Agrees(PatternField.HourOfHalfDay, hour % 12, ref fault);
        }

        return true;
    }

    private static bool TryFromCivil(long year, long month, long day, bool duringParsing, out long days, ref DateTimeParseFault fault)
    {
        days = 0;
        if (!IsValid(PatternField.Year, year, duringParsing, ref fault) || !IsValid(PatternField.Month, month, duringParsing, ref fault) ||
            !IsValid(PatternField.DayOfMonth, day, duringParsing, ref fault))
        {
            return false;
        }

        if (day > CivilDate.DaysInMonth(year, (int)month))
        {
            fault = new DateTimeParseFault(DateTimeParseFaultKind.InvalidDate, (int)day, PatternField.Month, month, year, duringParsing);
            return false;
        }

        days = CivilDate.ToDays(year, (int)month, (int)day);
        return true;
    }

    private static bool TryFromDayOfYear(long year, long dayOfYear, bool duringParsing, out long days, ref DateTimeParseFault fault)
    {
        days = CivilDate.ToDays(year, 1, 1) + dayOfYear - 1;
        if (dayOfYear <= CivilDate.DaysInYear(year))
        {
            return true;
        }

        fault = new DateTimeParseFault(DateTimeParseFaultKind.InvalidDayOfYear, 0, PatternField.DayOfYear, dayOfYear, year, duringParsing);
        return false;
    }

    private static bool IsValid(PatternField field, long value, bool duringParsing, ref DateTimeParseFault fault)
    {
        if (DateTimeRanges.IsValid(field, value))
        {
            return true;
        }

        fault = new DateTimeParseFault(DateTimeParseFaultKind.FieldOutOfRange, 0, field, value, 0, duringParsing);
        return false;
    }

    private static long ToNanos(long hour, long minute, long second, long nano) =>
        (((hour * 3600) + (minute * 60) + second) * TimeUnits.NanosPerSecond) + nano;

    /// <summary>Compares a field with what follows from the date or time that was put together.</summary>
    private readonly bool Agrees(PatternField field, long value, ref DateTimeParseFault fault)
    {
        if (!Has(field) || _values[(int)field] == value)
        {
            return true;
        }

        fault = new DateTimeParseFault(DateTimeParseFaultKind.Conflict, 0, field, _values[(int)field], value)
        {
            Reason = "derived from " + (_hasTime ? TimeText(_nanosOfDay) : DateText(_days)),
        };
        return false;
    }

    /// <summary>Sets a field that another one gives.</summary>
    private bool Merge(PatternField field, long value, PatternField source, ref DateTimeParseFault fault)
    {
        if (TrySet(field, value))
        {
            return true;
        }

        fault = new DateTimeParseFault(DateTimeParseFaultKind.Conflict, 0, field, value, _values[(int)field]) { Reason = "while resolving  " + DateTimeRanges.NameOf(source) };
        return false;
    }

    private static string DateText(long days)
    {
        CivilDate date = CivilDate.FromDays(days);
        return date.Year.ToString(date.Year is >= 0 and <= 9999 ? "0000" : "+0000;-0000", CultureInfo.InvariantCulture) + FormattableString.Invariant($"-{date.Month:00}-{date.Day:00}");
    }

    /// <summary>Prints a time as java.time does: seconds and groups of three fraction digits only where they are needed.</summary>
    private static string TimeText(long nanosOfDay)
    {
        var (seconds, nanos) = Math.DivRem(nanosOfDay, TimeUnits.NanosPerSecond);
        string text = FormattableString.Invariant($"{seconds / 3600:00}:{seconds / 60 % 60:00}");
        if (seconds % 60 == 0 && nanos == 0)
        {
            return text;
        }
        text += FormattableString.Invariant($":{seconds % 60:00}");
        return nanos == 0 ? text
            : nanos % 1_000_000 == 0 ? FormattableString.Invariant($"{text}.{nanos / 1_000_000:000}")
            : nanos % 1_000 == 0 ? FormattableString.Invariant($"{text}.{nanos / 1_000:000000}")
            : FormattableString.Invariant($"{text}.{nanos:000000000}");
    }

    private readonly bool Has(PatternField field) => (_present & (1U << (int)field)) != 0;

    private readonly long ValueOr(PatternField field, long fallback) => Has(field) ? _values[(int)field] : fallback;

    private long Take(PatternField field)
    {
        _present &= ~(1U << (int)field);
        return _values[(int)field];
    }

    [InlineArray(FieldCount)]
    private struct FieldValues
    {
        private long _first;
    }
}
