using System.Numerics;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Binds products and quotients of year-month and day-time intervals with numbers of any type. Results are rounded half up.</summary>
internal static class IntervalScaling
{
    public static Evaluator MultiplyMonths(BoundCall site) => Bind<int>(site, divide: false);

    public static Evaluator DivideMonths(BoundCall site) => Bind<int>(site, divide: true);

    public static Evaluator MultiplyMicros(BoundCall site) => Bind<long>(site, divide: false);

    public static Evaluator DivideMicros(BoundCall site) => Bind<long>(site, divide: true);

    private static Evaluator Bind<T>(BoundCall site, bool divide) where T : unmanaged, IBinaryInteger<T> => site.ArgumentType(1) switch
    {
        ByteType => new IntervalScaleFunction<T, sbyte, WholeScale<sbyte>>(site, divide),
        ShortType => new IntervalScaleFunction<T, short, WholeScale<short>>(site, divide),
        IntegerType => new IntervalScaleFunction<T, int, WholeScale<int>>(site, divide),
        LongType => new IntervalScaleFunction<T, long, WholeScale<long>>(site, divide),
        FloatType => new IntervalScaleFunction<T, float, FloatingScale<float>>(site, divide),
        DoubleType => new IntervalScaleFunction<T, double, FloatingScale<double>>(site, divide),
        DecimalType { Physical: PhysicalType.Int64 } => new IntervalScaleFunction<T, long, DecimalScale<long>>(site, divide),
        DecimalType => new IntervalScaleFunction<T, Int128, DecimalScale<Int128>>(site, divide),
        _ => throw new System.Diagnostics.UnreachableException(site.ArgumentType(1).TypeName),
    };
}

/// <summary>Scales an interval count by a number.</summary>
internal interface IIntervalScale<TNumber> where TNumber : unmanaged
{
    static abstract bool IsZero(TNumber number);

    static abstract bool TryMultiply(long interval, TNumber number, int scale, out long result);

    static abstract bool TryDivide(long interval, TNumber number, int scale, out long result);
}

internal readonly struct WholeScale<TNumber> : IIntervalScale<TNumber> where TNumber : unmanaged, IBinaryInteger<TNumber>
{
    public static bool IsZero(TNumber number) => TNumber.IsZero(number);

    public static bool TryMultiply(long interval, TNumber number, int scale, out long result) => IntervalArithmetic.TryMultiply(interval, long.CreateTruncating(number), out result);

    public static bool TryDivide(long interval, TNumber number, int scale, out long result) => IntervalArithmetic.TryDivide(interval, long.CreateTruncating(number), out result);
}

internal readonly struct FloatingScale<TNumber> : IIntervalScale<TNumber> where TNumber : unmanaged, IFloatingPoint<TNumber>
{
    public static bool IsZero(TNumber number) => TNumber.IsZero(number);

    public static bool TryMultiply(long interval, TNumber number, int scale, out long result) => IntervalArithmetic.TryMultiply(interval, double.CreateTruncating(number), out result);

    public static bool TryDivide(long interval, TNumber number, int scale, out long result) => IntervalArithmetic.TryDivide(interval, double.CreateTruncating(number), out result);
}

internal readonly struct DecimalScale<TNumber> : IIntervalScale<TNumber> where TNumber : unmanaged, IBinaryInteger<TNumber>
{
    public static bool IsZero(TNumber number) => TNumber.IsZero(number);

    public static bool TryMultiply(long interval, TNumber number, int scale, out long result) => IntervalArithmetic.TryMultiply(interval, Int128.CreateTruncating(number), scale, out result);

    public static bool TryDivide(long interval, TNumber number, int scale, out long result) => IntervalArithmetic.TryDivide(interval, Int128.CreateTruncating(number), scale, out result);
}

/// <summary>Drives an interval scaling row by row.</summary>
internal sealed unsafe class IntervalScaleFunction<T, TNumber, TScale>(BoundCall site, bool divide) : FixedFunction(site)
    where T : unmanaged, IBinaryInteger<T>
    where TNumber : unmanaged
    where TScale : struct, IIntervalScale<TNumber>
{
    private readonly int _scale = (site.ArgumentType(1) as DecimalType)?.Scale ?? 0;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var intervals = arguments[0].Read<T>();
        var numbers = arguments[1].Read<TNumber>();
        T* values = result.Data<T>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (result.IsNull(row))
            {
                continue;
            }
            long interval = long.CreateTruncating(intervals[row]);
            var number = numbers[row];
            if (divide && TScale.IsZero(number))
            {
                Fail(result, row, static call => new QueryException("INTERVAL_DIVIDED_BY_ZERO", call.Origin));
                continue;
            }
            bool fits = divide ? TScale.TryDivide(interval, number, _scale, out long scaled) : TScale.TryMultiply(interval, number, _scale, out scaled);
            values[row] = T.CreateTruncating(scaled);
            if (!fits || long.CreateTruncating(values[row]) != scaled)
            {
                Fail(result, row, divide
                    ? static call => ArithmeticFaults.IntervalOverflow(call.Origin, "try_divide")
                    : static call => ArithmeticFaults.IntervalOverflow(Origin.None, "try_multiply"));
            }
        }
    }

    /// <summary>Interval faults raise in every mode but TRY.</summary>
    private void Fail(Column result, int row, Func<Functions.FunctionCall, QueryException> error)
    {
        if (Site.Call.Mode != EvaluationMode.Try)
        {
            throw error(Site.Call);
        }
        result.SetNull(row);
    }
}
