using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Core.Arrow;

/// <summary>Collects rows of a layout that has one buffer of values of one width.</summary>
internal abstract unsafe class ValueBuilder<T>(MemoryPool pool) : FieldBuilder(pool) where T : unmanaged
{
    private readonly NativeBuffer _values = new(pool);

    public override long ByteCount => _values.Length + Validity.ByteCount;

    public override void Clear()
    {
        base.Clear();
        _values.Length = 0;
    }

    public override void Dispose()
    {
        base.Dispose();
        _values.Dispose();
    }

    public override void Visit(BufferVisitor visitor) => visitor.Buffer(_values.Bytes, _values.Length);

    protected override void AppendEmpty(int count) => new Span<T>(Take(count), count).Clear();

    protected T* Take(int count)
    {
        var target = (T*)_values.Reserve((long)count * sizeof(T));
        _values.Length += (long)count * sizeof(T);
        return target;
    }
}

/// <summary>Copies values whose layout is Arrow's already.</summary>
internal sealed unsafe class FixedBuilder<T>(MemoryPool pool) : ValueBuilder<T>(pool) where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AppendValues(Column column, RowList rows)
    {
        T* target = Take(rows.Count);
        var reader = column.Read<T>();
        if (reader.IsConstant)
        {
            new Span<T>(target, rows.Count).Fill(reader[0]);
        }
        else if (reader.IsFlat && rows.IsRun)
        {
            // SAFETY: the column holds the run's rows and Take made room for as many.
            Buffer.MemoryCopy(reader.Values + rows.Start, target, (long)rows.Count * sizeof(T), (long)rows.Count * sizeof(T));
        }
        else
        {
            for (int i = 0; i < rows.Count; i++)
            {
                target[i] = reader[rows[i]];
            }
        }
    }
}

/// <summary>Widens unscaled decimals of any physical width to 128 bits.</summary>
internal sealed unsafe class DecimalBuilder(MemoryPool pool) : ValueBuilder<Int128>(pool)
{
    protected override void AppendValues(Column column, RowList rows)
    {
        Int128* target = Take(rows.Count);
        switch (column.Physical)
        {
            case PhysicalType.Int64:
                Widen(column.Read<long>(), rows, (long*)target);
                break;
            case PhysicalType.Int128:
                var reader = column.Read<Int128>();
                for (int i = 0; i < rows.Count; i++)
                {
                    target[i] = reader[rows[i]];
                }
                break;
            case PhysicalType.Int32:
                var narrow = column.Read<int>();
                for (int i = 0; i < rows.Count; i++)
                {
                    target[i] = narrow[rows[i]];
                }
                break;
            default:
                throw new System.Diagnostics.UnreachableException(column.Physical.ToString());
        }
    }

    /// <param name="target">Two words a row: low, high.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(Reader<long> reader, RowList rows, long* target)
    {
        if (reader.IsFlat && rows.IsRun)
        {
            long* source = reader.Values + rows.Start;
            for (int i = 0; i < rows.Count; i++)
            {
                target[2 * i] = source[i];
                target[2 * i + 1] = source[i] >> 63;
            }
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            long value = reader[rows[i]];
            target[2 * i] = value;
            target[2 * i + 1] = value >> 63;
        }
    }
}

/// <summary>Turns months, days and microseconds into Arrow's months, days and nanoseconds.</summary>
internal sealed unsafe class CalendarIntervalBuilder(MemoryPool pool) : ValueBuilder<CalendarInterval>(pool)
{
    protected override void AppendValues(Column column, RowList rows)
    {
        CalendarInterval* target = Take(rows.Count);
        var reader = column.Read<CalendarInterval>();
        for (int i = 0; i < rows.Count; i++)
        {
            var value = reader[rows[i]];
            if (!reader.IsValid(rows[i]))
            {
                target[i] = default;
                continue;
            }
            long nanoseconds = unchecked(value.Microseconds * 1000);
            if (value.Microseconds is > long.MaxValue / 1000 or < long.MinValue / 1000)
            {
                throw ArrowRange.Overflow();
            }
            target[i] = new CalendarInterval(value.Months, value.Days, nanoseconds);
        }
    }
}

/// <summary>Narrows 128-bit nanoseconds to Arrow's 64.</summary>
internal sealed unsafe class NanosecondBuilder(MemoryPool pool) : ValueBuilder<long>(pool)
{
    protected override void AppendValues(Column column, RowList rows)
    {
        long* target = Take(rows.Count);
        var reader = column.Read<Int128>();
        for (int i = 0; i < rows.Count; i++)
        {
            var value = reader[rows[i]];
            if (value != (long)value && reader.IsValid(rows[i]))
            {
                throw ArrowRange.Overflow();
            }
            target[i] = (long)value;
        }
    }
}

/// <summary>Packs booleans, one byte a row, into a bitmap.</summary>
internal sealed unsafe class BooleanBuilder(MemoryPool pool) : FieldBuilder(pool)
{
    private readonly BitmapBuilder _bits = new(pool);

    public override long ByteCount => _bits.ByteCount + Validity.ByteCount;

    public override void Clear()
    {
        base.Clear();
        _bits.Clear();
    }

    public override void Dispose()
    {
        base.Dispose();
        _bits.Dispose();
    }

    public override void Visit(BufferVisitor visitor) => visitor.Buffer(_bits.Bytes, _bits.ByteCount);

    protected override void AppendEmpty(int count) => _bits.AppendRun(false, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AppendValues(Column column, RowList rows)
    {
        _bits.Reserve(rows.Count);
        var reader = column.Read<byte>();
        int i = 0;
        if (reader.IsFlat && rows.IsRun)
        {
            for (; i + 64 <= rows.Count; i += 64)
            {
                // SAFETY: 64 more rows of one byte are within the run.
                var bytes = Vector512.Load(reader.Values + rows.Start + i);
                _bits.Append(~Vector512.Equals(bytes, Vector512<byte>.Zero).ExtractMostSignificantBits(), 64);
            }
        }
        while (i < rows.Count)
        {
            int count = Math.Min(64, rows.Count - i);
            ulong bits = 0;
            for (int j = 0; j < count; j++)
            {
                bits |= (reader[rows[i + j]] != 0 ? 1UL : 0) << j;
            }
            _bits.Append(bits, count);
            i += count;
        }
    }
}

/// <summary>Counts rows of VOID: the layout has no buffers.</summary>
internal sealed class NullBuilder(MemoryPool pool) : FieldBuilder(pool)
{
    public override bool HasValidity => false;

    public override long ByteCount => 0;

    public override void Visit(BufferVisitor visitor)
    {
        // Arrow's null layout has neither validity nor values.
    }

    protected override void AppendEmpty(int count)
    {
        // Rows are only counted.
    }

    protected override void AppendValues(Column column, RowList rows)
    {
        // Rows are only counted.
    }
}

/// <summary>Raises the error of values that Arrow's type cannot hold.</summary>
internal static class ArrowRange
{
    public static QueryException Overflow() =>
        new(new QueryError(null, [], [], "ArithmeticException", "long overflow"));
}
