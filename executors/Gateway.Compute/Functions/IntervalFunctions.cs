using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers the functions that make intervals.</summary>
internal static class IntervalFunctions
{
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly DecimalType _secondsType = new(18, 6);
    private static readonly Parameter _seconds = new("secs", TypeRule.Of(_secondsType), new Literal((Int128)0, _secondsType));
    private static readonly ImmutableArray<Parameter> _calendarFields = [Field("years"), Field("months"), Field("weeks"), Field("days"), Field("hours"), Field("mins"), _seconds];

    public static void Register(FunctionFamily f)
    {
        f.Scalar("make_dt_interval", [Field("days"), Field("hours"), Field("mins"), _seconds], static _ => DayTimeIntervalType.Default, kernel: RowKernel.Of<MakeDayTimeOperation, int, int, int, long, long>(), optional: 4, canThrow: _throws, group: "datetime_funcs");
        f.Scalar("make_interval", _calendarFields, static _ => CalendarIntervalType.Instance, static call => !call.Ansi || NullRules.Propagate(call), static site => new MakeIntervalFunction(site), optional: 7, canThrow: _throws, group: "datetime_funcs");
        f.Scalar("make_ym_interval", [Field("years"), Field("months")], static _ => YearMonthIntervalType.Default, kernel: RowKernel.Of<MakeYearMonthOperation, int, int, int>(), optional: 2, canThrow: _throws, group: "datetime_funcs");
        f.Scalar("try_make_interval", _calendarFields, static _ => CalendarIntervalType.Instance, NullRules.Always, static site => new MakeIntervalFunction(site), optional: 6, checkedAs: "make_interval", canThrow: static _ => false, group: "datetime_funcs");
    }

    private static Parameter Field(string name) => new(name, TypeRule.Int, Literal.Of(0));
}

internal readonly struct MakeDayTimeOperation : IRowOp<int, int, int, long, long>
{
    public static bool Invoke(ref int days, ref int hours, ref int minutes, ref long secondMicros, RowContext context, out long result) =>
        IntervalArithmetic.TryMakeDayTime(days, hours, minutes, secondMicros, out result) ? true : throw QueryErrors.IntervalOverflow(context.Site.Call.Origin, null);
}

internal readonly struct MakeYearMonthOperation : IRowOp<int, int, int>
{
    public static bool Invoke(ref int years, ref int months, RowContext context, out int result) =>
        IntervalArithmetic.TryMakeYearMonth(years, months, out result) ? true : throw QueryErrors.IntervalOverflow(context.Site.Call.Origin, null);
}

/// <summary>Makes calendar intervals of seven fields.</summary>
internal sealed unsafe class MakeIntervalFunction(BoundCall site) : ColumnFunction(site)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (Array.Exists(arguments, static argument => argument.Physical == PhysicalType.Null))
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var years = arguments[0].Read<int>();
        var months = arguments[1].Read<int>();
        var weeks = arguments[2].Read<int>();
        var days = arguments[3].Read<int>();
        var hours = arguments[4].Read<int>();
        var minutes = arguments[5].Read<int>();
        var seconds = arguments[6].Read<long>();
        var values = result.Data<CalendarInterval>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!(years.IsValid(row) && months.IsValid(row) && weeks.IsValid(row) && days.IsValid(row) && hours.IsValid(row) && minutes.IsValid(row) && seconds.IsValid(row)))
            {
                result.SetNull(row);
            }
            else if (IntervalArithmetic.TryMakeCalendar(years[row], months[row], weeks[row], days[row], hours[row], minutes[row], seconds[row], out int totalMonths, out int totalDays, out long micros))
            {
                values[row] = new CalendarInterval(totalMonths, totalDays, micros);
            }
            else if (Site.Call.Ansi)
            {
                throw QueryErrors.ArithmeticOverflow(Origin.None, null);
            }
            else
            {
                result.SetNull(row);
            }
        }
    }
}
