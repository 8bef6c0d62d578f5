using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Column = Gateway.Core.Columns.Column;

namespace Gateway.Storage.Arrow;

/// <summary>Copies values of any Arrow layout into an engine column of the Spark type that <see cref="ArrowTypes"/> gives it.</summary>
/// <remarks>Input is not trusted: offsets, sizes and indices are checked by spans before anything native is written.</remarks>
internal static unsafe class ArrowReader
{
    private const long MicrosPerSecond = 1_000_000;
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>Copies <paramref name="count"/> values from position <paramref name="from"/> (without the array's own offset) to rows from <paramref name="to"/> on; the target has capacity.</summary>
    public static void Copy(ArrayData source, int from, int count, Column target, int to)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        if (count == 0)
        {
            return;
        }
        if (from + (long)count > source.Length)
        {
            throw new InvalidDataException("a list reaches past its elements");
        }
        if (source.DataType.TypeId == ArrowTypeId.Dictionary)
        {
            CopyDictionary(source, from, count, target, to);
            return;
        }
        if (source.DataType.TypeId == ArrowTypeId.Null)
        {
            for (int i = 0; i < count && target.Physical != PhysicalType.Null; i++)
            {
                target.SetNull(to + i);
            }
            return;
        }
        CopyValidity(source, from, count, target, to);
        int start = source.Offset + from;
        switch (source.DataType)
        {
            case Apache.Arrow.Types.BooleanType:
                var bits = source.Buffers[1].Span;
                for (int i = 0; i < count; i++)
                {
                    target.Values[to + i] = (byte)(bits[(start + i) >> 3] >> ((start + i) & 7) & 1);
                }
                break;
            case Int8Type:
                Values<sbyte>(source, start, count).CopyTo(Rows<sbyte>(target, to, count));
                break;
            case Int16Type:
                Values<short>(source, start, count).CopyTo(Rows<short>(target, to, count));
                break;
            case Int32Type or Date32Type or IntervalType { Unit: IntervalUnit.YearMonth }:
                Values<int>(source, start, count).CopyTo(Rows<int>(target, to, count));
                break;
            case Int64Type:
                Values<long>(source, start, count).CopyTo(Rows<long>(target, to, count));
                break;
            case UInt8Type:
                Widen<byte, short>(source, start, count, target, to);
                break;
            case UInt16Type:
                Widen<ushort, int>(source, start, count, target, to);
                break;
            case UInt32Type:
                Widen<uint, long>(source, start, count, target, to);
                break;
            case UInt64Type:
                Widen<ulong, Int128>(source, start, count, target, to);
                break;
            case HalfFloatType:
                Widen<Half, float>(source, start, count, target, to);
                break;
            case Apache.Arrow.Types.FloatType:
                Values<float>(source, start, count).CopyTo(Rows<float>(target, to, count));
                break;
            case Apache.Arrow.Types.DoubleType:
                Values<double>(source, start, count).CopyTo(Rows<double>(target, to, count));
                break;
            case Date64Type:
                var milliseconds = Values<long>(source, start, count);
                var days = Rows<int>(target, to, count);
                for (int i = 0; i < count; i++)
                {
                    days[i] = (int)FloorDivide(milliseconds[i], 86_400_000);
                }
                break;
            case Apache.Arrow.Types.TimestampType or DurationType:
                Rescale(Values<long>(source, start, count), Rows<long>(target, to, count), ((TimeBasedType)source.DataType).Unit, MicrosPerSecond, target, to);
                break;
            case Time64Type time:
                Rescale(Values<long>(source, start, count), Rows<long>(target, to, count), time.Unit, NanosPerSecond, target, to);
                break;
            case Time32Type time:
                Widen<int, long>(source, start, count, target, to);
                Rescale(Rows<long>(target, to, count), Rows<long>(target, to, count), time.Unit, NanosPerSecond, target, to);
                break;
            case IntervalType { Unit: IntervalUnit.DayTime }:
                var dayTimes = Values<(int Days, int Milliseconds)>(source, start, count);
                for (int i = 0; i < count; i++)
                {
                    target.Data<long>()[to + i] = dayTimes[i].Days * 86_400L * MicrosPerSecond + dayTimes[i].Milliseconds * 1000L;
                }
                break;
            case IntervalType:
                var intervals = Values<CalendarInterval>(source, start, count);
                for (int i = 0; i < count; i++)
                {
                    target.Data<CalendarInterval>()[to + i] = intervals[i] with { Microseconds = intervals[i].Microseconds / 1000 };
                }
                break;
            case Decimal32Type:
                Decimals<int>(source, start, count, target, to);
                break;
            case Decimal64Type:
                Decimals<long>(source, start, count, target, to);
                break;
            case Decimal128Type:
                Decimals<Int128>(source, start, count, target, to);
                break;
            case Decimal256Type:
                WideDecimals(source, start, count, target, to);
                break;
            case FixedSizeBinaryType fixedSize:
                int width = fixedSize.ByteWidth;
                var packed = source.Buffers[1].Span;
                for (int i = 0; i < count; i++)
                {
                    target.Data<StringView>()[to + i] = target.IsNull(to + i) ? default : target.Heap.Add(packed.Slice((start + i) * width, width));
                }
                break;
            case Apache.Arrow.Types.StringType or Apache.Arrow.Types.BinaryType:
                Strings<int>(source, start, count, target, to);
                break;
            case LargeStringType or LargeBinaryType:
                Strings<long>(source, start, count, target, to);
                break;
            case StringViewType or BinaryViewType:
                Views(source, start, count, target, to);
                break;
            default:
                CopyNested(source, from, count, target, to);
                break;
        }
    }

    private static void CopyNested(ArrayData source, int from, int count, Column target, int to)
    {
        int start = source.Offset + from;
        switch (source.DataType)
        {
            case Apache.Arrow.Types.StructType:
                for (int i = 0; i < target.Children.Length; i++)
                {
                    // A sliced struct's children are not sliced with it.
                    Copy(source.Children[i], start, count, target.Children[i], to);
                }
                break;
            case ListType or Apache.Arrow.Types.MapType:
                Lists(Values<int>(source, start, count + 1), default(ReadOnlySpan<int>), source, target, to, count);
                break;
            case LargeListType:
                Lists(Values<long>(source, start, count + 1), default(ReadOnlySpan<long>), source, target, to, count);
                break;
            case ListViewType:
                Lists(Values<int>(source, start, count), Sizes<int>(source, start, count), source, target, to, count);
                break;
            case LargeListViewType:
                Lists(Values<long>(source, start, count), Sizes<long>(source, start, count), source, target, to, count);
                break;
            case FixedSizeListType fixedSize:
                for (int i = 0; i < count; i++)
                {
                    List(source, (long)(start + i) * fixedSize.ListSize, fixedSize.ListSize, target, to + i);
                }
                break;
            default:
                throw ArrowTypes.Unsupported(source.DataType);
        }
    }

    /// <param name="sizes">Empty where the next offset ends a list.</param>
    private static void Lists<TOffset>(ReadOnlySpan<TOffset> offsets, ReadOnlySpan<TOffset> sizes, ArrayData source, Column target, int to, int count)
        where TOffset : unmanaged, IBinaryInteger<TOffset>
    {
        if (sizes.IsEmpty && !target.HasNulls)
        {
            // Lists without gaps: one copy for all elements.
            long first = long.CreateTruncating(offsets[0]);
            long last = long.CreateTruncating(offsets[count]);
            int position = Elements(source, first, last - first, target);
            for (int i = 0; i < count; i++)
            {
                long begin = long.CreateTruncating(offsets[i]) - first;
                long length = long.CreateTruncating(offsets[i + 1]) - first - begin;
                if (begin < 0 || length < 0 || begin + length > last - first)
                {
                    throw new InvalidDataException("list offsets do not ascend");
                }
                target.Data<ListSpan>()[to + i] = new ListSpan(position + (int)begin, (int)length);
            }
            return;
        }
        for (int i = 0; i < count; i++)
        {
            long begin = long.CreateTruncating(offsets[i]);
            long length = sizes.IsEmpty ? long.CreateTruncating(offsets[i + 1]) - begin : long.CreateTruncating(sizes[i]);
            List(source, begin, length, target, to + i);
        }
    }

    private static void List(ArrayData source, long first, long length, Column target, int row) =>
        target.Data<ListSpan>()[row] = target.IsNull(row) ? default : new ListSpan(Elements(source, first, length, target), (int)length);

    /// <summary>Appends elements (of maps: keys and values) and returns the first one's position.</summary>
    private static int Elements(ArrayData source, long first, long length, Column target)
    {
        int from = checked((int)first);
        int count = checked((int)length);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var elements = source.Children[0];
        if (from < 0 || (long)from + count > elements.Length)
        {
            throw new InvalidDataException("a list reaches past its elements");
        }
        int position = target.AppendChildren(count);
        if (source.DataType is Apache.Arrow.Types.MapType)
        {
            Copy(elements.Children[0], elements.Offset + from, count, target.Children[0], position);
            Copy(elements.Children[1], elements.Offset + from, count, target.Children[1], position);
        }
        else
        {
            Copy(elements, from, count, target.Children[0], position);
        }
        return position;
    }

    private static void CopyDictionary(ArrayData source, int from, int count, Column target, int to)
    {
        var dictionary = source.Dictionary;
        int start = source.Offset + from;
        bool hasNulls = source.NullCount != 0 && source.Buffers[0].Length > 0;
        var validity = source.Buffers[0].Span;
        var indexType = ((DictionaryType)source.DataType).IndexType;
        for (int i = 0; i < count; i++)
        {
            if (hasNulls && (validity[(start + i) >> 3] >> ((start + i) & 7) & 1) == 0)
            {
                ColumnValues.Set(target, to + i, null);
                continue;
            }
            long index = indexType switch
            {
                Int8Type => Values<sbyte>(source, start + i, 1)[0],
                UInt8Type => Values<byte>(source, start + i, 1)[0],
                Int16Type => Values<short>(source, start + i, 1)[0],
                UInt16Type => Values<ushort>(source, start + i, 1)[0],
                Int32Type => Values<int>(source, start + i, 1)[0],
                UInt32Type => Values<uint>(source, start + i, 1)[0],
                Int64Type => Values<long>(source, start + i, 1)[0],
                _ => checked((long)Values<ulong>(source, start + i, 1)[0]),
            };
            Copy(dictionary, checked((int)index), 1, target, to + i);
        }
    }

    private static void CopyValidity(ArrayData source, int from, int count, Column target, int to)
    {
        int start = source.Offset + from;
        if (source.NullCount == 0 || source.Buffers.Length == 0 || source.Buffers[0].Length == 0)
        {
            return;
        }
        var bits = source.Buffers[0].Span;
        for (int i = 0; i < count; i++)
        {
            if ((bits[(start + i) >> 3] >> ((start + i) & 7) & 1) == 0)
            {
                target.SetNull(to + i);
            }
        }
    }

    private static void Strings<TOffset>(ArrayData source, int start, int count, Column target, int to) where TOffset : unmanaged, IBinaryInteger<TOffset>
    {
        var offsets = Values<TOffset>(source, start, count + 1);
        var bytes = source.Buffers[2].Span;
        long first = long.CreateTruncating(offsets[0]);
        long last = long.CreateTruncating(offsets[count]);
        int total = checked((int)(last - first));
        // One allocation for all of them: short values are copied out of it, longer ones point into it.
        byte* copy = target.Heap.Allocate(total + 8);
        bytes.Slice(checked((int)first), total).CopyTo(new Span<byte>(copy, total));
        StringView* views = target.Data<StringView>() + to;
        for (int i = 0; i < count; i++)
        {
            long begin = long.CreateTruncating(offsets[i]) - first;
            long length = long.CreateTruncating(offsets[i + 1]) - first - begin;
            if (begin < 0 || length < 0 || begin + length > total)
            {
                throw new InvalidDataException("string offsets do not ascend");
            }
            views[i] = StringView.FromPointer(copy + begin, (int)length);
        }
    }

    private static void Views(ArrayData source, int start, int count, Column target, int to)
    {
        var views = MemoryMarshal.Cast<byte, Apache.Arrow.Scalars.BinaryView>(source.Buffers[1].Span).Slice(start, count);
        for (int i = 0; i < count; i++)
        {
            ref readonly var view = ref views[i];
            target.Data<StringView>()[to + i] = target.IsNull(to + i) ? default
                : view.IsInline ? target.Heap.Add(view.Bytes)
                : target.Heap.Add(source.Buffers[2 + view.BufferIndex].Span.Slice(view.BufferOffset, view.Length));
        }
    }

    private static void Decimals<T>(ArrayData source, int start, int count, Column target, int to) where T : unmanaged, IBinaryInteger<T>
    {
        var values = Values<T>(source, start, count);
        for (int i = 0; i < count; i++)
        {
            StoreDecimal(target, to + i, Int128.CreateTruncating(values[i]));
        }
    }

    private static void WideDecimals(ArrayData source, int start, int count, Column target, int to)
    {
        var values = source.Buffers[1].Span;
        for (int i = 0; i < count; i++)
        {
            var value = new BigInteger(values.Slice((start + i) * 32, 32));
            StoreDecimal(target, to + i, target.IsNull(to + i) ? 0 : (Int128)value);
        }
    }

    private static void StoreDecimal(Column target, int row, Int128 value)
    {
        if (target.Physical == PhysicalType.Int64)
        {
            target.Data<long>()[row] = (long)value;
        }
        else
        {
            target.Data<Int128>()[row] = value;
        }
    }

    private static void Widen<TFrom, TTo>(ArrayData source, int start, int count, Column target, int to)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var values = Values<TFrom>(source, start, count);
        for (int i = 0; i < count; i++)
        {
            target.Data<TTo>()[to + i] = TTo.CreateTruncating(values[i]);
        }
    }

    /// <summary>Brings a unit to ticks of another rate, rounding down.</summary>
    private static void Rescale(ReadOnlySpan<long> source, Span<long> rows, TimeUnit unit, long ticksPerSecond, Column target, int to)
    {
        long perSecond = unit switch { TimeUnit.Second => 1, TimeUnit.Millisecond => 1000, TimeUnit.Microsecond => MicrosPerSecond, _ => NanosPerSecond };
        for (int i = 0; i < rows.Length; i++)
        {
            long value = source[i];
            if (perSecond <= ticksPerSecond)
            {
                long factor = ticksPerSecond / perSecond;
                long scaled = unchecked(value * factor);
                if (factor != 1 && scaled / factor != value && !target.IsNull(to + i))
                {
                    throw new QueryException(new QueryError(null, [], [], "ArithmeticException", "long overflow"));
                }
                rows[i] = scaled;
            }
            else
            {
                rows[i] = FloorDivide(value, perSecond / ticksPerSecond);
            }
        }
    }

    private static long FloorDivide(long value, long divisor) => value / divisor - (value % divisor < 0 ? 1 : 0);

    private static ReadOnlySpan<T> Values<T>(ArrayData source, int start, int count) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(source.Buffers[1].Span).Slice(start, count);

    private static ReadOnlySpan<T> Sizes<T>(ArrayData source, int start, int count) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(source.Buffers[2].Span).Slice(start, count);

    private static Span<T> Rows<T>(Column target, int to, int count) where T : unmanaged => new(target.Data<T>() + to, count);
}
