using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Which statistic of two variables is asked for; x and y as in the formulas, y being the dependent one.</summary>
internal enum PairStatistic { Correlation, CovariancePopulation, CovarianceSample, Count, Intercept, RSquared, Slope, Sxx, Sxy, Syy }

internal struct PairState
{
    public double Count;
    public double MeanX;
    public double MeanY;
    public double Sxy;
    public double Sxx;
    public double Syy;
}

/// <summary>Statistics over the rows in which both variables are known, in the order of operations that Spark uses.</summary>
/// <param name="yFirst">The call is f(y, x). regr_r2 and regr_sxy are too, but sum in the order of their arguments: for them x is the dependent one.</param>
internal sealed unsafe class PairStatistics(BoundAggregate site, PairStatistic statistic, bool yFirst) : AggregateFunction(site)
{
    private readonly bool _legacy = site.Context.Settings.Configuration.TryGetValue("spark.sql.legacy.statisticalAggregate", out string? value)
        && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Regressions sum squares as variances do, correlations as covariances do: equal but for the last digit.</summary>
    private readonly bool _asVariance = statistic is PairStatistic.Intercept or PairStatistic.Slope or PairStatistic.Sxx or PairStatistic.Syy;

    public override int StateBytes => sizeof(PairState);

    public override void Initialize(byte* state) => *(PairState*)state = default;

    public override void Update(Column[] arguments, Selection rows, byte** states)
    {
        if (arguments[0].Physical == PhysicalType.Null || arguments[1].Physical == PhysicalType.Null)
        {
            return;
        }
        var x = arguments[yFirst ? 1 : 0].Read<double>();
        var y = arguments[yFirst ? 0 : 1].Read<double>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (x.IsValid(row) && y.IsValid(row))
            {
                Add(ref *(PairState*)states[i], x[row], y[row]);
            }
        }
    }

    public override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        if (arguments[0].Physical == PhysicalType.Null || arguments[1].Physical == PhysicalType.Null)
        {
            return;
        }
        var x = arguments[yFirst ? 1 : 0].Read<double>();
        var y = arguments[yFirst ? 0 : 1].Read<double>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (x.IsValid(row) && y.IsValid(row))
            {
                Add(ref *(PairState*)state, x[row], y[row]);
            }
        }
    }

    private void Add(ref PairState state, double x, double y)
    {
        double count = state.Count + 1.0;
        double dx = x - state.MeanX;
        double dy = y - state.MeanY;
        double stepX = dx / count;
        double stepY = dy / count;
        double meanX = state.MeanX + stepX;
        double meanY = state.MeanY + stepY;
        state.Sxy += dx * (y - meanY);
        state.Sxx += dx * (_asVariance ? dx - stepX : x - meanX);
        state.Syy += dy * (_asVariance ? dy - stepY : y - meanY);
        state.Count = count;
        state.MeanX = meanX;
        state.MeanY = meanY;
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var source = *(PairState*)sources[i];
            ref var target = ref *(PairState*)targets[i];
            if (target.Count == 0.0 || source.Count == 0.0)
            {
                target = source.Count == 0.0 ? target : source;
                continue;
            }
            double n1 = target.Count;
            double n2 = source.Count;
            double n = n1 + n2;
            double dx = source.MeanX - target.MeanX;
            double dxN = dx / n;
            double dy = source.MeanY - target.MeanY;
            double dyN = dy / n;
            target.Sxy += source.Sxy + dx * dyN * n1 * n2;
            target.Sxx += source.Sxx + dx * dxN * n1 * n2;
            target.Syy += source.Syy + dy * dyN * n1 * n2;
            target.MeanX += dxN * n2;
            target.MeanY += dyN * n2;
            target.Count = n;
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            ref var state = ref *(PairState*)states[i];
            if (statistic == PairStatistic.Count)
            {
                result.Data<long>()[firstRow + i] = (long)state.Count;
            }
            else if (Compute(ref state) is { } value)
            {
                result.Data<double>()[firstRow + i] = value;
            }
            else
            {
                result.SetNull(firstRow + i);
            }
        }
    }

    private double? Compute(ref PairState state)
    {
        double n = state.Count;
        switch (statistic)
        {
            case PairStatistic.Correlation:
                double product = Math.Sqrt(state.Sxx * state.Syy);
                return n == 0 ? null : n == 1 ? Single() : product == 0 ? null : state.Sxy / product;
            case PairStatistic.CovariancePopulation:
                return n == 0 ? null : state.Sxy / n;
            case PairStatistic.CovarianceSample:
                return n == 0 ? null : n == 1 ? Single() : state.Sxy / (n - 1.0);
            case PairStatistic.Slope:
                return n < 2 || state.Sxx == 0 ? null : state.Sxy / state.Sxx;
            case PairStatistic.Intercept:
                return n < 2 || state.Sxx == 0 ? null : state.MeanY - state.Sxy / state.Sxx * state.MeanX;
            case PairStatistic.RSquared:
                double correlation = state.Sxy / Math.Sqrt(state.Sxx * state.Syy);
                return n < 2 || state.Syy == 0 ? null : state.Sxx == 0 ? 1.0 : correlation * correlation;
            case PairStatistic.Sxx:
                return n == 0 ? null : state.Sxx;
            case PairStatistic.Sxy:
                return n == 0 ? null : state.Sxy;
            case PairStatistic.Syy:
                return n == 0 ? null : state.Syy;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private double? Single() => _legacy ? double.NaN : null;
}

/// <summary>Hands one of two arguments on to another aggregate, for the rows in which both are known.</summary>
internal sealed unsafe class BothKnown(BoundAggregate site, AggregateFunction inner, int position) : AggregateFunction(site)
{
    private int[] _rows = [];
    private nint[] _states = [];

    public override int StateBytes => inner.StateBytes;

    public override void Initialize(byte* state) => inner.Initialize(state);

    public override void Update(Column[] arguments, Selection rows, byte** states)
    {
        Reserve(rows.Count);
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            if (!arguments[0].IsNull(rows[i]) && !arguments[1].IsNull(rows[i]))
            {
                _rows[count] = rows[i];
                _states[count++] = (nint)states[i];
            }
        }
        fixed (int* selected = _rows)
        fixed (nint* targets = _states)
        {
            inner.Update([arguments[position]], new Selection(selected, count), (byte**)targets);
        }
    }

    public override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        Reserve(rows.Count);
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            if (!arguments[0].IsNull(rows[i]) && !arguments[1].IsNull(rows[i]))
            {
                _rows[count++] = rows[i];
            }
        }
        fixed (int* selected = _rows)
        {
            inner.UpdateSingle([arguments[position]], new Selection(selected, count), state);
        }
    }

    public override void Combine(byte** sources, byte** targets, int count) => inner.Combine(sources, targets, count);

    public override void Finish(byte** states, int count, Column result, int firstRow) => inner.Finish(states, count, result, firstRow);

    private void Reserve(int count)
    {
        if (_rows.Length < count + 1)
        {
            _rows = new int[count + 1];
            _states = new nint[count + 1];
        }
    }
}
