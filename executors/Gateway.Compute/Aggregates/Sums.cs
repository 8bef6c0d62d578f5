using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Compute.Numerics;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Binds sum and try_sum to the accumulator of the argument's type.</summary>
internal static class Sums
{
    public static AggregateFunction Bind(BoundAggregate site, EvaluationMode mode) => site.ArgumentType(0) switch
    {
        ByteType => new Accumulating<SumOfNarrow<sbyte>, Total<long>, sbyte, long>(site, default),
        ShortType => new Accumulating<SumOfNarrow<short>, Total<long>, short, long>(site, default),
        IntegerType => new Accumulating<SumOfNarrow<int>, Total<long>, int, long>(site, default),
        LongType => new Accumulating<SumOfLong, Total<long>, long, long>(site, new SumOfLong(mode)),
        FloatType => new Accumulating<SumOfFloat, Total<double>, float, double>(site, default),
        DoubleType => new Accumulating<SumOfDouble, Total<double>, double, double>(site, default),
        DecimalType { Physical: PhysicalType.Int64 } => site.ResultType.Physical == PhysicalType.Int64
            ? new Accumulating<SumOfSmallDecimal, Total<long>, long, long>(site, default)
            : new Accumulating<SumOfDecimal64, Total<Int128>, long, Int128>(site, default),
        DecimalType => new Accumulating<SumOfDecimal, WideTotal, Int128, Int128>(site, new SumOfDecimal((DecimalType)site.ResultType, mode, site.Call.Origin)),
        DayTimeIntervalType => new Accumulating<SumOfDayTime, Total<long>, long, long>(site, new SumOfDayTime(mode)),
        YearMonthIntervalType => new Accumulating<SumOfYearMonth, Total<int>, int, int>(site, new SumOfYearMonth(mode)),
        NullType => new Accumulating<SumOfDouble, Total<double>, double, double>(site, default),
        var type => throw new System.Diagnostics.UnreachableException($"sum of {type}"),
    };

    public static QueryException IntervalOverflow() => new("INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION", ("functionName", "`try_add`"));
}

/// <summary>Adds integers of at most 32 bits: their sum cannot overflow 64.</summary>
internal struct SumOfNarrow<T> : IAccumulator<Total<long>, T, long> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public readonly Total<long> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref Total<long> state, T value)
    {
        state.Value += long.CreateTruncating(value);
        state.Any = true;
    }

    public readonly void Combine(ref Total<long> target, ref readonly Total<long> source)
    {
        target.Value += source.Value;
        target.Any |= source.Any;
    }

    public readonly bool TryFinish(ref readonly Total<long> state, out long result)
    {
        result = state.Value;
        return state.Any;
    }
}

/// <summary>Adds BIGINTs; an overflow on the way is an error, NULL or wraps, by mode.</summary>
internal readonly struct SumOfLong(EvaluationMode mode) : IAccumulator<Total<long>, long, long>
{
    public Total<long> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref Total<long> state, long value)
    {
        long sum = state.Value + value;
        state.Overflow |= ((state.Value ^ sum) & (value ^ sum)) < 0;
        state.Value = sum;
        state.Any = true;
    }

    public void Combine(ref Total<long> target, ref readonly Total<long> source)
    {
        bool any = target.Any;
        Add(ref target, source.Value);
        target.Any = any | source.Any;
        target.Overflow |= source.Overflow;
    }

    public bool TryFinish(ref readonly Total<long> state, out long result)
    {
        result = state.Value;
        if (state.Overflow && mode != EvaluationMode.Legacy)
        {
            if (mode == EvaluationMode.Try)
            {
                return false;
            }
            // Spark raises this one without a place in the query.
            throw new QueryException(QueryException.Create("ARITHMETIC_OVERFLOW", Origin.None, "ArithmeticException",
                ("message", "overflow"), ("alternative", " Use 'try_add' to tolerate overflow and return NULL instead."), ("config", "\"spark.sql.ansi.enabled\""))
                with { Contexts = [new QueryContext(false, "", "", -1, -1, "", "", "")] });
        }
        return state.Any;
    }
}

internal struct SumOfDouble : IAccumulator<Total<double>, double, double>
{
    public readonly Total<double> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref Total<double> state, double value)
    {
        state.Value += value;
        state.Any = true;
    }

    public readonly void Combine(ref Total<double> target, ref readonly Total<double> source)
    {
        target.Value += source.Value;
        target.Any |= source.Any;
    }

    public readonly bool TryFinish(ref readonly Total<double> state, out double result)
    {
        result = state.Value;
        return state.Any;
    }
}

/// <summary>Multiplies; a group without values has no product.</summary>
internal struct ProductOfDouble : IAccumulator<Total<double>, double, double>
{
    public readonly Total<double> Zero => new() { Value = 1 };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref Total<double> state, double value)
    {
        state.Value *= value;
        state.Any = true;
    }

    public readonly void Combine(ref Total<double> target, ref readonly Total<double> source)
    {
        target.Value *= source.Value;
        target.Any |= source.Any;
    }

    public readonly bool TryFinish(ref readonly Total<double> state, out double result)
    {
        result = state.Value;
        return state.Any;
    }
}

internal struct SumOfFloat : IAccumulator<Total<double>, float, double>
{
    public readonly Total<double> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref Total<double> state, float value)
    {
        state.Value += value;
        state.Any = true;
    }

    public readonly void Combine(ref Total<double> target, ref readonly Total<double> source) => default(SumOfDouble).Combine(ref target, in source);

    public readonly bool TryFinish(ref readonly Total<double> state, out double result) => default(SumOfDouble).TryFinish(in state, out result);
}

/// <summary>Adds decimals whose sum has at most 18 digits.</summary>
internal struct SumOfSmallDecimal : IAccumulator<Total<long>, long, long>
{
    public readonly Total<long> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref Total<long> state, long value)
    {
        state.Value += value;
        state.Any = true;
    }

    public readonly void Combine(ref Total<long> target, ref readonly Total<long> source)
    {
        target.Value += source.Value;
        target.Any |= source.Any;
    }

    public readonly bool TryFinish(ref readonly Total<long> state, out long result)
    {
        result = state.Value;
        return state.Any;
    }
}

/// <summary>Adds 64-bit decimals into 128 bits: ten more digits than the argument always hold the sum.</summary>
internal struct SumOfDecimal64 : IAccumulator<Total<Int128>, long, Int128>
{
    public readonly Total<Int128> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref Total<Int128> state, long value)
    {
        state.Value += value;
        state.Any = true;
    }

    public readonly void Combine(ref Total<Int128> target, ref readonly Total<Int128> source)
    {
        target.Value += source.Value;
        target.Any |= source.Any;
    }

    public readonly bool TryFinish(ref readonly Total<Int128> state, out Int128 result)
    {
        result = state.Value;
        return state.Any;
    }
}

internal struct WideTotal
{
    public Int128 Value;
    /// <summary>How often the total left 128 bits, downwards counted negatively.</summary>
    public long Wraps;
    public bool Any;
}

/// <summary>Adds 128-bit decimals; a sum with more digits than the result is an error or NULL, by mode.</summary>
internal readonly struct SumOfDecimal(DecimalType result, EvaluationMode mode, Origin origin) : IAccumulator<WideTotal, Int128, Int128>
{
    public WideTotal Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref WideTotal state, Int128 value)
    {
        var sum = state.Value + value;
        state.Wraps += DecimalRange.Wrap(state.Value, value, sum);
        state.Value = sum;
        state.Any = true;
    }

    public void Combine(ref WideTotal target, ref readonly WideTotal source)
    {
        bool any = target.Any;
        Add(ref target, source.Value);
        target.Any = any | source.Any;
        target.Wraps += source.Wraps;
    }

    public bool TryFinish(ref readonly WideTotal state, out Int128 result1)
    {
        result1 = state.Value;
        if (state.Any && (state.Wraps != 0 || !DecimalMath.Fits(state.Value, result.Precision)))
        {
            return mode == EvaluationMode.Ansi ? throw DecimalRange.OutOfRange(DecimalRange.Exact(state.Value, state.Wraps), result, origin) : false;
        }
        return state.Any;
    }
}

internal readonly struct SumOfDayTime(EvaluationMode mode) : IAccumulator<Total<long>, long, long>
{
    public Total<long> Zero => default;

    public void Add(ref Total<long> state, long value) => default(SumOfLong).Add(ref state, value);

    public void Combine(ref Total<long> target, ref readonly Total<long> source) => default(SumOfLong).Combine(ref target, in source);

    public bool TryFinish(ref readonly Total<long> state, out long result)
    {
        result = state.Value;
        return state.Overflow ? mode == EvaluationMode.Try ? false : throw Sums.IntervalOverflow() : state.Any;
    }
}

internal readonly struct SumOfYearMonth(EvaluationMode mode) : IAccumulator<Total<int>, int, int>
{
    public Total<int> Zero => default;

    public void Add(ref Total<int> state, int value)
    {
        int sum = state.Value + value;
        state.Overflow |= ((state.Value ^ sum) & (value ^ sum)) < 0;
        state.Value = sum;
        state.Any = true;
    }

    public void Combine(ref Total<int> target, ref readonly Total<int> source)
    {
        bool any = target.Any;
        Add(ref target, source.Value);
        target.Any = any | source.Any;
        target.Overflow |= source.Overflow;
    }

    public bool TryFinish(ref readonly Total<int> state, out int result)
    {
        result = state.Value;
        return state.Overflow ? mode == EvaluationMode.Try ? false : throw Sums.IntervalOverflow() : state.Any;
    }
}
