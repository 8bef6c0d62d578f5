using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Compute.Numerics;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Binds avg and try_avg to the accumulator of the argument's type.</summary>
internal static class Averages
{
    public static AggregateFunction Bind(BoundAggregate site, EvaluationMode mode) => site.ArgumentType(0) switch
    {
        ByteType => new Accumulating<AverageOf<sbyte>, DoubleMean, sbyte, double>(site, default),
        ShortType => new Accumulating<AverageOf<short>, DoubleMean, short, double>(site, default),
        IntegerType => new Accumulating<AverageOf<int>, DoubleMean, int, double>(site, default),
        LongType => new Accumulating<AverageOf<long>, DoubleMean, long, double>(site, default),
        FloatType => new Accumulating<AverageOf<float>, DoubleMean, float, double>(site, default),
        DoubleType or NullType => new Accumulating<AverageOf<double>, DoubleMean, double, double>(site, default),
        DecimalType { Physical: PhysicalType.Int64 } type => site.ResultType.Physical == PhysicalType.Int64
            ? new Accumulating<AverageOfDecimal<long, long>, DecimalMean, long, long>(site, new(type, (DecimalType)site.ResultType, mode, site.Call.Origin))
            : new Accumulating<AverageOfDecimal<long, Int128>, DecimalMean, long, Int128>(site, new(type, (DecimalType)site.ResultType, mode, site.Call.Origin)),
        DecimalType type => new Accumulating<AverageOfDecimal<Int128, Int128>, DecimalMean, Int128, Int128>(site, new(type, (DecimalType)site.ResultType, mode, site.Call.Origin)),
        DayTimeIntervalType => new Accumulating<AverageOfInterval<long>, IntervalMean, long, long>(site, new(mode)),
        YearMonthIntervalType => new Accumulating<AverageOfInterval<int>, IntervalMean, int, int>(site, new(mode)),
        var type => throw new System.Diagnostics.UnreachableException($"avg of {type}"),
    };
}

internal struct DoubleMean
{
    public double Sum;
    public long Count;
}

/// <summary>Averages numbers that are not decimals in double arithmetic.</summary>
internal struct AverageOf<T> : IAccumulator<DoubleMean, T, double> where T : unmanaged, System.Numerics.INumberBase<T>
{
    public readonly DoubleMean Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref DoubleMean state, T value)
    {
        state.Sum += double.CreateTruncating(value);
        state.Count++;
    }

    public readonly void Combine(ref DoubleMean target, ref readonly DoubleMean source)
    {
        target.Sum += source.Sum;
        target.Count += source.Count;
    }

    public readonly bool TryFinish(ref readonly DoubleMean state, out double result)
    {
        result = state.Sum / state.Count;
        return state.Count > 0;
    }
}

internal struct DecimalMean
{
    public Int128 Sum;
    public long Count;
    /// <summary>How often the sum left 128 bits, downwards counted negatively.</summary>
    public long Wraps;
}

/// <summary>Averages decimals: the exact sum divided once, four more fraction digits than the argument.</summary>
internal readonly struct AverageOfDecimal<T, TResult>(DecimalType argument, DecimalType result, EvaluationMode mode, Origin origin) : IAccumulator<DecimalMean, T, TResult>
    where T : unmanaged, System.Numerics.IBinaryInteger<T>
    where TResult : unmanaged, System.Numerics.IBinaryInteger<TResult>
{
    public DecimalMean Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref DecimalMean state, T value)
    {
        var wide = Int128.CreateTruncating(value);
        var sum = state.Sum + wide;
        if (typeof(T) == typeof(Int128))
        {
            state.Wraps += DecimalRange.Wrap(state.Sum, wide, sum);
        }
        state.Sum = sum;
        state.Count++;
    }

    public void Combine(ref DecimalMean target, ref readonly DecimalMean source)
    {
        var sum = target.Sum + source.Sum;
        target.Wraps += source.Wraps + DecimalRange.Wrap(target.Sum, source.Sum, sum);
        target.Sum = sum;
        target.Count += source.Count;
    }

    public bool TryFinish(ref readonly DecimalMean state, out TResult average)
    {
        average = default;
        if (state.Count == 0)
        {
            return false;
        }
        bool fits = state.Wraps != 0
            ? DecimalRange.TryDivide(DecimalRange.Exact(state.Sum, state.Wraps), argument.Scale, state.Count, result, out var quotient)
            : DecimalArithmetic.TryDivide(state.Sum, argument.Scale, state.Count, 0, new DecimalShape(result.Precision, result.Scale), out quotient);
        if (!fits)
        {
            return mode == EvaluationMode.Ansi ? throw DecimalRange.QuotientOutOfRange(DecimalRange.Exact(state.Sum, state.Wraps), argument.Scale, state.Count, result, origin) : false;
        }
        average = TResult.CreateTruncating(quotient);
        return true;
    }
}

internal struct IntervalMean
{
    public long Sum;
    public long Count;
    public bool Overflow;
}

/// <summary>Averages intervals, rounding half up.</summary>
internal readonly struct AverageOfInterval<T>(EvaluationMode mode) : IAccumulator<IntervalMean, T, T> where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
{
    public IntervalMean Zero => default;

    public void Add(ref IntervalMean state, T value)
    {
        Add(ref state, long.CreateTruncating(value));
        state.Count++;
    }

    public void Combine(ref IntervalMean target, ref readonly IntervalMean source)
    {
        Add(ref target, source.Sum);
        target.Count += source.Count;
        target.Overflow |= source.Overflow;
    }

    public bool TryFinish(ref readonly IntervalMean state, out T result)
    {
        result = default;
        if (state.Overflow)
        {
            return mode == EvaluationMode.Try ? false : throw Sums.IntervalOverflow();
        }
        if (state.Count == 0)
        {
            return false;
        }
        long magnitude = Math.Abs(state.Sum);
        long quotient = magnitude / state.Count;
        long remainder = magnitude % state.Count;
        quotient += remainder >= state.Count - remainder ? 1 : 0;
        result = T.CreateTruncating(state.Sum < 0 ? -quotient : quotient);
        return true;
    }

    private static void Add(ref IntervalMean state, long value)
    {
        long sum = state.Sum + value;
        state.Overflow |= ((state.Sum ^ sum) & (value ^ sum)) < 0 || sum > long.CreateTruncating(T.MaxValue) || sum < long.CreateTruncating(T.MinValue);
        state.Sum = sum;
    }
}
