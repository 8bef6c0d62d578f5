using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Converts the selected rows of a column of one type into a column of another, row by row number.</summary>
internal abstract class CastKernel
{
    /// <summary>Converts. The target is flat, reset, and has capacity for the selection's extent.</summary>
    public abstract void Run(Column source, Selection rows, Column target);
}

/// <summary>Converts one value; false means the target type cannot hold it.</summary>
internal interface IConversion<TFrom, TTo>
    where TFrom : unmanaged
    where TTo : unmanaged
{
    /// <summary>Tells that the conversion never fails: no fault branch is emitted.</summary>
    static virtual bool IsTotal => false;

    static abstract bool Invoke(ref TFrom value, CastSite site, out TTo result);
}

/// <summary>Drives a conversion between fixed-width (or string) values. A failing valid row raises in ANSI mode, else becomes NULL.</summary>
internal sealed unsafe class CastKernel<TOp, TFrom, TTo>(CastSite site) : CastKernel
    where TOp : struct, IConversion<TFrom, TTo>
    where TFrom : unmanaged
    where TTo : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Column source, Selection rows, Column target)
    {
        site.Target = target;
        var reader = source.Read<TFrom>();
        TTo* values = target.Data<TTo>();
        CastNulls.Copy(source, rows, target);
        if (TOp.IsTotal && reader.IsFlat && rows.IsAll)
        {
            TFrom* from = reader.Values;
            for (int row = 0; row < rows.Count; row++)
            {
                TOp.Invoke(ref from[row], site, out values[row]);
            }
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            // Text is parsed only where it is valid; numbers under a null convert to something harmless.
            if (typeof(TFrom) == typeof(StringView) && !reader.IsValid(row))
            {
                values[row] = default;
                continue;
            }
            if (!TOp.Invoke(ref reader[row], site, out values[row]) && !TOp.IsTotal && reader.IsValid(row))
            {
                Fault(source, row, target);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fault(Column source, int row, Column target)
    {
        if (site.Raises && !site.MakeNull)
        {
            site.Raise(source, row);
        }
        site.MakeNull = false;
        target.SetNull(row);
        target.Data<TTo>()[row] = default;
    }
}

/// <summary>Gives NULL for every row: casts from VOID, and legacy casts from DATE to numbers.</summary>
internal sealed class NullCastKernel : CastKernel
{
    public override void Run(Column source, Selection rows, Column target)
    {
        if (target.Physical != PhysicalType.Null)
        {
            CastNulls.SetAll(rows, target);
        }
    }
}

/// <summary>Moves validity from a source column to a cast's target.</summary>
internal static unsafe class CastNulls
{
    /// <summary>Marks the target rows NULL where the source is.</summary>
    public static void Copy(Column source, Selection rows, Column target)
    {
        if (!source.HasNulls)
        {
            return;
        }
        ulong* validity = target.WritableValidity();
        if (source.Shape == ColumnShape.Constant)
        {
            if ((source.Validity[0] & 1) == 0)
            {
                SetAll(rows, target);
            }
            return;
        }
        int words = (rows.Extent + 63) >> 6;
        for (int i = 0; i < words; i++)
        {
            validity[i] = source.Validity[i];
        }
    }

    public static void SetAll(Selection rows, Column target)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            target.SetNull(rows[i]);
        }
    }
}
