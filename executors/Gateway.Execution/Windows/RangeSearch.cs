using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Numerics;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>Finds the rows whose order value lies within a distance of the current row's. Belongs to one worker.</summary>
/// <remarks>Values are compared as 128-bit integers (dates and timestamps by their number, decimals at one scale) or as doubles. NULLs are near NULLs only.</remarks>
internal sealed unsafe class RangeSearch
{
    private readonly Evaluator _order;
    private readonly bool _ascending;
    private readonly bool _nullsFirst;
    private readonly bool _isFloating;
    private readonly DataType _type;
    private readonly object _distance;
    private readonly int _orderScale;
    private readonly int _distanceScale;
    private readonly TimeZoneRules _zone;
    private Int128[] _values = [];
    private Int128[] _bounds = [];
    private double[] _floatValues = [];

    public RangeSearch(SortOrder order, Expression distance, WorkerContext worker)
    {
        _order = EvaluatorCompiler.Compile(order.Child, worker.Evaluation);
        _ascending = order.Ascending;
        _nullsFirst = order.EffectiveNullsFirst;
        _type = order.Child.Type;
        _isFloating = _type is FractionalType;
        _distance = ConstantFolding.Evaluate(distance, worker.Query.Settings).Value!;
        _orderScale = _type is DecimalType orderType ? orderType.Scale : 0;
        _distanceScale = distance.Type is DecimalType distanceType ? distanceType.Scale : 0;
        _zone = _type is TimestampType && TimeZoneCatalog.TryFind(worker.Query.Settings.TimeZone, out var zone) ? zone : TimeZoneRules.Utc;
        IsMonths = distance.Type is YearMonthIntervalType;
        IsDayTime = distance.Type is DayTimeIntervalType;
    }

    private bool IsMonths { get; }
    private bool IsDayTime { get; }

    /// <summary>Writes for every row the first row (or the row behind the last) that is within the distance.</summary>
    public void Find(WindowChunk chunk, bool isUpper, int* target)
    {
        int count = chunk.Count;
        var column = _order.Evaluate(chunk.Batch, Selection.All(count));
        if (_isFloating)
        {
            LoadFloating(column, count);
        }
        else
        {
            LoadIntegers(column, count);
        }
        foreach (int start in chunk.PartitionStarts)
        {
            int end = chunk.PartitionEnd[start];
            // NULLs stand together at one end of the partition.
            int first = start;
            int last = end;
            while (_nullsFirst && first < end && column.IsNull(first))
            {
                first++;
            }
            while (!_nullsFirst && last > start && column.IsNull(last - 1))
            {
                last--;
            }
            for (int row = start; row < end; row++)
            {
                target[row] = row < first || row >= last
                    ? (isUpper ? chunk.PeerEnd[row] : chunk.PeerStart[row])
                    : Search(row, first, last, isUpper);
            }
        }
    }

    private int Search(int row, int first, int last, bool isUpper)
    {
        int low = first;
        int high = last;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            int order = _isFloating
                ? ValueComparer.CompareFloating(_floatValues[middle], FloatBound(row))
                : _values[middle].CompareTo(_bounds[row]);
            order = _ascending ? order : -order;
            bool before = isUpper ? order <= 0 : order < 0;
            if (before)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    private double FloatBound(int row)
    {
        double distance = _distance is float single ? single : Convert.ToDouble(_distance, System.Globalization.CultureInfo.InvariantCulture);
        double bound = _floatValues[row] + (_ascending ? distance : -distance);
        return _type is FloatType ? (float)bound : bound;
    }

    private void LoadFloating(Column column, int count)
    {
        if (_floatValues.Length < count)
        {
            _floatValues = new double[count * 3 / 2];
        }
        for (int row = 0; row < count; row++)
        {
            _floatValues[row] = column.IsNull(row) ? 0 : column.Physical == PhysicalType.Float32 ? column.Read<float>()[row] : column.Read<double>()[row];
        }
    }

    private void LoadIntegers(Column column, int count)
    {
        if (_values.Length < count)
        {
            _values = new Int128[count * 3 / 2];
            _bounds = new Int128[count * 3 / 2];
        }
        int scale = Math.Max(_orderScale, _distanceScale);
        var factor = PowerOfTen(scale - _orderScale);
        for (int row = 0; row < count; row++)
        {
            if (column.IsNull(row))
            {
                continue;
            }
            var value = column.Physical switch
            {
                PhysicalType.Int8 => column.Read<sbyte>()[row],
                PhysicalType.Int16 => column.Read<short>()[row],
                PhysicalType.Int32 => column.Read<int>()[row],
                PhysicalType.Int64 => column.Read<long>()[row],
                PhysicalType.Int128 => column.Read<Int128>()[row],
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            _values[row] = value * factor;
            _bounds[row] = Bound(value, scale);
        }
    }

    /// <summary>Moves an order value by the distance, against the order where that descends.</summary>
    private Int128 Bound(Int128 value, int scale)
    {
        int sign = _ascending ? 1 : -1;
        switch (_type)
        {
            case DateType when IsMonths:
                return CivilDate.AddMonths((int)value, sign * (int)_distance);
            case DateType when IsDayTime:
                return value + sign * ((long)_distance / TimeUnits.MicrosPerDay);
            case TimestampType or TimestampNtzType when IsMonths:
                return DateTimeArithmetic.TryAddMonths((long)value, sign * (long)(int)_distance, _zone, out long moved) ? moved : Beyond(sign * (int)_distance);
            case TimestampType or TimestampNtzType when IsDayTime:
                return DateTimeArithmetic.TryAddDayTime((long)value, sign * (long)_distance, _zone, out long later) ? later : Beyond(sign * (long)_distance);
            case TimestampType or TimestampNtzType when _distance is CalendarInterval interval:
                return DateTimeArithmetic.TryAddInterval((long)value, sign * interval.Months, sign * interval.Days, sign * interval.Microseconds, _zone, out long then) ? then : value;
            default:
                var distance = _distance is Int128 unscaled ? unscaled : Convert.ToInt64(_distance, System.Globalization.CultureInfo.InvariantCulture);
                return value * PowerOfTen(scale - _orderScale) + sign * distance * PowerOfTen(scale - _distanceScale);
        }
    }

    private static Int128 Beyond(long direction) => direction < 0 ? Int128.MinValue : Int128.MaxValue;

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }
        return power;
    }
}
