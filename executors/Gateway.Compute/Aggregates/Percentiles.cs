using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>How a percentile is found between values.</summary>
internal enum PercentileRule
{
    /// <summary>Interpolates between the neighbours.</summary>
    Continuous,
    /// <summary>Takes the first value that reaches the share.</summary>
    Discrete,
    /// <summary>Takes the value at the rank that is rounded up; keeps the argument's type.</summary>
    Approximate,
}

/// <summary>Exact percentiles over all values of a group (percentile, median, percentile_cont, percentile_disc), and percentile_approx, which here is exact too.</summary>
/// <param name="frequency">Position of the argument that says how often a value counts; negative without.</param>
internal sealed unsafe class Percentiles(BoundAggregate site, int value, double[] shares, bool isArray, PercentileRule rule, bool descending = false, int frequency = -1)
    : CollectingFunction(site, frequency < 0 ? [value] : [value, frequency])
{
    protected override bool Takes(Column[] arguments, int row) => !arguments[value].IsNull(row) && (frequency < 0 || !arguments[frequency].IsNull(row));

    /// <summary>Reads the percentage argument: a number, or an array of numbers.</summary>
    public static (double[] Shares, bool IsArray) Shares(Expression percentage, QuerySettings settings) => ConstantFolding.Evaluate(percentage, settings).Value switch
    {
        object?[] many => (Array.ConvertAll(many, item => Share(item, ((ArrayType)percentage.Type).Element)), true),
        var one => ([Share(one, percentage.Type)], false),
    };

    private static double Share(object? value, DataType type) => value switch
    {
        Int128 unscaled => Numerics.DecimalConversion.ToDouble(unscaled, ((DecimalType)type).Scale),
        null => double.NaN,
        _ => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
    };

    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        var values = arguments[0];
        int[] order = [.. Enumerable.Range(0, count)];
        Array.Sort(order, (left, right) => ValueComparer.Compare(values, left, values, right) is not 0 and var compared ? compared : left.CompareTo(right));
        if (descending)
        {
            Array.Reverse(order);
        }
        long[] upTo = new long[count];
        long total = 0;
        for (int i = 0; i < count; i++)
        {
            long times = frequency < 0 ? 1 : Times(arguments[1], order[i]);
            total += times;
            upTo[i] = total;
        }
        if (total == 0 || (isArray && shares.Length == 0))
        {
            ValueCodec.SetNull(result, row);
            return;
        }
        if (!isArray)
        {
            Write(values, order, upTo, total, shares[0], result, row);
            return;
        }
        int first = result.AppendChildren(shares.Length);
        result.Data<ListSpan>()[row] = new ListSpan(first, shares.Length);
        for (int i = 0; i < shares.Length; i++)
        {
            Write(values, order, upTo, total, shares[i], result.Children[0], first + i);
        }
    }

    private static long Times(Column frequencies, int row)
    {
        long times = Convert.ToInt64(ColumnValues.Get(frequencies, row), System.Globalization.CultureInfo.InvariantCulture);
        return times >= 0 ? times : throw QueryErrors.Bare("SparkIllegalArgumentException", "Negative values found in the frequency argument of percentile.");
    }

    private void Write(Column values, int[] order, long[] upTo, long total, double share, Column target, int row)
    {
        switch (rule)
        {
            case PercentileRule.Approximate:
                long rank = Math.Max(1, (long)Math.Ceiling(share * total));
                int* one = stackalloc int[1];
                one[0] = order[IndexAt(upTo, rank)];
                ColumnCopy.Append(values, new Selection(one, 1), target, row);
                return;
            case PercentileRule.Discrete:
                double reached = total * share;
                int index = 0;
                while (index < upTo.Length - 1 && upTo[index] < reached)
                {
                    index++;
                }
                Put(target, row, Number(values, order[index]));
                return;
            default:
                double position = (total - 1) * share;
                long lower = (long)Math.Floor(position);
                long higher = (long)Math.Ceiling(position);
                double low = Number(values, order[IndexAt(upTo, lower + 1)]);
                double high = Number(values, order[IndexAt(upTo, higher + 1)]);
                Put(target, row, lower == higher || low == high ? low : low + (high - low) * (position - lower));
                return;
        }
    }

    /// <summary>Finds the first value that at least the rank-th row is.</summary>
    private static int IndexAt(long[] upTo, long rank)
    {
        int index = Array.BinarySearch(upTo, rank);
        if (index < 0)
        {
            return Math.Min(~index, upTo.Length - 1);
        }
        while (index > 0 && upTo[index - 1] == rank)
        {
            index--;
        }
        return index;
    }

    private static double Number(Column values, int row) => values.Physical switch
    {
        PhysicalType.Int8 => values.Read<sbyte>()[row],
        PhysicalType.Int16 => values.Read<short>()[row],
        PhysicalType.Int32 => values.Read<int>()[row],
        PhysicalType.Int64 when values.Type is DecimalType type => Numerics.DecimalConversion.ToDouble(values.Read<long>()[row], type.Scale),
        PhysicalType.Int64 => values.Read<long>()[row],
        PhysicalType.Int128 => Numerics.DecimalConversion.ToDouble(values.Read<Int128>()[row], ((DecimalType)values.Type).Scale),
        PhysicalType.Float32 => values.Read<float>()[row],
        PhysicalType.Float64 => values.Read<double>()[row],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void Put(Column target, int row, double value)
    {
        switch (target.Physical)
        {
            case PhysicalType.Float64:
                target.Data<double>()[row] = value;
                break;
            case PhysicalType.Int64:
                target.Data<long>()[row] = (long)value;
                break;
            case PhysicalType.Int32:
                target.Data<int>()[row] = (int)value;
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
