using System.Runtime.CompilerServices;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Which statistic of the central moments is asked for.</summary>
internal enum MomentStatistic { VariancePopulation, VarianceSample, DeviationPopulation, DeviationSample, Skewness, Kurtosis }

internal struct MomentState
{
    public double Count;
    public double Mean;
    public double Second;
    public double Third;
    public double Fourth;
}

/// <summary>Updates central moments value by value, in the order of operations that Spark uses, so that results agree to the last bit.</summary>
/// <param name="legacy">A statistic that is not defined is NaN instead of NULL.</param>
internal readonly struct Moments(MomentStatistic statistic, bool legacy) : IAccumulator<MomentState, double, double>
{
    public MomentState Zero => default;

    public static AggregateFunction Bind(BoundAggregate site, MomentStatistic statistic) =>
        new Accumulating<Moments, MomentState, double, double>(site, new Moments(statistic,
            site.Context.Settings.Configuration.TryGetValue("spark.sql.legacy.statisticalAggregate", out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref MomentState state, double value)
    {
        double count = state.Count + 1.0;
        double delta = value - state.Mean;
        double step = delta / count;
        double second = state.Second + delta * (delta - step);
        if (statistic >= MomentStatistic.Skewness)
        {
            double deltaSquare = delta * delta;
            double stepSquare = step * step;
            double third = state.Third - 3.0 * step * second + delta * (deltaSquare - stepSquare);
            state.Fourth = state.Fourth - 4.0 * step * third - 6.0 * stepSquare * second + delta * (delta * deltaSquare - step * stepSquare);
            state.Third = third;
        }
        state.Count = count;
        state.Mean += step;
        state.Second = second;
    }

    public void Combine(ref MomentState target, ref readonly MomentState source)
    {
        // Beside an empty state, extreme values would overflow to NaN.
        if (target.Count == 0.0 || source.Count == 0.0)
        {
            target = source.Count == 0.0 ? target : source;
            return;
        }
        double n1 = target.Count;
        double n2 = source.Count;
        double count = n1 + n2;
        double delta = source.Mean - target.Mean;
        double step = count == 0.0 ? 0.0 : delta / count;
        double mean = target.Mean + step * n2;
        double second = target.Second + source.Second + delta * step * n1 * n2;
        double third = target.Third + source.Third + step * step * delta * n1 * n2 * (n1 - n2) + 3.0 * step * (n1 * source.Second - n2 * target.Second);
        double fourth = target.Fourth + source.Fourth + step * step * step * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
            + 6.0 * step * step * (n1 * n1 * source.Second + n2 * n2 * target.Second) + 4.0 * step * (n1 * source.Third - n2 * target.Third);
        target = new MomentState { Count = count, Mean = mean, Second = second, Third = third, Fourth = fourth };
    }

    public bool TryFinish(ref readonly MomentState state, out double result)
    {
        double count = state.Count;
        double second = state.Second;
        result = statistic switch
        {
            MomentStatistic.VariancePopulation => second / count,
            MomentStatistic.VarianceSample => second / (count - 1.0),
            MomentStatistic.DeviationPopulation => Math.Sqrt(second / count),
            MomentStatistic.DeviationSample => Math.Sqrt(second / (count - 1.0)),
            MomentStatistic.Skewness => Math.Sqrt(count) * state.Third / Math.Sqrt(second * second * second),
            MomentStatistic.Kurtosis => count * state.Fourth / (second * second) - 3.0,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (legacy && count > 0 && (statistic is MomentStatistic.Skewness or MomentStatistic.Kurtosis ? second == 0.0 : count == 1.0 && statistic is MomentStatistic.VarianceSample or MomentStatistic.DeviationSample))
        {
            result = count == 1.0 || statistic is MomentStatistic.Skewness or MomentStatistic.Kurtosis ? double.NaN : result;
            return true;
        }
        return statistic switch
        {
            MomentStatistic.VariancePopulation or MomentStatistic.DeviationPopulation => count > 0,
            MomentStatistic.VarianceSample or MomentStatistic.DeviationSample => count > 1,
            _ => count > 0 && second != 0.0,
        };
    }
}
