using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers what + - * / become on dates, timestamps, times and intervals. SQL cannot call these by name.</summary>
internal static class OperatorIntervals
{
    private static readonly Parameter _date = new("start", TypeRule.Date);
    private static readonly Parameter _days = new("days", TypeRule.OneOf(TypeRule.Int, TypeRule.Short, TypeRule.Byte));
    private static readonly TypeRule _anyTimestamp =
        new("(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or \"(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])\")",
            static t => t is TimestampType or TimestampNtzType or TimestampNanosType, TimestampType.Instance) { IsAbstract = true, RefusesTime = true };
    private static readonly Parameter _timestamp = new("start", _anyTimestamp);
    private static readonly Parameter _yearMonth = new("interval", TypeRule.YearMonthInterval);
    private static readonly Parameter _dayTime = new("interval", TypeRule.DayTimeInterval);
    private static readonly Parameter _calendar = new("interval", TypeRule.CalendarInterval);
    private static readonly Parameter _number = new("num", TypeRule.Numeric);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("operatordateadd", [_date, _days], Date, kernel: static site => DaysKernel(site, 1), coercion: ArgumentCoercion.None, printed: "date_add", isInternal: true, canThrow: Never);
        f.Scalar("operatordatesub", [_date, _days], Date, kernel: static site => DaysKernel(site, -1), coercion: ArgumentCoercion.None, printed: "date_sub", isInternal: true, canThrow: Never);
        f.Scalar("extractansiintervaldays", [_dayTime], static _ => IntegerType.Instance, kernel: RowKernel.Of<IntervalDays, long, int>(), isInternal: true, canThrow: Never);
        f.Scalar("timestampaddinterval", [_timestamp, new("interval", TypeRule.OneOf(TypeRule.CalendarInterval, TypeRule.DayTimeInterval))], First,
            kernel: TimestampIntervalKernel, check: NanosTakeDayTime, shape: Shapes.Bare("+"), isInternal: true, canThrow: Always);
        f.Scalar("timestampaddyminterval", [_timestamp, _yearMonth], First, kernel: TimestampMonthsKernel, shape: Shapes.Bare("+"), isInternal: true, canThrow: Always);
        f.Scalar("dateaddyminterval", [_date, _yearMonth], Date, kernel: RowKernel.Of<DateAddMonths, int, int, int>(), shape: Shapes.Bare("+"), isInternal: true, canThrow: Always);
        f.Scalar("dateaddinterval", [_date, _calendar], Date, kernel: RowKernel.Of<DateAddCalendar, int, CalendarInterval, int>(ZoneOf), shape: Shapes.Bare("+"), isInternal: true, canThrow: Always);
        f.Scalar("timeaddinterval", [new("time", TypeRule.Time), _dayTime], static call => new TimeType(Math.Max(((TimeType)call.Arguments[0].Type).Precision, ((DayTimeIntervalType)call.Arguments[1].Type).End == 3 ? 6 : 0)),
            NullRules.Always, RowKernel.Of<TimeAddInterval, long, long, long>(), shape: Shapes.Bare("+"), isInternal: true, canThrow: Always);
        f.Scalar("datetimesub", [new("left", TypeRule.Any), new("right", TypeRule.Any)], First, coercion: ArgumentCoercion.None, shape: Shapes.Bare("-"), isInternal: true);
        f.Scalar("subtracttimestamps", [_timestamp, new("right", _anyTimestamp)], static _ => DayTimeIntervalType.Default,
            kernel: SubtractKernel, coercion: ArgumentCoercion.None, shape: Shapes.Infix("-"), isInternal: true, canThrow: Always);
        f.Scalar("subtractdates", [_date, new("right", TypeRule.Date)], static _ => new DayTimeIntervalType(DayTimeIntervalType.Day, DayTimeIntervalType.Day),
            kernel: RowKernel.Of<SubtractDates, int, int, long>(), shape: Shapes.Infix("-"), isInternal: true, canThrow: Always);
        f.Scalar("subtractdatesaslegacy", [_date, new("right", TypeRule.Date)], static _ => CalendarIntervalType.Instance,
            kernel: RowKernel.Of<SubtractCalendarDates, int, int, CalendarInterval>(), shape: Shapes.Infix("-"), isInternal: true, canThrow: Never);
        f.Scalar("subtracttimestampsaslegacy", [new("start", TypeRule.AnyTimestamp), new("right", TypeRule.AnyTimestamp)], static _ => CalendarIntervalType.Instance,
            kernel: RowKernel.Of<ElapsedTime, long, long, CalendarInterval>(), coercion: ArgumentCoercion.None, shape: Shapes.Infix("-"), isInternal: true, canThrow: Never);
        f.Scalar("subtracttimes", [new("left", TypeRule.Time), new("right", TypeRule.Time)], static _ => new DayTimeIntervalType(DayTimeIntervalType.Hour, DayTimeIntervalType.Second),
            NullRules.Always, RowKernel.Of<SubtractTimes, long, long, long>(), shape: Shapes.Bare("-"), isInternal: true, canThrow: Never);

        f.Scalar("tryeval", [new("expr", TypeRule.Any)], First, NullRules.Always, static site => new IdentityEvaluator(site), coercion: ArgumentCoercion.None, isInternal: true, canThrow: Never);
        f.Scalar("multiplyinterval", [_calendar, new("num", TypeRule.Double)], First, NullRules.Always, RowKernel.Of<ScaleCalendar, CalendarInterval, double, CalendarInterval>(static _ => false),
            shape: static (writer, call) => writer.Call("multiply_interval", call.Arguments), isInternal: true, canThrow: Always);
        f.Scalar("divideinterval", [_calendar, new("num", TypeRule.Double)], First, NullRules.Always, RowKernel.Of<ScaleCalendar, CalendarInterval, double, CalendarInterval>(static _ => true),
            shape: static (writer, call) => writer.Call("divide_interval", call.Arguments), isInternal: true, canThrow: Always);
        f.Scalar("multiplyyminterval", [_yearMonth, _number], static _ => YearMonthIntervalType.Default, kernel: IntervalScaling.MultiplyMonths, shape: Shapes.Infix("*"), isInternal: true, canThrow: Always);
        f.Scalar("divideyminterval", [_yearMonth, _number], static _ => YearMonthIntervalType.Default, kernel: IntervalScaling.DivideMonths, shape: Shapes.Infix("/"), isInternal: true, canThrow: Always);
        f.Scalar("multiplydtinterval", [_dayTime, _number], static _ => DayTimeIntervalType.Default, kernel: IntervalScaling.MultiplyMicros, shape: Shapes.Infix("*"), isInternal: true, canThrow: Always);
        f.Scalar("dividedtinterval", [_dayTime, _number], static _ => DayTimeIntervalType.Default, kernel: IntervalScaling.DivideMicros, shape: Shapes.Infix("/"), isInternal: true, canThrow: Always);
    }

    private static bool Never(FunctionCall call) => false;

    private static bool Always(FunctionCall call) => true;

    private static DataType Date(FunctionCall call) => DateType.Instance;

    private static DataType First(FunctionCall call) => call.Arguments[0].Type;

    private static object ZoneOf(BoundCall site) => SessionZone.Find(site.Context.Settings.TimeZone);

    /// <summary>Nanosecond timestamps add day-time intervals only.</summary>
    private static QueryError? NanosTakeDayTime(FunctionCall call) => call.Arguments[0].Type is TimestampNanosType && call.Arguments[1].Type is CalendarIntervalType
        ? FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE",
            ("paramIndex", "second"), ("requiredType", "\"INTERVAL DAY TO SECOND\""),
            ("inputSql", FunctionCheck.Quoted(call.Arguments[1])), ("inputType", FunctionCheck.Quoted(call.Arguments[1].Type)))
        : null;

    private static Evaluator DaysKernel(BoundCall site, int sign) => site.ArgumentType(1) switch
    {
        ByteType => RowKernel.Of<ShiftDays<sbyte>, int, sbyte, int>(_ => sign)(site),
        ShortType => RowKernel.Of<ShiftDays<short>, int, short, int>(_ => sign)(site),
        _ => RowKernel.Of<ShiftDays<int>, int, int, int>(_ => sign)(site),
    };

    private static Evaluator TimestampIntervalKernel(BoundCall site) => (site.ArgumentType(0), site.ArgumentType(1)) switch
    {
        (TimestampNanosType, _) => RowKernel.Of<NanosAddDayTime, Int128, long, Int128>(OwnZone)(site),
        (_, CalendarIntervalType) => RowKernel.Of<TimestampAddCalendar, long, CalendarInterval, long>(OwnZone)(site),
        _ => RowKernel.Of<TimestampAddDayTime, long, long, long>(OwnZone)(site),
    };

    private static Evaluator TimestampMonthsKernel(BoundCall site) => site.ArgumentType(0) is TimestampNanosType
        ? RowKernel.Of<NanosAddMonths, Int128, int, Int128>(OwnZone)(site)
        : RowKernel.Of<TimestampAddMonths, long, int, long>(OwnZone)(site);

    private static Evaluator SubtractKernel(BoundCall site) => site.ArgumentType(0) is TimestampNanosType
        ? RowKernel.Of<SubtractNanos, Int128, Int128, long>(OwnZone)(site)
        : RowKernel.Of<SubtractTimestamps, long, long, long>(OwnZone)(site);

    /// <summary>Local timestamps count in UTC, the others in the session zone.</summary>
    private static object OwnZone(BoundCall site) => site.ArgumentType(0) is TimestampNtzType or TimestampNanosType { WithZone: false } ? Time.TimeZoneRules.Utc : ZoneOf(site);
}
