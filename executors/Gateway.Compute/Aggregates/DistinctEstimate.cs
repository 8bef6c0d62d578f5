using System.Numerics;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Estimates the number of distinct values with 2^p registers that remember the longest run of leading zeros.</summary>
/// <remarks>Algorithm: Heule, Nunkesser, Hall, "HyperLogLog in practice", on Spark's xxhash64 of the value.</remarks>
internal sealed unsafe class DistinctEstimate(BoundAggregate site, int precision) : AggregateFunction(site)
{
    private const int LeastPrecision = 4;
    private const int MostMeasuredPrecision = 18;
    /// <summary>Up to this many values a register, those never hit tell the number best.</summary>
    private const double LinearShare = 2.5;
    /// <summary>Up to this many values a register, the bias of the estimate was measured.</summary>
    private const double MeasuredShare = 5.0;
    private const long HashSeed = 42;
    private readonly int _registers = 1 << precision;

    public override int StateBytes => Math.Max(8, _registers);

    /// <summary>Gives the register bits for a relative standard deviation.</summary>
    public static int PrecisionOf(double relativeDeviation) => (int)Math.Ceiling(2.0 * Math.Log(1.106 / relativeDeviation) / Math.Log(2.0));

    public override void Initialize(byte* state) => new Span<byte>(state, StateBytes).Clear();

    public override void Update(Column[] arguments, Selection rows, byte** states)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments[0], rows[i], states[i]);
        }
    }

    public override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments[0], rows[i], state);
        }
    }

    private void Add(Column column, int row, byte* state)
    {
        if (column.IsNull(row))
        {
            return;
        }
        ulong hash = (ulong)Hash(column, row);
        int index = (int)(hash >> (64 - precision));
        ulong rest = (hash << precision) | (1UL << (precision - 1));
        byte zeros = (byte)(BitOperations.LeadingZeroCount(rest) + 1);
        if (zeros > state[index])
        {
            state[index] = zeros;
        }
    }

    /// <summary>Both zeros and all NaNs count as one value.</summary>
    private static long Hash(Column column, int row) => column.Physical switch
    {
        PhysicalType.Float32 => XxHash64.Hash(BitConverter.SingleToInt32Bits(FloatNormalization.Normalize(column.Read<float>()[row])), HashSeed),
        PhysicalType.Float64 => XxHash64.Hash(BitConverter.DoubleToInt64Bits(FloatNormalization.Normalize(column.Read<double>()[row])), HashSeed),
        _ => RowHash<XxHasher, long>.Hash(column, row, HashSeed),
    };

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            for (int register = 0; register < _registers; register++)
            {
                targets[i][register] = Math.Max(targets[i][register], sources[i][register]);
            }
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            result.Data<long>()[firstRow + i] = Estimate(states[i]);
        }
    }

    private long Estimate(byte* state)
    {
        double sum = 0;
        int empty = 0;
        for (int register = 0; register < _registers; register++)
        {
            // The shift wraps at 32 bits, as Spark's does.
            sum += 1.0 / (1 << state[register]);
            empty += state[register] == 0 ? 1 : 0;
        }
        double alpha = precision switch { 4 => 0.673, 5 => 0.697, 6 => 0.709, _ => 0.7213 / (1.0 + 1.079 / _registers) };
        double estimate = alpha * _registers * _registers / sum;
        if (empty > 0 && estimate <= LinearShare * _registers)
        {
            estimate = _registers * Math.Log((double)_registers / empty);
        }
        else if (precision <= MostMeasuredPrecision && estimate < MeasuredShare * _registers)
        {
            estimate -= DistinctEstimateBias.Of(precision - LeastPrecision, estimate);
        }
        return (long)Math.Floor(estimate + 0.5);
    }
}
