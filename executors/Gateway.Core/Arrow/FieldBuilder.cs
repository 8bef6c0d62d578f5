using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Core.Arrow;

/// <summary>Collects the rows of one field as Arrow buffers. One subclass a layout; children follow their parent.</summary>
internal abstract unsafe class FieldBuilder(MemoryPool pool) : IDisposable
{
    protected MemoryPool Pool { get; } = pool;

    protected BitmapBuilder Validity { get; } = new(pool);

    public int RowCount { get; private set; }

    public long NullCount => Validity.BitCount == 0 ? 0 : Validity.ZeroCount;

    /// <summary>Gets whether the layout has a validity buffer; only the null layout has not.</summary>
    public virtual bool HasValidity => true;

    public virtual FieldBuilder[] Children => [];

    /// <summary>Gets the bytes collected, children included.</summary>
    public abstract long ByteCount { get; }

    /// <summary>Makes the builder of a type's layout.</summary>
    public static FieldBuilder Create(DataType type, ArrowOptions options, MemoryPool pool)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return type switch
        {
            UserDefinedType user => Create(user.SqlType, options, pool),
            NullType => new NullBuilder(pool),
            BooleanType => new BooleanBuilder(pool),
            DecimalType => new DecimalBuilder(pool),
            CalendarIntervalType => new CalendarIntervalBuilder(pool),
            TimestampNanosType => new NanosecondBuilder(pool),
            StringType or CharType or VarcharType or BinaryType => options.LargeVarTypes ? new LargeStringBuilder(pool) : new StringBuilder(pool),
            ArrayType array => new ListBuilder([Create(array.Element, options, pool)], isMap: false, pool),
            MapType map => new ListBuilder([Create(map.Key, options, pool), Create(map.Value, options, pool)], isMap: true, pool),
            StructType or VariantType or SpatialType => new StructBuilder([.. Column.ChildTypes(type).Select(child => Create(child, options, pool))], pool),
            _ => Column.Width(type.Physical) switch
            {
                1 => new FixedBuilder<byte>(pool),
                2 => new FixedBuilder<short>(pool),
                4 => new FixedBuilder<int>(pool),
                8 => new FixedBuilder<long>(pool),
                _ => throw new System.Diagnostics.UnreachableException(type.TypeName),
            },
        };
    }

    /// <summary>Appends rows of a column of any shape.</summary>
    public void Append(Column column, RowList rows)
    {
        if (rows.Count == 0)
        {
            return;
        }
        if (column.Physical == PhysicalType.Null)
        {
            AppendNulls(rows.Count);
            return;
        }
        AppendValidity(column, rows);
        AppendValues(column, rows);
        RowCount += rows.Count;
    }

    /// <summary>Appends rows that are all NULL.</summary>
    public void AppendNulls(int count)
    {
        StartValidity();
        Validity.AppendRun(false, count);
        AppendEmpty(count);
        RowCount += count;
    }

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public virtual void Clear()
    {
        RowCount = 0;
        Validity.Clear();
    }

    public virtual void Dispose() => Validity.Dispose();

    /// <summary>Hands every buffer of the layout but validity to the assembler, in Arrow's order.</summary>
    public abstract void Visit(BufferVisitor visitor);

    /// <summary>Hands validity, the own buffers and then the children's to the assembler.</summary>
    public void VisitAll(BufferVisitor visitor)
    {
        visitor.Node(RowCount, HasValidity ? NullCount : RowCount);
        if (HasValidity)
        {
            visitor.Buffer(Validity.Bytes, NullCount == 0 ? 0 : Validity.ByteCount);
        }
        Visit(visitor);
    }

    /// <summary>Appends the values of non-null rows; those of null rows are arbitrary.</summary>
    protected abstract void AppendValues(Column column, RowList rows);

    /// <summary>Appends values for null rows.</summary>
    protected abstract void AppendEmpty(int count);

    private void AppendValidity(Column column, RowList rows)
    {
        if (!column.HasNulls)
        {
            if (Validity.BitCount > 0)
            {
                Validity.AppendRun(true, rows.Count);
            }
            return;
        }
        StartValidity();
        if (column.Shape == ColumnShape.Constant)
        {
            Validity.AppendRun(!column.IsNull(0), rows.Count);
            return;
        }
        Validity.Reserve(rows.Count);
        ulong* source = column.Validity;
        for (int i = 0; i < rows.Count; i += 64)
        {
            int count = Math.Min(64, rows.Count - i);
            ulong bits;
            if (rows.IsRun)
            {
                int first = rows.Start + i;
                int shift = first & 63;
                bits = source[first >> 6] >> shift;
                if (shift + count > 64)
                {
                    bits |= source[(first >> 6) + 1] << (64 - shift);
                }
            }
            else
            {
                bits = 0;
                for (int j = 0; j < count; j++)
                {
                    int row = rows[i + j];
                    bits |= (source[row >> 6] >> (row & 63) & 1) << j;
                }
            }
            Validity.Append(bits, count);
        }
    }

    private void StartValidity()
    {
        if (Validity.BitCount == 0 && RowCount > 0)
        {
            Validity.AppendRun(true, RowCount);
        }
    }
}

/// <summary>Receives the nodes and buffers of a record batch in Arrow's depth-first order.</summary>
internal abstract unsafe class BufferVisitor
{
    public abstract void Node(long length, long nullCount);
    public abstract void Buffer(byte* bytes, long byteCount);
}
