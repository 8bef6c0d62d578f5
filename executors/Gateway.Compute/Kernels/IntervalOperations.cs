using System.Numerics;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Errors;

namespace Gateway.Compute.Kernels;

/// <summary>Sum of intervals; overflow is an error in every mode but TRY.</summary>
internal readonly struct IntervalAddition<T> : IBinaryOperation<T> where T : unmanaged, INumber<T>
{
    public static bool CanFault => true;

    public static T Invoke(T left, T right) => unchecked(left + right);

    public static bool IsFault(T left, T right, T result) => (right < T.Zero) != (result < left);

    public static QueryException Error(FunctionCall call, T left, T right) => ArithmeticFaults.IntervalOverflow(Origin.None, "try_add");
}

/// <summary>Difference of intervals; overflow is an error in every mode but TRY.</summary>
internal readonly struct IntervalSubtraction<T> : IBinaryOperation<T> where T : unmanaged, INumber<T>
{
    public static bool CanFault => true;

    public static T Invoke(T left, T right) => unchecked(left - right);

    public static bool IsFault(T left, T right, T result) => (right > T.Zero) != (result < left);

    public static QueryException Error(FunctionCall call, T left, T right) => ArithmeticFaults.IntervalOverflow(Origin.None, "try_subtract");
}

/// <summary>Negated interval; overflow is an error in every mode.</summary>
internal readonly struct NegateInterval<T> : IUnaryOperation<T, T> where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public static bool CanFault => true;

    public static T Invoke(T value) => unchecked(-value);

    public static bool IsFault(T value) => value == T.MinValue;

    public static QueryException Error(FunctionCall call, T value) => ArithmeticFaults.IntervalOverflow(Origin.None, null);
}

/// <summary>Adds or subtracts calendar intervals part by part.</summary>
internal sealed unsafe class CalendarSumFunction(BoundCall site, int sign) : FixedFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var left = arguments[0].Read<CalendarInterval>();
        var right = arguments[1].Read<CalendarInterval>();
        var values = result.Data<CalendarInterval>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            var (x, y) = (left[row], right[row]);
            long months = (long)x.Months + (sign * (long)y.Months);
            long days = (long)x.Days + (sign * (long)y.Days);
            var micros = (Int128)x.Microseconds + (sign * (Int128)y.Microseconds);
            values[row] = new CalendarInterval(unchecked((int)months), unchecked((int)days), unchecked((long)micros));
            bool fits = values[row].Months == months && values[row].Days == days && values[row].Microseconds == micros;
            if (!fits && Site.Call.Mode != EvaluationMode.Legacy && !result.IsNull(row))
            {
                if (Site.Call.Ansi)
                {
                    throw ArithmeticFaults.Overflow();
                }
                result.SetNull(row);
            }
        }
    }
}

/// <summary>Negates calendar intervals part by part.</summary>
internal sealed unsafe class NegateCalendarFunction(BoundCall site) : FixedFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var reader = arguments[0].Read<CalendarInterval>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            var value = reader[row];
            result.Data<CalendarInterval>()[row] = unchecked(new CalendarInterval(-value.Months, -value.Days, -value.Microseconds));
            bool fits = value.Months != int.MinValue && value.Days != int.MinValue && value.Microseconds != long.MinValue;
            if (!fits && Site.Call.Ansi && !result.IsNull(row))
            {
                throw ArithmeticFaults.Overflow();
            }
        }
    }
}

/// <summary>How often one year-month interval fits into another.</summary>
internal sealed unsafe class MonthsQuotientFunction(BoundCall site) : FixedFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var left = arguments[0].Read<int>();
        var right = arguments[1].Read<int>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int divisor = right[row];
            if (divisor != 0)
            {
                result.Data<long>()[row] = (long)left[row] / divisor;
            }
            else if (!result.IsNull(row))
            {
                if (Site.Call.Ansi)
                {
                    throw ArithmeticFaults.DivideByZero(Site.Call);
                }
                result.SetNull(row);
            }
        }
    }
}

/// <summary>Passes the argument on.</summary>
internal sealed class IdentityEvaluator(BoundCall site) : Evaluator(site.ResultType)
{
    public override Column Evaluate(Batch batch, Selection selection) => site.Arguments[0].Evaluate(batch, selection);
}
