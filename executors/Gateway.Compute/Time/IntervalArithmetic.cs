using Gateway.Compute.Numerics;

namespace Gateway.Compute.Time;

/// <summary>Multiplies, divides and builds intervals; false means overflow.</summary>
/// <remarks>Year-month intervals are months, day-time ones microseconds. Fractions round half up; divisors are not zero.</remarks>
public static class IntervalArithmetic
{
    private static readonly DecimalShape Whole = new(PowersOfTen.MaxDigits, 0);

    public static bool TryAdd(long left, long right, out long result)
    {
        result = unchecked(left + right);
        return ((left ^ result) & (right ^ result)) >= 0;
    }

    public static bool TrySubtract(long left, long right, out long result)
    {
        result = unchecked(left - right);
        return ((left ^ right) & (left ^ result)) >= 0;
    }

    public static bool TryMultiply(long interval, long factor, out long result)
    {
        long high = Math.BigMul(interval, factor, out result);
        return high == result >> 63;
    }

    public static bool TryMultiply(long interval, Int128 factor, int factorScale, out long result)
    {
        bool fits = DecimalArithmetic.TryMultiply(interval, 0, factor, factorScale, Whole, out Int128 product);
        return Narrow(product, out result) && fits;
    }

    public static bool TryMultiply(long interval, double factor, out long result) => TryRound(interval * factor, out result);

    public static bool TryDivide(long interval, long divisor, out long result)
    {
        if (interval == long.MinValue && divisor == -1)
        {
            result = 0;
            return false;
        }

        long quotient = interval / divisor;
        long remainder = interval - (quotient * divisor);
        if (remainder != 0)
        {
            UInt128 twice = (UInt128)Int128.Abs(remainder) * 2;
            if (twice >= (UInt128)Int128.Abs(divisor))
            {
                quotient += (interval < 0) == (divisor < 0) ? 1 : -1;
            }
        }

        result = quotient;
        return true;
    }

    public static bool TryDivide(long interval, Int128 divisor, int divisorScale, out long result)
    {
        bool fits = DecimalArithmetic.TryDivide(interval, 0, divisor, divisorScale, Whole, out Int128 quotient);
        return Narrow(quotient, out result) && fits;
    }

    public static bool TryDivide(long interval, double divisor, out long result) => TryRound(interval / divisor, out result);

    /// <summary>Narrows the result of an operation to months.</summary>
    public static bool TryToMonths(long value, out int months)
    {
        months = unchecked((int)value);
        return months == value;
    }

    /// <summary>Scales a calendar interval: months and days lose their fraction, that of the days moves to the microseconds.</summary>
    /// <param name="saturate">Legacy mode: values out of range stop at the end of the range instead of giving false.</param>
    public static bool TryScaleCalendar(
        double months, double days, double micros, bool saturate, out int resultMonths, out int resultDays, out long resultMicros)
    {
        resultMonths = SaturatingToInt32(months);
        resultDays = SaturatingToInt32(days);
        double total = micros + (TimeUnits.MicrosPerDay * (days - resultDays));
        resultMicros = JavaRound(total);
        return saturate || ((long)double.Truncate(months) == resultMonths && (long)double.Truncate(days) == resultDays && !double.IsNaN(months));
    }

    /// <summary>Cuts a day-time interval to whole units of its last field.</summary>
    public static long CutToField(long micros, int endField) => micros - (micros % (endField == 3 ? 1 : IntervalParser.FieldSize(endField)));

    /// <summary>Joins the parts of make_dt_interval; seconds come with six digits of fraction.</summary>
    public static bool TryMakeDayTime(int days, int hours, int minutes, long secondMicros, out long micros)
    {
        Int128 total = ((Int128)days * TimeUnits.MicrosPerDay) + (hours * (Int128)TimeUnits.MicrosPerHour) +
            (minutes * (Int128)TimeUnits.MicrosPerMinute) + secondMicros;
        return Narrow(total, out micros);
    }

    public static bool TryMakeYearMonth(int years, int months, out int result)
    {
        long total = ((long)years * TimeUnits.MonthsPerYear) + months;
        return TryToMonths(total, out result);
    }

    /// <summary>Joins the parts of make_interval.</summary>
    public static bool TryMakeCalendar(
        int years, int months, int weeks, int days, int hours, int minutes, long secondMicros,
        out int resultMonths, out int resultDays, out long resultMicros)
    {
        bool fits = TryMakeYearMonth(years, months, out resultMonths);
        fits &= TryToMonths(((long)weeks * TimeUnits.DaysPerWeek) + days, out resultDays);
        return TryMakeDayTime(0, hours, minutes, secondMicros, out resultMicros) && fits;
    }

    /// <summary>Moves whole 24-hour days out of the microseconds.</summary>
    public static bool TryJustifyHours(int days, long micros, out int resultDays, out long resultMicros)
    {
        long carried = micros / TimeUnits.MicrosPerDay;
        long total = days + carried;
        resultMicros = micros - (carried * TimeUnits.MicrosPerDay);
        resultDays = unchecked((int)total);
        return resultDays == total;
    }

    private static bool TryRound(double value, out long result)
    {
        double rounded = Math.Round(value, MidpointRounding.AwayFromZero);
        result = 0;
        if (double.IsNaN(rounded) || rounded >= 9.2233720368547758E18 || rounded < -9.2233720368547758E18)
        {
            return false;
        }

        result = (long)rounded;
        return true;
    }

    private static bool Narrow(Int128 value, out long result)
    {
        result = unchecked((long)value);
        return result == value;
    }

    private static int SaturatingToInt32(double value) =>
        double.IsNaN(value) ? 0 : value >= int.MaxValue ? int.MaxValue : value <= int.MinValue ? int.MinValue : (int)value;

    private static long JavaRound(double value)
    {
        double floor = Math.Floor(value);
        double rounded = value - floor >= 0.5 ? floor + 1 : floor;
        return double.IsNaN(value) ? 0
            : rounded >= 9.2233720368547758E18 ? long.MaxValue
            : rounded <= -9.2233720368547758E18 ? long.MinValue : (long)rounded;
    }
}
