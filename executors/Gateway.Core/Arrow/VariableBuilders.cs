using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Core.Columns;
using Gateway.Core.Memory;

namespace Gateway.Core.Arrow;

/// <summary>Collects strings or binary values with offsets of one width.</summary>
/// <typeparam name="TOffset">int or long.</typeparam>
internal abstract unsafe class OffsetStringBuilder<TOffset>(MemoryPool pool) : FieldBuilder(pool)
    where TOffset : unmanaged, System.Numerics.IBinaryInteger<TOffset>
{
    private readonly NativeBuffer _offsets = new(pool);
    private readonly NativeBuffer _bytes = new(pool);

    public override long ByteCount => _offsets.Length + _bytes.Length + Validity.ByteCount;

    public override void Clear()
    {
        base.Clear();
        _offsets.Length = 0;
        _bytes.Length = 0;
    }

    public override void Dispose()
    {
        base.Dispose();
        _offsets.Dispose();
        _bytes.Dispose();
    }

    public override void Visit(BufferVisitor visitor)
    {
        if (_offsets.Length == 0)
        {
            *(TOffset*)_offsets.Reserve(sizeof(TOffset)) = TOffset.Zero;
        }
        visitor.Buffer(_offsets.Bytes, Math.Max(_offsets.Length, sizeof(TOffset)));
        visitor.Buffer(_bytes.Bytes, _bytes.Length);
    }

    protected override void AppendEmpty(int count) =>
        new Span<TOffset>(TakeOffsets(count), count).Fill(TOffset.CreateTruncating(_bytes.Length));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AppendValues(Column column, RowList rows)
    {
        var reader = column.Read<StringView>();
        bool nulls = reader.HasNulls;
        long total = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            int length = reader[row].Length;
            total += nulls && !reader.IsValid(row) ? 0 : length;
        }
        TOffset* offsets = TakeOffsets(rows.Count);
        byte* start = _bytes.Reserve(total);
        byte* next = start;
        long position = _bytes.Length;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (nulls && !reader.IsValid(row))
            {
                offsets[i] = TOffset.CreateTruncating(position);
                continue;
            }
            StringView* view = (StringView*)Unsafe.AsPointer(ref reader[row]);
            int length = view->Length;
            // SAFETY: the first pass reserved the sum of the lengths, and the buffer has 64 bytes of slack for copies that run over.
            if (length <= StringView.InlineBytes)
            {
                *(ulong*)next = *(ulong*)((byte*)view + 4);
                *(uint*)(next + 8) = *(uint*)((byte*)view + 12);
            }
            else
            {
                Copy((byte*)view->Tail, next, length);
            }
            next += length;
            position += length;
            offsets[i] = TOffset.CreateTruncating(position);
        }
        _bytes.Length += total;
    }

    /// <summary>Copies more than 12 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* from, byte* to, int length)
    {
        if (length > 32)
        {
            Unsafe.CopyBlockUnaligned(to, from, (uint)length);
        }
        else if (length >= 16)
        {
            var head = Vector128.Load(from);
            var tail = Vector128.Load(from + length - 16);
            head.Store(to);
            tail.Store(to + length - 16);
        }
        else
        {
            ulong head = *(ulong*)from;
            ulong tail = *(ulong*)(from + length - 8);
            *(ulong*)to = head;
            *(ulong*)(to + length - 8) = tail;
        }
    }

    /// <summary>Makes room for the end offsets of more rows.</summary>
    private TOffset* TakeOffsets(int count)
    {
        if (_offsets.Length == 0)
        {
            *(TOffset*)_offsets.Reserve(sizeof(TOffset)) = TOffset.Zero;
            _offsets.Length = sizeof(TOffset);
        }
        var target = (TOffset*)_offsets.Reserve((long)count * sizeof(TOffset));
        _offsets.Length += (long)count * sizeof(TOffset);
        return target;
    }
}

/// <summary>Collects Utf8 and Binary.</summary>
internal sealed class StringBuilder(MemoryPool pool) : OffsetStringBuilder<int>(pool);

/// <summary>Collects LargeUtf8 and LargeBinary.</summary>
internal sealed class LargeStringBuilder(MemoryPool pool) : OffsetStringBuilder<long>(pool);

/// <summary>Collects List (one child) and Map (a struct of two children).</summary>
internal sealed unsafe class ListBuilder : FieldBuilder
{
    private readonly NativeBuffer _offsets;
    private readonly NativeBuffer _elements;
    private readonly FieldBuilder[] _children;
    private readonly bool _isMap;
    private int _elementCount;

    public ListBuilder(FieldBuilder[] children, bool isMap, MemoryPool pool) : base(pool)
    {
        _offsets = new NativeBuffer(pool);
        _elements = new NativeBuffer(pool);
        _children = children;
        _isMap = isMap;
    }

    public override FieldBuilder[] Children => _children;

    public override long ByteCount => _offsets.Length + Validity.ByteCount + _children.Sum(static child => child.ByteCount);

    public override void Clear()
    {
        base.Clear();
        _offsets.Length = 0;
        _elementCount = 0;
        foreach (var child in _children)
        {
            child.Clear();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _offsets.Dispose();
        _elements.Dispose();
        foreach (var child in _children)
        {
            child.Dispose();
        }
    }

    public override void Visit(BufferVisitor visitor)
    {
        if (_offsets.Length == 0)
        {
            *(int*)_offsets.Reserve(sizeof(int)) = 0;
        }
        visitor.Buffer(_offsets.Bytes, Math.Max(_offsets.Length, sizeof(int)));
        if (_isMap)
        {
            visitor.Node(_elementCount, 0);
            visitor.Buffer(null, 0);
        }
        foreach (var child in _children)
        {
            child.VisitAll(visitor);
        }
    }

    protected override void AppendEmpty(int count) => new Span<int>(TakeOffsets(count), count).Fill(_elementCount);

    protected override void AppendValues(Column column, RowList rows)
    {
        var reader = column.Read<ListSpan>();
        int* offsets = TakeOffsets(rows.Count);
        int total = 0;
        int next = -1;
        bool isRun = true;
        int first = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            var span = reader.IsValid(rows[i]) ? reader[rows[i]] : default;
            if (span.Length > 0)
            {
                if (next < 0)
                {
                    first = span.Offset;
                }
                isRun &= next < 0 || next == span.Offset;
                next = span.Offset + span.Length;
                total = checked(total + span.Length);
            }
            offsets[i] = checked(_elementCount + total);
        }
        var elements = isRun ? RowList.Run(first, total) : Gather(reader, rows, total);
        var children = column.Source.Children;
        for (int i = 0; i < _children.Length; i++)
        {
            _children[i].Append(children[i], elements);
        }
        _elementCount += total;
    }

    private RowList Gather(Reader<ListSpan> reader, RowList rows, int total)
    {
        _elements.Length = 0;
        int* elements = (int*)_elements.Reserve((long)total * sizeof(int));
        int position = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            if (!reader.IsValid(rows[i]))
            {
                continue;
            }
            var span = reader[rows[i]];
            for (int j = 0; j < span.Length; j++)
            {
                elements[position++] = span.Offset + j;
            }
        }
        return RowList.List(elements, total);
    }

    private int* TakeOffsets(int count)
    {
        if (_offsets.Length == 0)
        {
            *(int*)_offsets.Reserve(sizeof(int)) = 0;
            _offsets.Length = sizeof(int);
        }
        int* target = (int*)_offsets.Reserve((long)count * sizeof(int));
        _offsets.Length += (long)count * sizeof(int);
        return target;
    }
}

/// <summary>Collects Struct, a child a field.</summary>
internal sealed unsafe class StructBuilder : FieldBuilder
{
    private readonly FieldBuilder[] _children;
    private readonly NativeBuffer _slots;

    public StructBuilder(FieldBuilder[] children, MemoryPool pool) : base(pool)
    {
        _children = children;
        _slots = new NativeBuffer(pool);
    }

    public override FieldBuilder[] Children => _children;

    public override long ByteCount => Validity.ByteCount + _children.Sum(static child => child.ByteCount);

    public override void Clear()
    {
        base.Clear();
        foreach (var child in _children)
        {
            child.Clear();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _slots.Dispose();
        foreach (var child in _children)
        {
            child.Dispose();
        }
    }

    public override void Visit(BufferVisitor visitor)
    {
        foreach (var child in _children)
        {
            child.VisitAll(visitor);
        }
    }

    protected override void AppendEmpty(int count)
    {
        foreach (var child in _children)
        {
            child.AppendNulls(count);
        }
    }

    protected override void AppendValues(Column column, RowList rows)
    {
        if (column.Shape != ColumnShape.Flat)
        {
            _slots.Length = 0;
            int* slots = (int*)_slots.Reserve((long)rows.Count * sizeof(int));
            for (int i = 0; i < rows.Count; i++)
            {
                slots[i] = column.Slot(rows[i]);
            }
            rows = RowList.List(slots, rows.Count);
        }
        var children = column.Source.Children;
        for (int i = 0; i < _children.Length; i++)
        {
            _children[i].Append(children[i], rows);
        }
    }
}
