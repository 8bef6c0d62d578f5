using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over dates: fields, arithmetic, construction, the current date.</summary>
internal static class DateFunctions
{
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, DataType> _int = static _ => IntegerType.Instance;
    private static readonly Func<FunctionCall, DataType> _date = static _ => DateType.Instance;
    private static readonly Func<FunctionCall, DataType> _text = static _ => StringType.Instance;
    private static readonly Parameter _dateParameter = new("date", TypeRule.Date);
    private static readonly TypeRule _dayCount = TypeRule.OneOf(TypeRule.Int, TypeRule.Short, TypeRule.Byte);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("add_months", [new("start_date", TypeRule.Date), new("num_months", TypeRule.Int)], _date, kernel: RowKernel.Of<AddMonthsOperation, int, int, int>(), canThrow: _safe, group: "datetime_funcs");
        f.Scalar("curdate current_date", [], _date, NullRules.Never, static site => new QueryConstantEvaluator(site, DateTimeSite.Today(site.Context.Settings)), printed: "current_date", deterministic: true, queryConstant: true, canThrow: _safe, group: "datetime_funcs");
        DayShift<AddDaysOperation>(f, "date_add", "date_add");
        DayShift<AddDaysOperation>(f, "dateadd", "date_add");
        DayShift<SubtractDaysOperation>(f, "date_sub", "date_sub");
        f.Scalar("date_diff datediff", [new("endDate", TypeRule.Date), new("startDate", TypeRule.Date)], _int, kernel: RowKernel.Of<DaysBetweenOperation, int, int, int>(), canThrow: _safe, group: "datetime_funcs");
        f.Scalar("date_from_unix_date", [new("days", TypeRule.Int)], _date, kernel: RowKernel.Of<SameIntOperation, int, int>(), canThrow: _safe, group: "datetime_funcs");
        Field<DayOfMonthField>(f, "day dayofmonth");
        f.Scalar("dayname", [_dateParameter], _text, kernel: RowKernel.Of<DayNameOperation, int, StringView>(), canThrow: _safe, group: "datetime_funcs");
        Field<DayOfWeekField>(f, "dayofweek");
        Field<DayOfYearField>(f, "dayofyear");
        f.Scalar("last_day", [_dateParameter], _date, kernel: RowKernel.Of<LastDayOperation, int, int>(), canThrow: _safe, group: "datetime_funcs");
        f.Scalar("make_date", [new("year", TypeRule.Int), new("month", TypeRule.Int), new("day", TypeRule.Int)], _date, static call => !call.Ansi || NullRules.Propagate(call),
            RowKernel.Of<MakeDateOperation, int, int, int, int>(), group: "datetime_funcs");
        Field<MonthField>(f, "month");
        f.Scalar("monthname", [_dateParameter], _text, kernel: RowKernel.Of<MonthNameOperation, int, StringView>(), canThrow: _safe, group: "datetime_funcs");
        f.Scalar("next_day", [new("start_date", TypeRule.Date), new("day_of_week", TypeRule.String)], _date, NullRules.Always, RowKernel.Of<NextDayOperation, int, StringView, int>(), group: "datetime_funcs");
        Field<QuarterField>(f, "quarter");
        f.Scalar("trunc", [_dateParameter, new("fmt", TypeRule.String)], _date, NullRules.Always, static site => new TruncateDateEvaluator(site), canThrow: _safe, group: "datetime_funcs");
        f.Scalar("unix_date", [_dateParameter], _int, coercion: ArgumentCoercion.None, kernel: RowKernel.Of<SameIntOperation, int, int>(), canThrow: _safe, group: "datetime_funcs");
        Field<WeekDayField>(f, "weekday");
        Field<WeekOfYearField>(f, "weekofyear");
        Field<YearField>(f, "year");
    }

    private static void Field<TField>(FunctionFamily f, string names) where TField : struct, IDateField =>
        f.Scalar(names, [_dateParameter], _int, kernel: RowKernel.Of<DateFieldOperation<TField>, int, int>(), canThrow: _safe, group: "datetime_funcs");

    /// <summary>Days may be any small integer; the date may be text, the number too.</summary>
    private static void DayShift<TOp>(FunctionFamily f, string name, string printed) where TOp : struct, IRowOp<int, int, int> =>
        f.Scalar(name, [new("start_date", TypeRule.Date), new("num_days", _dayCount)], _date, kernel: RowKernel.Of<TOp, int, int, int>(), printed: printed,
            coercion: ArgumentCoercion.None, coerce: CoerceShift, canThrow: _safe, group: "datetime_funcs");

    /// <summary>Days as text are read as a number; outside ANSI mode only when constant, and then at once.</summary>
    private static System.Collections.Immutable.ImmutableArray<Expression>? CoerceShift(FunctionCall call, bool ansi)
    {
        var (date, days) = (call.Arguments[0], call.Arguments[1]);
        if (date.Type is StringType or TimestampType or TimestampNtzType or TimestampNanosType)
        {
            return [DateTimeCalls.Cast(call, date, DateType.Instance), days];
        }
        if (days.Type is ByteType or ShortType)
        {
            return [date, new Cast(days, IntegerType.Instance, EvaluationMode.Ansi) { Origin = call.Origin }];
        }
        if (days.Type is not StringType || (!ansi && !days.Foldable))
        {
            return null;
        }
        var number = DateTimeCalls.Cast(call, days, IntegerType.Instance);
        if (ansi)
        {
            return [date, number];
        }
        var constant = ConstantFolding.Evaluate(number, QuerySettings.Default);
        return constant.Value is null
            ? throw new QueryException("SECOND_FUNCTION_ARGUMENT_NOT_INTEGER", ("functionName", call.Function.PrintedName!)).As("AnalysisException")
            : [date, constant];
    }
}

/// <summary>What date-time kernels take from their query.</summary>
internal static class DateTimeSite
{
    public static TimeZoneRules Zone(BoundCall site) => Zone(site.Context.Settings.TimeZone);

    public static TimeZoneRules Zone(string id) => TimeZoneCatalog.TryFind(id.AsSpan(), out var rules) ? rules : throw QueryErrors.InvalidTimeZone(id);

    public static object? PrepareZone(BoundCall site) => Zone(site);

    /// <summary>A constant unit that is none gives NULL without a look at the date.</summary>
    public static Func<BoundCall, Evaluator> UnlessUseless(int unit, Func<BoundCall, Evaluator> kernel) => site =>
        site.IsFoldable(unit) && site.ArgumentType(unit) is StringType && (site.Constant(unit) is not string text || !Truncation.TryParseUnit(Encoding.UTF8.GetBytes(text), out _))
            ? new QueryConstantEvaluator(site, null)
            : kernel(site);

    public static int Today(QuerySettings settings) => Zone(settings.TimeZone).ToDays(settings.NowMicros);
}

/// <summary>Gives a value that is fixed for the query.</summary>
internal sealed class QueryConstantEvaluator : Evaluator
{
    private readonly Column _column;

    public QueryConstantEvaluator(BoundCall site, object? value) : base(site.ResultType)
    {
        _column = Column.Create(site.ResultType, 1, site.Context.Memory);
        ColumnValues.Set(_column, 0, value);
        _column.Shape = ColumnShape.Constant;
    }

    public override bool IsConstant => true;

    public override Column Evaluate(Batch batch, Selection selection) => _column;
}

internal interface IDateField
{
    static abstract int Of(int days);
}

internal readonly struct DayOfMonthField : IDateField { public static int Of(int days) => DateFields.DayOfMonth(days); }
internal readonly struct DayOfWeekField : IDateField { public static int Of(int days) => DateFields.DayOfWeek(days); }
internal readonly struct DayOfYearField : IDateField { public static int Of(int days) => DateFields.DayOfYear(days); }
internal readonly struct MonthField : IDateField { public static int Of(int days) => DateFields.Month(days); }
internal readonly struct QuarterField : IDateField { public static int Of(int days) => DateFields.Quarter(days); }
internal readonly struct WeekDayField : IDateField { public static int Of(int days) => DateFields.WeekDay(days); }
internal readonly struct WeekOfYearField : IDateField { public static int Of(int days) => DateFields.WeekOfYear(days); }
internal readonly struct YearField : IDateField { public static int Of(int days) => DateFields.Year(days); }
internal readonly struct DayOfWeekIsoField : IDateField { public static int Of(int days) => DateFields.DayOfWeekIso(days); }
internal readonly struct YearOfWeekField : IDateField { public static int Of(int days) => DateFields.YearOfWeek(days); }

internal readonly struct DateFieldOperation<TField> : IRowOp<int, int> where TField : struct, IDateField
{
    public static bool Invoke(ref int days, RowContext context, out int result)
    {
        result = TField.Of(days);
        return true;
    }
}

internal readonly struct AddMonthsOperation : IRowOp<int, int, int>
{
    public static bool Invoke(ref int days, ref int months, RowContext context, out int result) =>
        DateTimeArithmetic.TryAddMonths(days, months, out result) ? true : throw QueryErrors.ArithmeticOverflow(Origin.None, null);
}

internal readonly struct AddDaysOperation : IRowOp<int, int, int>
{
    public static bool Invoke(ref int days, ref int count, RowContext context, out int result)
    {
        result = unchecked(days + count);
        return true;
    }
}

internal readonly struct SubtractDaysOperation : IRowOp<int, int, int>
{
    public static bool Invoke(ref int days, ref int count, RowContext context, out int result)
    {
        result = unchecked(days - count);
        return true;
    }
}

internal readonly struct DaysBetweenOperation : IRowOp<int, int, int>
{
    public static bool Invoke(ref int end, ref int start, RowContext context, out int result)
    {
        result = unchecked(end - start);
        return true;
    }
}

internal readonly struct SameIntOperation : IRowOp<int, int>
{
    public static bool Invoke(ref int value, RowContext context, out int result)
    {
        result = value;
        return true;
    }
}

internal readonly struct DayNameOperation : IRowOp<int, StringView>
{
    private static readonly string[] _names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public static bool Invoke(ref int days, RowContext context, out StringView result)
    {
        result = StringView.Inline(Encoding.UTF8.GetBytes(_names[DateFields.WeekDay(days)]));
        return true;
    }
}

internal readonly struct MonthNameOperation : IRowOp<int, StringView>
{
    private static readonly string[] _names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    public static bool Invoke(ref int days, RowContext context, out StringView result)
    {
        result = StringView.Inline(Encoding.UTF8.GetBytes(_names[DateFields.Month(days) - 1]));
        return true;
    }
}

internal readonly struct LastDayOperation : IRowOp<int, int>
{
    public static bool Invoke(ref int days, RowContext context, out int result)
    {
        result = DateTimeArithmetic.LastDayOfMonth(days);
        return true;
    }
}

internal readonly struct MakeDateOperation : IRowOp<int, int, int, int>
{
    public static bool Invoke(ref int year, ref int month, ref int day, RowContext context, out int result)
    {
        if (CivilConstruction.TryMakeDate(year, month, day, out result, out string? fault))
        {
            return true;
        }
        if (ReferenceEquals(fault, CivilConstruction.DayOverflow))
        {
            throw QueryErrors.ArithmeticOverflow(Origin.None, null);
        }
        return context.Ansi ? throw QueryErrors.DateTimeFieldOutOfBounds(fault!) : false;
    }
}

internal readonly struct NextDayOperation : IRowOp<int, StringView, int>
{
    public static bool Invoke(ref int days, ref StringView name, RowContext context, out int result)
    {
        result = 0;
        if (!DateTimeArithmetic.TryParseWeekday(StringView.Span(ref name), out int weekday))
        {
            return context.Ansi ? throw new QueryException("ILLEGAL_DAY_OF_WEEK", ("string", Encoding.UTF8.GetString(StringView.Span(ref name)))).As("SparkIllegalArgumentException") : false;
        }
        result = DateTimeArithmetic.NextDay(days, weekday);
        return true;
    }
}
