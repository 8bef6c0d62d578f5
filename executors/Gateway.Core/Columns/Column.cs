using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Core.Columns;

/// <summary>How row numbers map to value slots.</summary>
public enum ColumnShape : byte
{
    /// <summary>Slot = row.</summary>
    Flat,
    /// <summary>Every row reads slot 0.</summary>
    Constant,
    /// <summary>Slot = <see cref="Column.Indices"/>[row] of <see cref="Column.Dictionary"/>; validity is per row.</summary>
    Dictionary,
}

/// <summary>Holds one column of a batch. One class for all types; kernels read it through <see cref="Reader{T}"/>.</summary>
/// <remarks>
/// Values under a null or outside the selection are arbitrary, but strings there are readable and list spans are in bounds.
/// Booleans are one byte a row (0 or 1) so that kernels share the fixed-width drivers; Arrow's bitmaps are made at the edges.
/// Buffers belong to the <see cref="MemoryScope"/> given to <see cref="Create"/> and are reused batch after batch.
/// </remarks>
public sealed unsafe class Column
{
    private readonly MemoryScope? _memory;
    private ulong* _ownValidity;
    private int* _ownIndices;
    private StringHeap? _heap;

    private Column(DataType type, PhysicalType physical, MemoryScope? memory)
    {
        Type = type;
        Physical = physical;
        _memory = memory;
    }

    public DataType Type { get; private set; }
    public PhysicalType Physical { get; }
    public ColumnShape Shape { get; set; }

    /// <summary>Rows the buffers have room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Fixed-width values, one slot a row; null for struct, null and dictionary columns.</summary>
    public byte* Values { get; set; }

    /// <summary>One bit a row, set = valid (slot 0 only for constants); a null pointer means no row is null.</summary>
    public ulong* Validity { get; set; }

    /// <summary>Slots of a dictionary column.</summary>
    public int* Indices { get; set; }

    /// <summary>Flat values of a dictionary column.</summary>
    public Column? Dictionary { get; set; }

    /// <summary>Array: element; map: key, value; struct: fields (variant and spatial: their storage fields).</summary>
    public Column[] Children { get; private set; } = [];

    /// <summary>Elements in use in child columns of an array or map column that is being written.</summary>
    public int ChildCount { get; set; }

    public StringHeap Heap => _heap ??= new StringHeap(_memory!);

    public bool HasNulls => Validity is not null;

    /// <summary>Makes a flat column with its own buffers.</summary>
    public static Column Create(DataType type, int capacity, MemoryScope memory) => Create(type, type.Physical, capacity, memory);

    /// <summary>Makes a flat column whose physical type may differ from the type's usual one (narrow decimals).</summary>
    public static Column Create(DataType type, PhysicalType physical, int capacity, MemoryScope memory)
    {
        var column = new Column(type, physical, memory);
        int width = Width(physical);
        column.Capacity = capacity;
        if (width > 0)
        {
            column.Values = memory.Allocate((nuint)(capacity * (long)width + 64));
            if (physical is PhysicalType.String or PhysicalType.List or PhysicalType.Map)
            {
                // Arbitrary slots must be readable: an empty string, an empty list.
                NativeMemory.Clear(column.Values, (nuint)(capacity * (long)width + 64));
            }
        }
        column.Children = ChildTypes(type) switch
        {
            [] => [],
            var types => [.. types.Select(child => Create(child, capacity, memory))],
        };
        return column;
    }

    /// <summary>Makes a column without buffers that will point at someone else's (slices, casts that only rename a type).</summary>
    public static Column Alias(DataType type, Column source)
    {
        var column = new Column(type, source.Physical, null);
        column.PointAt(source);
        return column;
    }

    /// <summary>Makes this column show another's buffers; both are then valid as long as the other's.</summary>
    public void PointAt(Column source)
    {
        Shape = source.Shape;
        Capacity = source.Capacity;
        Values = source.Values;
        Validity = source.Validity;
        Indices = source.Indices;
        Dictionary = source.Dictionary;
        Children = source.Children;
        ChildCount = source.ChildCount;
    }

    /// <summary>Makes an alias show other columns as its children (a map's keys as an array, arguments as a struct's fields).</summary>
    public void ShowChildren(params Column[] children)
    {
        System.Diagnostics.Debug.Assert(_memory is null, "only aliases show what others own");
        Children = children;
    }

    /// <summary>Gets the bytes a slot takes: 0 for struct and null.</summary>
    public static int Width(PhysicalType physical) => physical switch
    {
        PhysicalType.Boolean or PhysicalType.Int8 => 1,
        PhysicalType.Int16 => 2,
        PhysicalType.Int32 or PhysicalType.Float32 => 4,
        PhysicalType.Int64 or PhysicalType.Float64 or PhysicalType.List or PhysicalType.Map => 8,
        PhysicalType.Int128 or PhysicalType.String or PhysicalType.Interval => 16,
        PhysicalType.Struct or PhysicalType.Null => 0,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Gets the types of the child columns of a type.</summary>
    public static DataType[] ChildTypes(DataType type) => type switch
    {
        ArrayType array => [array.Element],
        MapType map => [map.Key, map.Value],
        StructType structure => [.. structure.Fields.Select(static f => f.Type)],
        VariantType => ChildTypes(VariantType.Storage),
        SpatialType => ChildTypes(SpatialType.Storage),
        UserDefinedType user => ChildTypes(user.SqlType),
        _ => [],
    };

    /// <summary>Gets the values of a flat or constant column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Data<T>() where T : unmanaged => (T*)Values;

    /// <summary>Gets a reader that hides the shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Reader<T> Read<T>() where T : unmanaged => Shape == ColumnShape.Dictionary
        ? new Reader<T>((T*)Dictionary!.Values, Indices, -1, Validity)
        : new Reader<T>((T*)Values, null, Shape == ColumnShape.Constant ? 0 : -1, Validity);

    /// <summary>Tells whether a row is NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row)
    {
        if (Physical == PhysicalType.Null)
        {
            return true;
        }
        if (Validity is null)
        {
            return false;
        }
        int slot = Shape == ColumnShape.Constant ? 0 : row;
        return (Validity[slot >> 6] >> slot & 1) == 0;
    }

    /// <summary>Gets the slot of a row in <see cref="Values"/> (or the dictionary's).</summary>
    public int Slot(int row) => Shape switch
    {
        ColumnShape.Flat => row,
        ColumnShape.Constant => 0,
        ColumnShape.Dictionary => Indices[row],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Gets the column that nested children and values are read from: the dictionary's where there is one.</summary>
    public Column Source => Shape == ColumnShape.Dictionary ? Dictionary! : this;

    /// <summary>Prepares the column for writing a new batch: flat, no nulls, heap and children emptied.</summary>
    public void Reset()
    {
        System.Diagnostics.Debug.Assert(_memory is not null, "aliases are not written");
        Shape = ColumnShape.Flat;
        Validity = null;
        Dictionary = null;
        ChildCount = 0;
        _heap?.Reset();
        foreach (var child in Children)
        {
            child.Reset();
        }
    }

    /// <summary>Gets this column's own validity bits with every row valid, installed as <see cref="Validity"/>.</summary>
    public ulong* WritableValidity()
    {
        if (Validity is not null && Validity == _ownValidity)
        {
            return Validity;
        }
        int words = (Capacity + 63) >> 6;
        if (_ownValidity is null)
        {
            _ownValidity = (ulong*)_memory!.Allocate((nuint)(words * 8 + 64));
        }
        new Span<ulong>(_ownValidity, words).Fill(ulong.MaxValue);
        return Validity = _ownValidity;
    }

    /// <summary>Marks a row NULL.</summary>
    public void SetNull(int row)
    {
        ulong* validity = WritableValidity();
        validity[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>Gets this column's own index buffer, for making it a dictionary column.</summary>
    public int* WritableIndices()
    {
        if (_ownIndices is null)
        {
            _ownIndices = (int*)_memory!.Allocate((nuint)(Capacity * 4L + 64));
        }
        return Indices = _ownIndices;
    }

    /// <summary>Makes room for at least the given number of rows, keeping the first <paramref name="used"/>.</summary>
    public void EnsureCapacity(int capacity, int used)
    {
        if (capacity <= Capacity)
        {
            return;
        }
        int grown = (int)Math.Min(int.MaxValue - 64, Math.Max((long)capacity, Capacity * 2L));
        int width = Width(Physical);
        if (width > 0)
        {
            byte* values = _memory!.Allocate((nuint)(grown * (long)width + 64));
            Buffer.MemoryCopy(Values, values, grown * (long)width, used * (long)width);
            if (Physical is PhysicalType.String or PhysicalType.List or PhysicalType.Map)
            {
                NativeMemory.Clear(values + used * (long)width, (nuint)((grown - used) * (long)width + 64));
            }
            _memory.Free(Values);
            Values = values;
        }
        if (_ownValidity is not null)
        {
            int words = (grown + 63) >> 6;
            var validity = (ulong*)_memory!.Allocate((nuint)(words * 8L + 64));
            new Span<ulong>(validity, words).Fill(ulong.MaxValue);
            int usedWords = (used + 63) >> 6;
            Buffer.MemoryCopy(_ownValidity, validity, words * 8L, Math.Min(usedWords, (Capacity + 63) >> 6) * 8L);
            bool active = Validity == _ownValidity;
            _memory.Free((byte*)_ownValidity);
            _ownValidity = validity;
            if (active)
            {
                Validity = validity;
            }
        }
        if (_ownIndices is not null)
        {
            _memory!.Free((byte*)_ownIndices);
            _ownIndices = null;
        }
        if (Physical == PhysicalType.Struct)
        {
            foreach (var child in Children)
            {
                child.EnsureCapacity(grown, used);
            }
        }
        Capacity = grown;
    }

    /// <summary>Gives the fixed-size buffers back early; the column is not used afterwards.</summary>
    public void Release()
    {
        _memory?.Free(Values);
        _memory?.Free((byte*)_ownValidity);
        _memory?.Free((byte*)_ownIndices);
        foreach (var child in Children)
        {
            child.Release();
        }
    }

    /// <summary>Appends room for elements to a list or map column's children and returns the first one's position.</summary>
    public int AppendChildren(int count)
    {
        int first = ChildCount;
        foreach (var child in Children)
        {
            child.EnsureCapacity(first + count, first);
        }
        ChildCount = first + count;
        return first;
    }
}

/// <summary>Reads values of a column whatever its shape.</summary>
/// <remarks>Mask is 0 for constants (every row reads slot 0) and -1 otherwise.</remarks>
public readonly unsafe struct Reader<T>(T* values, int* indices, int mask, ulong* validity) where T : unmanaged
{
    public readonly T* Values = values;
    public readonly int* Indices = indices;
    public readonly int Mask = mask;
    public readonly ulong* Validity = validity;

    public ref T this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Values[Indices is null ? row & Mask : Indices[row]];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsValid(int row)
    {
        int slot = row & Mask;
        return Validity is null || (Validity[slot >> 6] >> slot & 1) != 0;
    }

    public bool HasNulls => Validity is not null;

    public bool IsFlat => Indices is null && Mask == -1;

    public bool IsConstant => Mask == 0;
}
