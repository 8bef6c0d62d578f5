using System.Globalization;
using System.Numerics;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Base of <c>sequence</c>: counts a row's elements, then writes them.</summary>
internal abstract unsafe class SequenceKernel<T>(BoundCall site) : ColumnFunction(site) where T : unmanaged, IBinaryInteger<T>
{
    protected sealed override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (Array.Exists(arguments, static argument => argument.Physical == PhysicalType.Null))
        {
            for (int i = 0; i < selection.Count; i++)
            {
                NullRow.Set(result, selection[i]);
            }
            return;
        }
        var starts = arguments[0].Read<T>();
        var stops = arguments[1].Read<T>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (Array.Exists(arguments, argument => argument.IsNull(row)))
            {
                NullRow.Set(result, row);
                continue;
            }
            Write(starts[row], stops[row], arguments.Length > 2 ? arguments[2] : null, row, result);
        }
    }

    protected abstract void Write(T start, T stop, Column? step, int row, Column result);

    /// <summary>Writes start, start + step, .. up to stop as a row's list.</summary>
    protected static void WriteArithmetic(T start, T stop, Int128 step, string stepText, int row, Column result)
    {
        int count = Length(Int128.CreateChecked(start), Int128.CreateChecked(stop), step, stepText);
        int first = result.AppendChildren(count);
        T* values = result.Children[0].Data<T>() + first;
        var value = start;
        var stride = T.CreateTruncating(step);
        for (int i = 0; i < count; i++)
        {
            values[i] = value;
            value = unchecked(value + stride);
        }
        result.Data<ListSpan>()[row] = new ListSpan(first, count);
    }

    /// <summary>Counts the elements from start to stop, both included.</summary>
    protected static int Length(Int128 start, Int128 stop, Int128 step, string stepText)
    {
        bool reaches = step > 0 ? start <= stop : step < 0 ? start >= stop : start == stop;
        if (!reaches)
        {
            throw QueryErrors.Bare("IllegalArgumentException",
                string.Create(CultureInfo.InvariantCulture, $"requirement failed: Illegal sequence boundaries: {start} to {stop} by {stepText}"));
        }
        var count = step == 0 ? 1 : (stop - start) / step + 1;
        if (count > ArrayLimit.MaxLength)
        {
            throw new QueryException("COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER",
                ("numberOfElements", count.ToString(CultureInfo.InvariantCulture)), ("maxRoundedArrayLength", ArrayLimit.MaxLength.ToString(CultureInfo.InvariantCulture)),
                ("parameter", "`count`"), ("functionName", "`sequence`"));
        }
        return (int)count;
    }
}

/// <summary>Sequences of whole numbers; the step defaults to 1 towards the stop.</summary>
internal sealed unsafe class IntegralSequence<T>(BoundCall site) : SequenceKernel<T>(site) where T : unmanaged, IBinaryInteger<T>
{
    protected override void Write(T start, T stop, Column? step, int row, Column result)
    {
        var stride = step is not null ? Int128.CreateChecked(step.Read<T>()[row]) : start <= stop ? 1 : -1;
        WriteArithmetic(start, stop, stride, stride.ToString(CultureInfo.InvariantCulture), row, result);
    }
}

/// <summary>A step in months, days and microseconds.</summary>
internal readonly record struct SequenceStep(int Months, int Days, long Micros, string Text)
{
    private const long MicrosPerDay = 86_400_000_000;
    private const long MicrosPerMonth = 28 * MicrosPerDay;

    /// <summary>Gets a length good for counting at most as many elements as there are.</summary>
    public Int128 EstimatedMicros => Micros + (Int128)Months * MicrosPerMonth + (Int128)Days * MicrosPerDay;

    public static unsafe SequenceStep Read(Column? step, int row, bool forward)
    {
        if (step is null)
        {
            return new SequenceStep(0, forward ? 1 : -1, 0, "");
        }
        switch (step.Type)
        {
            case YearMonthIntervalType:
                int months = step.Read<int>()[row];
                return new SequenceStep(months, 0, 0, months.ToString(CultureInfo.InvariantCulture));
            case DayTimeIntervalType:
                long micros = step.Read<long>()[row];
                return new SequenceStep(0, (int)(micros / MicrosPerDay), micros % MicrosPerDay, micros.ToString(CultureInfo.InvariantCulture));
            default:
                var interval = step.Read<CalendarInterval>()[row];
                return new SequenceStep(interval.Months, interval.Days, interval.Microseconds, LiteralText.Value(interval, CalendarIntervalType.Instance));
        }
    }

    public static string TypeText(Column? step) => step?.Type switch
    {
        YearMonthIntervalType => "interval year to month",
        CalendarIntervalType => "interval",
        _ => "interval day to second",
    };
}

/// <summary>Sequences of dates: whole days, or months and days counted in the session's zone.</summary>
internal sealed unsafe class DateSequence(BoundCall site) : SequenceKernel<int>(site)
{
    private readonly TimeZoneRules _zone = SessionZone.Find(site.Context.Settings.TimeZone);

    protected override void Write(int start, int stop, Column? step, int row, Column result)
    {
        var stride = SequenceStep.Read(step, row, start <= stop);
        if (stride.Months == 0 && stride.Days == 0)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_3242", ("intervalType", SequenceStep.TypeText(step))).As("IllegalArgumentException");
        }
        if (stride.Months == 0 && stride.Micros == 0)
        {
            WriteArithmetic(start, stop, stride.Days, stride.Text, row, result);
            return;
        }
        if (!_zone.TryStartOfDay(start, out long startMicros) || !_zone.TryStartOfDay(stop, out long stopMicros))
        {
            throw QueryErrors.Bare("ArithmeticException", "long overflow");
        }
        int estimate = Length(startMicros, stopMicros, stride.EstimatedMicros, stride.Text);
        int first = result.AppendChildren(estimate);
        int* values = result.Children[0].Data<int>() + first;
        int count = 0;
        foreach (long instant in new SequenceInstants(startMicros, stopMicros, stride, _zone))
        {
            values[count++] = _zone.ToDays(instant);
        }
        result.Data<ListSpan>()[row] = new ListSpan(first, count);
    }
}

/// <summary>Sequences of timestamps: months and days are local, the rest elapses; timestamps without zone count in UTC.</summary>
internal sealed unsafe class TimestampSequence(BoundCall site) : SequenceKernel<long>(site)
{
    private readonly TimeZoneRules _zone = site.ArgumentType(0) is TimestampNtzType ? TimeZoneRules.Utc : SessionZone.Find(site.Context.Settings.TimeZone);

    protected override void Write(long start, long stop, Column? step, int row, Column result)
    {
        var stride = SequenceStep.Read(step, row, start <= stop);
        if (stride.Months == 0 && stride.Days == 0)
        {
            WriteArithmetic(start, stop, stride.Micros, stride.Text, row, result);
            return;
        }
        int estimate = Length(start, stop, stride.EstimatedMicros, stride.Text);
        int first = result.AppendChildren(estimate);
        long* values = result.Children[0].Data<long>() + first;
        int count = 0;
        foreach (long instant in new SequenceInstants(start, stop, stride, _zone))
        {
            values[count++] = instant;
        }
        result.Data<ListSpan>()[row] = new ListSpan(first, count);
    }
}

/// <summary>Enumerates start, start + step, start + 2 steps, .. while the stop is not passed.</summary>
internal struct SequenceInstants(long start, long stop, SequenceStep step, TimeZoneRules zone)
{
    private int _index = -1;

    public long Current { get; private set; }

    public readonly SequenceInstants GetEnumerator() => this;

    public bool MoveNext()
    {
        _index++;
        long next = start;
        if (_index > 0 && !DateTimeArithmetic.TryAddInterval(start, _index * step.Months, _index * step.Days, _index * step.Micros, zone, out next))
        {
            return false;
        }
        Current = next;
        return step.EstimatedMicros > 0 ? next <= stop : next >= stop;
    }
}
