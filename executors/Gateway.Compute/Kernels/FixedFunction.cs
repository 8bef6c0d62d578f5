using System.Numerics;
using System.Runtime.CompilerServices;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Base of kernels over fixed-width values that run full width over flat or constant columns.</summary>
/// <remarks>Dictionary columns are gathered into scratch first. Values of rows that are null or not selected are computed and ignored.</remarks>
public abstract unsafe class FixedFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly Column?[] _scratch = new Column?[site.Arguments.Length];

    /// <summary>Tells whether so few rows are active that a loop over the selection beats the full width.</summary>
    protected static bool IsSparse(Selection rows) => !rows.IsAll && (long)rows.Count * 8 < rows.Extent;

    /// <summary>Returns the argument as a flat or constant column.</summary>
    protected Column Flatten<T>(int index, Column column, Selection rows) where T : unmanaged
    {
        if (column.Shape != ColumnShape.Dictionary)
        {
            return column;
        }
        var scratch = _scratch[index] ??= Column.Create(column.Type, column.Physical, Math.Max(rows.Extent, Site.Context.BatchSize), Site.Context.Memory);
        scratch.Reset();
        scratch.EnsureCapacity(rows.Extent, 0);
        Gather(column.Read<T>(), rows, scratch.Data<T>());
        scratch.Validity = column.Validity;
        return scratch;
    }

    /// <summary>Marks the result rows NULL where an argument is; false when every row of the result is NULL.</summary>
    protected static bool PropagateNulls(ReadOnlySpan<Column> arguments, Selection rows, Column result)
    {
        foreach (var argument in arguments)
        {
            if (argument.Physical == PhysicalType.Null || (argument.Shape == ColumnShape.Constant && argument.HasNulls && argument.IsNull(0)))
            {
                ClearValidity(result, rows);
                return false;
            }
            if (argument.HasNulls && argument.Shape != ColumnShape.Constant)
            {
                And(result, argument.Validity, rows.Extent);
            }
        }
        return true;
    }

    /// <summary>Marks all rows up to the selection's extent NULL.</summary>
    protected static void ClearValidity(Column result, Selection rows)
    {
        ulong* validity = result.WritableValidity();
        new Span<ulong>(validity, (rows.Extent + 63) >> 6).Clear();
    }

    private static void And(Column result, ulong* validity, int extent)
    {
        int words = (extent + 63) >> 6;
        bool first = !result.HasNulls;
        ulong* target = result.WritableValidity();
        if (first)
        {
            // SAFETY: validity bitmaps hold whole words.
            Buffer.MemoryCopy(validity, target, words * 8L, words * 8L);
            return;
        }
        for (int i = 0; i < words; i++)
        {
            target[i] &= validity[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<T>(Reader<T> reader, Selection rows, T* values) where T : unmanaged
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            values[row] = reader.Values[reader.Indices[row]];
        }
    }
}
