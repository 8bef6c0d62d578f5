using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers extract and its like, which stand for one function per field, and the fields that have no function of their own.</summary>
internal static class DateFieldFunctions
{
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, DataType> _int = static _ => IntegerType.Instance;
    private static readonly Func<FunctionCall, DataType> _byte = static _ => ByteType.Instance;
    private static readonly Func<FunctionCall, DataType> _seconds = static _ => new DecimalType(8, 6);

    public static void Register(FunctionFamily f)
    {
        Parts(f, "date_part", static (writer, call) => writer.Call("date_part", call.Arguments));
        Parts(f, "datepart", static (writer, call) => FromForm(writer, call));
        Parts(f, "extract", static (writer, call) => FromForm(writer, call));

        f.Scalar("dayofweek_iso", [new("date", TypeRule.Date)], _int, kernel: RowKernel.Of<DateFieldOperation<DayOfWeekIsoField>, int, int>(), canThrow: _safe, isInternal: true);
        f.Scalar("yearofweek", [new("date", TypeRule.Date)], _int, kernel: RowKernel.Of<DateFieldOperation<YearOfWeekField>, int, int>(), canThrow: _safe, isInternal: true);
        f.Scalar("secondwithfraction", [new("timestamp", TypeRule.AnyTimestamp)], _seconds, canThrow: _safe, isInternal: true,
            kernel: RowKernel.Of<SecondWithFractionOperation, long, long>(static site => site.ArgumentType(0) is TimestampType ? DateTimeSite.Zone(site) : TimeZoneRules.Utc));
        f.Scalar("secondoftime", [new("time", TypeRule.Time)], SecondsOfTime, NullRules.Always, RowKernel.Of<SecondOfTimeOperation, long, long>(), canThrow: _safe, isInternal: true);
        f.Scalar("secondofnanos", [new("timestamp", DateFormatFunctions.Nanos)], static _ => new DecimalType(11, 9), canThrow: _safe, isInternal: true,
            kernel: RowKernel.Of<SecondOfNanosOperation, Int128, long>(static site => ((TimestampNanosType)site.ArgumentType(0)).WithZone ? DateTimeSite.Zone(site) : TimeZoneRules.Utc));
        Months<YearsOfMonths>(f, "extractansiintervalyears", _int);
        Months<RestOfMonths>(f, "extractansiintervalmonths", _byte);
        Micros<HoursOfMicros>(f, "extractansiintervalhours");
        Micros<MinutesOfMicros>(f, "extractansiintervalminutes");
        f.Scalar("extractansiintervalseconds", [new("interval", TypeRule.DayTimeInterval)], _seconds, kernel: RowKernel.Of<SecondsOfMicrosOperation, long, long>(), canThrow: _safe, isInternal: true);
        f.Scalar("extractintervalyears", [new("interval", TypeRule.CalendarInterval)], _int, kernel: RowKernel.Of<CalendarYearsOperation, CalendarInterval, int>(), canThrow: _safe, isInternal: true);
        f.Scalar("extractintervalmonths", [new("interval", TypeRule.CalendarInterval)], _byte, kernel: RowKernel.Of<CalendarMonthsOperation, CalendarInterval, sbyte>(), canThrow: _safe, isInternal: true);
        f.Scalar("extractintervaldays", [new("interval", TypeRule.CalendarInterval)], _int, kernel: RowKernel.Of<CalendarDaysOperation, CalendarInterval, int>(), canThrow: _safe, isInternal: true);
        f.Scalar("extractintervalhours", [new("interval", TypeRule.CalendarInterval)], _byte, kernel: RowKernel.Of<CalendarHoursOperation, CalendarInterval, sbyte>(), canThrow: _safe, isInternal: true);
        f.Scalar("extractintervalminutes", [new("interval", TypeRule.CalendarInterval)], _byte, kernel: RowKernel.Of<CalendarMinutesOperation, CalendarInterval, sbyte>(), canThrow: _safe, isInternal: true);
        f.Scalar("extractintervalseconds", [new("interval", TypeRule.CalendarInterval)], _seconds, kernel: RowKernel.Of<CalendarSecondsOperation, CalendarInterval, long>(), canThrow: _safe, isInternal: true);
    }

    /// <summary>Seconds of a TIME have as many fraction digits as it.</summary>
    private static DecimalType SecondsOfTime(FunctionCall call) => call.Arguments[0].Type is TimeType { Precision: var digits } ? new DecimalType(digits + 2, digits) : new DecimalType(8, 6);

    private static void Parts(FunctionFamily f, string name, Action<ExpressionWriter, FunctionCall> shape) =>
        f.Scalar(name, [new("field", TypeRule.Any), new("source", TypeRule.Any)], static _ => IntegerType.Instance, coercion: ArgumentCoercion.None, shape: shape, canThrow: _safe, expand: Expand, group: "datetime_funcs");

    private static void FromForm(ExpressionWriter writer, FunctionCall call) =>
        writer.Append(call.Function.Name).Append("(").Append(call.Arguments[0]).Append(" FROM ").Append(call.Arguments[1]).Append(")");

    private static void Months<TOp>(FunctionFamily f, string name, Func<FunctionCall, DataType> returns) where TOp : struct, IMonthsPart =>
        f.Scalar(name, [new("interval", TypeRule.YearMonthInterval)], returns, canThrow: _safe, isInternal: true, kernel: site => site.ResultType is ByteType
            ? RowKernel.Of<MonthsPartOperation<TOp>, int, sbyte>()(site)
            : RowKernel.Of<MonthsPartOperation<TOp>, int, int>()(site));

    private static void Micros<TOp>(FunctionFamily f, string name) where TOp : struct, IRowOp<long, sbyte> =>
        f.Scalar(name, [new("interval", TypeRule.DayTimeInterval)], _byte, canThrow: _safe, isInternal: true, kernel: RowKernel.Of<TOp, long, sbyte>());

    private static Expression Expand(FunctionCall call)
    {
        string? field = DateTimeCalls.ConstantText(call, 0, call.Function.Name, "field");
        if (field is null)
        {
            return Literal.NullOf(DoubleType.Instance);
        }
        var source = call.Arguments[1];
        var part = DateTimeFields.TryParse(field, out var parsed) ? Part(call, parsed, source) : null;
        return part ?? throw new QueryException("INVALID_EXTRACT_FIELD", call.Origin, ("field", Quote.Id(field.Split('.'))), ("expr", FunctionCheck.Quoted(source)));
    }

    private static FunctionCall? Part(FunctionCall call, DateTimeField field, Expression source)
    {
        switch (source.Type)
        {
            case YearMonthIntervalType interval:
                return MonthsPart(field, interval) is { } months ? DateTimeCalls.Internal(call, months, source) : null;
            case DayTimeIntervalType interval:
                return MicrosPart(field, interval) is { } micros ? DateTimeCalls.Internal(call, micros, source) : null;
            case CalendarIntervalType:
                return field is DateTimeField.Year or DateTimeField.Month or DateTimeField.Day or DateTimeField.Hour or DateTimeField.Minute or DateTimeField.Second
                    ? DateTimeCalls.Internal(call, "extractinterval" + Plural(field), source)
                    : null;
            case TimeType:
                return field switch
                {
                    DateTimeField.Hour => DateTimeCalls.Call(call, "hour", source),
                    DateTimeField.Minute => DateTimeCalls.Call(call, "minute", source),
                    DateTimeField.Second => DateTimeCalls.Internal(call, "secondoftime", source),
                    _ => null,
                };
            case TimestampNanosType when field == DateTimeField.Second:
                return DateTimeCalls.Internal(call, "secondofnanos", source);
            default:
                return field switch
                {
                    DateTimeField.Year => DateTimeCalls.Call(call, "year", source),
                    DateTimeField.YearOfWeek => DateTimeCalls.Internal(call, "yearofweek", source),
                    DateTimeField.Quarter => DateTimeCalls.Call(call, "quarter", source),
                    DateTimeField.Month => DateTimeCalls.Call(call, "month", source),
                    DateTimeField.Week => DateTimeCalls.Call(call, "weekofyear", source),
                    DateTimeField.Day => DateTimeCalls.Call(call, "dayofmonth", source),
                    DateTimeField.DayOfWeek => DateTimeCalls.Call(call, "dayofweek", source),
                    DateTimeField.DayOfWeekIso => DateTimeCalls.Internal(call, "dayofweek_iso", source),
                    DateTimeField.DayOfYear => DateTimeCalls.Call(call, "dayofyear", source),
                    DateTimeField.Hour => DateTimeCalls.Call(call, "hour", source),
                    DateTimeField.Minute => DateTimeCalls.Call(call, "minute", source),
                    DateTimeField.Second => DateTimeCalls.Internal(call, "secondwithfraction", source),
                    _ => null,
                };
        }
    }

    private static string Plural(DateTimeField field) => field switch
    {
        DateTimeField.Year => "years",
        DateTimeField.Month => "months",
        DateTimeField.Day => "days",
        DateTimeField.Hour => "hours",
        DateTimeField.Minute => "minutes",
        _ => "seconds",
    };

    /// <summary>Only fields between the first and the last of the interval's type can be read.</summary>
    private static string? MonthsPart(DateTimeField field, YearMonthIntervalType interval) => field switch
    {
        DateTimeField.Year when interval.Start == 0 => "extractansiintervalyears",
        DateTimeField.Month when interval.End == 1 => "extractansiintervalmonths",
        _ => null,
    };

    private static string? MicrosPart(DateTimeField field, DayTimeIntervalType interval)
    {
        int ordinal = field switch { DateTimeField.Day => 0, DateTimeField.Hour => 1, DateTimeField.Minute => 2, DateTimeField.Second => 3, _ => -1 };
        return ordinal >= interval.Start && ordinal <= interval.End && ordinal >= 0 ? "extractansiinterval" + Plural(field) : null;
    }
}

internal readonly struct SecondWithFractionOperation : IRowOp<long, long>
{
    public static bool Invoke(ref long micros, RowContext context, out long result)
    {
        result = ((TimeZoneRules)context.State!).ToLocal(micros).MicrosOfDay % TimeUnits.MicrosPerMinute;
        return true;
    }
}

internal readonly struct SecondOfTimeOperation : IRowOp<long, long>
{
    public static bool Invoke(ref long nanosOfDay, RowContext context, out long result)
    {
        result = nanosOfDay % (60 * TimeUnits.NanosPerSecond);
        for (int digits = ((DecimalType)context.Site.ResultType).Scale; digits < 9; digits++)
        {
            result /= 10;
        }
        return true;
    }
}

internal readonly struct SecondOfNanosOperation : IRowOp<Int128, long>
{
    public static bool Invoke(ref Int128 nanos, RowContext context, out long result)
    {
        var (micros, rest) = NanosTimestamp.Split(nanos);
        SecondWithFractionOperation.Invoke(ref micros, context, out long seconds);
        result = (seconds * TimeUnits.NanosPerMicro) + rest;
        return true;
    }
}

internal readonly struct NanosClockOperation<TField> : IRowOp<Int128, int> where TField : struct, IClockField
{
    public static bool Invoke(ref Int128 nanos, RowContext context, out int result)
    {
        var (micros, _) = NanosTimestamp.Split(nanos);
        return ClockFieldOperation<TField>.Invoke(ref micros, context, out result);
    }
}

internal interface IMonthsPart
{
    static abstract int Of(int months);
}

internal readonly struct YearsOfMonths : IMonthsPart { public static int Of(int months) => months / TimeUnits.MonthsPerYear; }
internal readonly struct RestOfMonths : IMonthsPart { public static int Of(int months) => months % TimeUnits.MonthsPerYear; }

internal readonly struct MonthsPartOperation<TPart> : IRowOp<int, int>, IRowOp<int, sbyte> where TPart : struct, IMonthsPart
{
    public static bool Invoke(ref int months, RowContext context, out int result)
    {
        result = TPart.Of(months);
        return true;
    }

    public static bool Invoke(ref int months, RowContext context, out sbyte result)
    {
        result = (sbyte)TPart.Of(months);
        return true;
    }
}

internal readonly struct HoursOfMicros : IRowOp<long, sbyte>
{
    public static bool Invoke(ref long micros, RowContext context, out sbyte result)
    {
        result = (sbyte)(micros % TimeUnits.MicrosPerDay / TimeUnits.MicrosPerHour);
        return true;
    }
}

internal readonly struct MinutesOfMicros : IRowOp<long, sbyte>
{
    public static bool Invoke(ref long micros, RowContext context, out sbyte result)
    {
        result = (sbyte)(micros % TimeUnits.MicrosPerHour / TimeUnits.MicrosPerMinute);
        return true;
    }
}

internal readonly struct SecondsOfMicrosOperation : IRowOp<long, long>
{
    public static bool Invoke(ref long micros, RowContext context, out long result)
    {
        result = micros % TimeUnits.MicrosPerMinute;
        return true;
    }
}

internal readonly struct CalendarYearsOperation : IRowOp<CalendarInterval, int>
{
    public static bool Invoke(ref CalendarInterval interval, RowContext context, out int result)
    {
        result = interval.Months / TimeUnits.MonthsPerYear;
        return true;
    }
}

internal readonly struct CalendarMonthsOperation : IRowOp<CalendarInterval, sbyte>
{
    public static bool Invoke(ref CalendarInterval interval, RowContext context, out sbyte result)
    {
        result = (sbyte)(interval.Months % TimeUnits.MonthsPerYear);
        return true;
    }
}

/// <summary>Days include whole 24-hour days of the microseconds.</summary>
internal readonly struct CalendarDaysOperation : IRowOp<CalendarInterval, int>
{
    public static bool Invoke(ref CalendarInterval interval, RowContext context, out int result)
    {
        result = (int)(interval.Days + (interval.Microseconds / TimeUnits.MicrosPerDay));
        return true;
    }
}

internal readonly struct CalendarHoursOperation : IRowOp<CalendarInterval, sbyte>
{
    public static bool Invoke(ref CalendarInterval interval, RowContext context, out sbyte result)
    {
        long micros = interval.Microseconds;
        return HoursOfMicros.Invoke(ref micros, context, out result);
    }
}

internal readonly struct CalendarMinutesOperation : IRowOp<CalendarInterval, sbyte>
{
    public static bool Invoke(ref CalendarInterval interval, RowContext context, out sbyte result)
    {
        long micros = interval.Microseconds;
        return MinutesOfMicros.Invoke(ref micros, context, out result);
    }
}

internal readonly struct CalendarSecondsOperation : IRowOp<CalendarInterval, long>
{
    public static bool Invoke(ref CalendarInterval interval, RowContext context, out long result)
    {
        long micros = interval.Microseconds;
        return SecondsOfMicrosOperation.Invoke(ref micros, context, out result);
    }
}
