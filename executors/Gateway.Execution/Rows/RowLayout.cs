using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Rows;

/// <summary>How a row keeps a column's value.</summary>
internal enum RowValueKind : byte
{
    Fixed1,
    Fixed2,
    Fixed4,
    Fixed8,
    Fixed16,
    /// <summary>A <see cref="StringView"/> into the row's heap.</summary>
    String,
    /// <summary>A <see cref="StringView"/> of the value written by <see cref="ValueCodec"/> (arrays, maps, structs).</summary>
    Encoded,
    /// <summary>Nothing: every value is NULL.</summary>
    Nothing,
}

/// <summary>Places the parts of a row: hash, chain link, validity, values, aggregate states.</summary>
internal sealed class RowLayout
{
    /// <param name="types">Column types in order.</param>
    /// <param name="hasHash">Keeps the row's hash in its first 8 bytes.</param>
    /// <param name="hasNext">Keeps a pointer to the next row of a chain, and a byte of flags.</param>
    /// <param name="stateBytes">Bytes of aggregate states after the values.</param>
    public RowLayout(IReadOnlyList<DataType> types, bool hasHash, bool hasNext = false, int stateBytes = 0)
    {
        Types = [.. types];
        Kinds = Array.ConvertAll(Types, KindOf);
        Offsets = new int[Types.Length];
        int offset = hasHash ? 8 : 0;
        if (hasNext)
        {
            NextOffset = offset;
            offset += 8;
        }
        foreach (int width in (ReadOnlySpan<int>)[16, 8, 4, 2, 1, 0])
        {
            for (int i = 0; i < Types.Length; i++)
            {
                if (Width(Kinds[i]) == width)
                {
                    Offsets[i] = offset;
                    offset += width;
                }
            }
        }
        if (hasNext)
        {
            FlagOffset = offset++;
        }
        ValidityOffset = offset;
        offset += (Types.Length + 7) >> 3;
        StateOffset = (offset + 7) & ~7;
        RowBytes = Math.Max(8, StateOffset + stateBytes);
        HasHeap = Array.Exists(Kinds, static kind => kind is RowValueKind.String or RowValueKind.Encoded);
    }

    public DataType[] Types { get; }
    public RowValueKind[] Kinds { get; }

    /// <summary>Gets the byte position of each column's value.</summary>
    public int[] Offsets { get; }
    public int NextOffset { get; }
    public int FlagOffset { get; }
    public int ValidityOffset { get; }
    public int ValidityBytes => (Types.Length + 7) >> 3;
    public int StateOffset { get; }

    /// <summary>Gets the size of a row, a multiple of 8.</summary>
    public int RowBytes { get; }

    public bool HasHeap { get; }

    public static int Width(RowValueKind kind) => kind switch
    {
        RowValueKind.Fixed1 => 1,
        RowValueKind.Fixed2 => 2,
        RowValueKind.Fixed4 => 4,
        RowValueKind.Fixed8 => 8,
        RowValueKind.Fixed16 or RowValueKind.String or RowValueKind.Encoded => 16,
        RowValueKind.Nothing => 0,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static RowValueKind KindOf(DataType type) => type.Physical switch
    {
        PhysicalType.Boolean or PhysicalType.Int8 => RowValueKind.Fixed1,
        PhysicalType.Int16 => RowValueKind.Fixed2,
        PhysicalType.Int32 or PhysicalType.Float32 => RowValueKind.Fixed4,
        PhysicalType.Int64 or PhysicalType.Float64 => RowValueKind.Fixed8,
        PhysicalType.Int128 or PhysicalType.Interval => RowValueKind.Fixed16,
        PhysicalType.String => RowValueKind.String,
        PhysicalType.List or PhysicalType.Map or PhysicalType.Struct => RowValueKind.Encoded,
        PhysicalType.Null => RowValueKind.Nothing,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
