using System.Numerics;
using Gateway.Compute.Expressions;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Date plus days, wrapping silently; the state is the sign.</summary>
internal readonly struct ShiftDays<T> : IRowOp<int, T, int> where T : unmanaged, IBinaryInteger<T>
{
    public static bool Invoke(ref int date, ref T days, RowContext context, out int result)
    {
        result = unchecked(date + ((int)context.State! * int.CreateTruncating(days)));
        return true;
    }
}

internal readonly struct IntervalDays : IRowOp<long, int>
{
    public static bool Invoke(ref long interval, RowContext context, out int result)
    {
        result = (int)(interval / TimeUnits.MicrosPerDay);
        return true;
    }
}

internal readonly struct TimestampAddDayTime : IRowOp<long, long, long>
{
    public static bool Invoke(ref long start, ref long interval, RowContext context, out long result) =>
        DateTimeArithmetic.TryAddDayTime(start, interval, (TimeZoneRules)context.State!, out result) || TimeFaults.Overflow(context);
}

internal readonly struct TimestampAddCalendar : IRowOp<long, CalendarInterval, long>
{
    public static bool Invoke(ref long start, ref CalendarInterval interval, RowContext context, out long result) =>
        DateTimeArithmetic.TryAddInterval(start, interval.Months, interval.Days, interval.Microseconds, (TimeZoneRules)context.State!, out result) || TimeFaults.Overflow(context);
}

internal readonly struct TimestampAddMonths : IRowOp<long, int, long>
{
    public static bool Invoke(ref long start, ref int months, RowContext context, out long result) =>
        DateTimeArithmetic.TryAddMonths(start, months, (TimeZoneRules)context.State!, out result) || TimeFaults.Overflow(context);
}

internal readonly struct NanosAddDayTime : IRowOp<Int128, long, Int128>
{
    public static bool Invoke(ref Int128 start, ref long interval, RowContext context, out Int128 result)
    {
        var (micros, rest) = NanosTimestamp.Split(start);
        bool fits = DateTimeArithmetic.TryAddDayTime(micros, interval, (TimeZoneRules)context.State!, out long sum);
        result = NanosTimestamp.Join(sum, rest);
        return fits || TimeFaults.Overflow(context);
    }
}

internal readonly struct NanosAddMonths : IRowOp<Int128, int, Int128>
{
    public static bool Invoke(ref Int128 start, ref int months, RowContext context, out Int128 result)
    {
        var (micros, rest) = NanosTimestamp.Split(start);
        bool fits = DateTimeArithmetic.TryAddMonths(micros, months, (TimeZoneRules)context.State!, out long sum);
        result = NanosTimestamp.Join(sum, rest);
        return fits || TimeFaults.Overflow(context);
    }
}

internal readonly struct DateAddMonths : IRowOp<int, int, int>
{
    public static bool Invoke(ref int date, ref int months, RowContext context, out int result) =>
        DateTimeArithmetic.TryAddMonths(date, months, out result)
        || (context.Site.Call.Mode == EvaluationMode.Try ? false : throw QueryErrors.ArithmeticOverflow(Origin.None, null));
}

/// <summary>Date plus months and days. In ANSI mode the interval must not have a time part; in legacy mode it may carry over into days.</summary>
internal readonly struct DateAddCalendar : IRowOp<int, CalendarInterval, int>
{
    public static bool Invoke(ref int date, ref CalendarInterval interval, RowContext context, out int result)
    {
        if (interval.Microseconds == 0)
        {
            bool fits = DateTimeArithmetic.TryAddMonths(date, interval.Months, out int moved);
            result = unchecked(moved + interval.Days);
            return fits || TimeFaults.Overflow(context);
        }
        result = 0;
        if (context.Site.Call.Mode != EvaluationMode.Legacy)
        {
            return context.Site.Call.Mode == EvaluationMode.Try ? false
                : throw new QueryException("INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION").As("IllegalArgumentException");
        }
        var zone = (TimeZoneRules)context.State!;
        if (!zone.TryStartOfDay(date, out long start) || !DateTimeArithmetic.TryAddInterval(start, interval.Months, interval.Days, interval.Microseconds, zone, out long end))
        {
            return TimeFaults.Overflow(context);
        }
        result = zone.ToDays(end);
        return true;
    }
}

internal readonly struct TimeAddInterval : IRowOp<long, long, long>
{
    public static bool Invoke(ref long time, ref long interval, RowContext context, out long result)
    {
        var sum = time + ((Int128)interval * TimeUnits.NanosPerMicro);
        result = unchecked((long)sum);
        if (sum >= 0 && sum < TimeUnits.NanosPerDay)
        {
            return true;
        }
        if (context.Site.Call.Mode == EvaluationMode.Try)
        {
            return false;
        }
        byte unit = ((DayTimeIntervalType)context.Site.ArgumentType(1)).End;
        string operation = $"add {LiteralText.Value(interval, new DayTimeIntervalType(unit, unit))} to the time value {LiteralText.Value(time, context.Site.ArgumentType(0))}";
        throw new QueryException("DATETIME_OVERFLOW", ("operation", operation));
    }
}

/// <summary>The difference of the local readings in the zone.</summary>
internal readonly struct SubtractTimestamps : IRowOp<long, long, long>
{
    public static bool Invoke(ref long end, ref long start, RowContext context, out long result)
    {
        var zone = (TimeZoneRules)context.State!;
        result = DateTimeArithmetic.MicrosBetween(zone.ToLocal(start), zone.ToLocal(end));
        return true;
    }
}

internal readonly struct SubtractNanos : IRowOp<Int128, Int128, long>
{
    public static bool Invoke(ref Int128 end, ref Int128 start, RowContext context, out long result)
    {
        var zone = (TimeZoneRules)context.State!;
        var (endMicros, endRest) = NanosTimestamp.Split(end);
        var (startMicros, startRest) = NanosTimestamp.Split(start);
        var nanos = NanosTimestamp.Join(DateTimeArithmetic.MicrosBetween(zone.ToLocal(startMicros), zone.ToLocal(endMicros)), endRest - startRest);
        result = (long)(nanos / TimeUnits.NanosPerMicro);
        return true;
    }
}

internal readonly struct SubtractDates : IRowOp<int, int, long>
{
    public static bool Invoke(ref int end, ref int start, RowContext context, out long result)
    {
        var micros = ((Int128)end - start) * TimeUnits.MicrosPerDay;
        result = unchecked((long)micros);
        return result == micros || TimeFaults.Overflow(context);
    }
}

/// <summary>Counts whole months, then the days left over, as Java's Period does.</summary>
internal readonly struct SubtractCalendarDates : IRowOp<int, int, CalendarInterval>
{
    public static bool Invoke(ref int end, ref int start, RowContext context, out CalendarInterval result)
    {
        var (last, first) = (CivilDate.FromDays(end), CivilDate.FromDays(start));
        long months = ((long)(last.Year - first.Year) * 12) + (last.Month - first.Month);
        long days = last.Day - first.Day;
        if (months > 0 && days < 0)
        {
            months--;
            days = end - CivilDate.AddMonths(start, months);
        }
        else if (months < 0 && days > 0)
        {
            months++;
            days -= CivilDate.DaysInMonth(last.Year, last.Month);
        }
        result = new CalendarInterval((int)months, (int)days, 0);
        return true;
    }
}

/// <summary>Gives the time between two instants as microseconds of an interval.</summary>
internal readonly struct ElapsedTime : IRowOp<long, long, CalendarInterval>
{
    public static bool Invoke(ref long end, ref long start, RowContext context, out CalendarInterval result)
    {
        result = new CalendarInterval(0, 0, unchecked(end - start));
        return true;
    }
}

internal readonly struct SubtractTimes : IRowOp<long, long, long>
{
    public static bool Invoke(ref long end, ref long start, RowContext context, out long result)
    {
        result = (end - start) / TimeUnits.NanosPerMicro;
        return true;
    }
}

/// <summary>Calendar interval times or (state true) divided by a number.</summary>
internal readonly struct ScaleCalendar : IRowOp<CalendarInterval, double, CalendarInterval>
{
    public static bool Invoke(ref CalendarInterval interval, ref double number, RowContext context, out CalendarInterval result)
    {
        bool divide = (bool)context.State!;
        result = default;
        if (divide && number == 0)
        {
            return context.Site.Call.Mode == EvaluationMode.Ansi
                ? throw new QueryException("INTERVAL_DIVIDED_BY_ZERO", context.Site.Call.Origin)
                : false;
        }
        bool fits = divide
            ? IntervalArithmetic.TryScaleCalendar(interval.Months / number, interval.Days / number, interval.Microseconds / number, context.Site.Call.Mode == EvaluationMode.Legacy, out int months, out int days, out long micros)
            : IntervalArithmetic.TryScaleCalendar(interval.Months * number, interval.Days * number, interval.Microseconds * number, context.Site.Call.Mode == EvaluationMode.Legacy, out months, out days, out micros);
        result = new CalendarInterval(months, days, micros);
        return fits || (context.Ansi ? throw ArithmeticFaults.Overflow() : false);
    }
}

internal static class TimeFaults
{
    /// <summary>Raises what Java's exact arithmetic raises; NULL in try_ forms.</summary>
    public static bool Overflow(RowContext context) => context.Site.Call.Mode == EvaluationMode.Try
        ? false
        : throw new QueryException(new QueryError(null, [], [], "ArithmeticException", "long overflow"));
}
