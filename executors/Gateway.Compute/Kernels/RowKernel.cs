using System.Runtime.CompilerServices;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;

namespace Gateway.Compute.Kernels;

/// <summary>Drives per-row operations over columns of any shape. Values are the physical types: byte (BOOLEAN), sbyte, short, int, long, float, double, Int128, StringView, CalendarInterval, ListSpan.</summary>
public static class RowKernel
{
    /// <summary>Binds an operation of 1 argument. <paramref name="prepare"/> makes the operation's state once a worker.</summary>
    public static Func<BoundCall, Evaluator> Of<TOp, T1, TResult>(Func<BoundCall, object?>? prepare = null)
        where TOp : struct, IRowOp<T1, TResult>
        where T1 : unmanaged
        where TResult : unmanaged =>
        site => new Row1<TOp, T1, TResult>(site, prepare?.Invoke(site));

    /// <summary>Binds an operation of 2 arguments. <paramref name="prepare"/> makes the operation's state once a worker.</summary>
    public static Func<BoundCall, Evaluator> Of<TOp, T1, T2, TResult>(Func<BoundCall, object?>? prepare = null)
        where TOp : struct, IRowOp<T1, T2, TResult>
        where T1 : unmanaged
        where T2 : unmanaged
        where TResult : unmanaged =>
        site => new Row2<TOp, T1, T2, TResult>(site, prepare?.Invoke(site));

    /// <summary>Binds an operation of 3 arguments. <paramref name="prepare"/> makes the operation's state once a worker.</summary>
    public static Func<BoundCall, Evaluator> Of<TOp, T1, T2, T3, TResult>(Func<BoundCall, object?>? prepare = null)
        where TOp : struct, IRowOp<T1, T2, T3, TResult>
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where TResult : unmanaged =>
        site => new Row3<TOp, T1, T2, T3, TResult>(site, prepare?.Invoke(site));

    /// <summary>Binds an operation of 4 arguments. <paramref name="prepare"/> makes the operation's state once a worker.</summary>
    public static Func<BoundCall, Evaluator> Of<TOp, T1, T2, T3, T4, TResult>(Func<BoundCall, object?>? prepare = null)
        where TOp : struct, IRowOp<T1, T2, T3, T4, TResult>
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
        where TResult : unmanaged =>
        site => new Row4<TOp, T1, T2, T3, T4, TResult>(site, prepare?.Invoke(site));

    /// <summary>Binds an operation of 5 arguments. <paramref name="prepare"/> makes the operation's state once a worker.</summary>
    public static Func<BoundCall, Evaluator> Of<TOp, T1, T2, T3, T4, T5, TResult>(Func<BoundCall, object?>? prepare = null)
        where TOp : struct, IRowOp<T1, T2, T3, T4, T5, TResult>
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
        where T5 : unmanaged
        where TResult : unmanaged =>
        site => new Row5<TOp, T1, T2, T3, T4, T5, TResult>(site, prepare?.Invoke(site));
}

internal sealed unsafe class Row1<TOp, T1, TResult>(BoundCall site, object? state) : ColumnFunction(site)
    where TOp : struct, IRowOp<T1, TResult>
    where T1 : unmanaged
    where TResult : unmanaged
{
    private readonly RowContext _context = new(site, state);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        _context.Result = result;
        if (arguments[0].Physical == Core.Types.PhysicalType.Null)
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var reader1 = arguments[0].Read<T1>();
        var values = result.Data<TResult>();
        bool hasNulls = reader1.HasNulls;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (hasNulls && !(reader1.IsValid(row)))
            {
                result.SetNull(row);
            }
            else if (!TOp.Invoke(ref reader1[row], _context, out values[row]))
            {
                result.SetNull(row);
                values[row] = default;
            }
        }
    }
}

internal sealed unsafe class Row2<TOp, T1, T2, TResult>(BoundCall site, object? state) : ColumnFunction(site)
    where TOp : struct, IRowOp<T1, T2, TResult>
    where T1 : unmanaged
    where T2 : unmanaged
    where TResult : unmanaged
{
    private readonly RowContext _context = new(site, state);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        _context.Result = result;
        if (arguments[0].Physical == Core.Types.PhysicalType.Null || arguments[1].Physical == Core.Types.PhysicalType.Null)
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var reader1 = arguments[0].Read<T1>();
        var reader2 = arguments[1].Read<T2>();
        var values = result.Data<TResult>();
        bool hasNulls = reader1.HasNulls || reader2.HasNulls;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (hasNulls && !(reader1.IsValid(row) && reader2.IsValid(row)))
            {
                result.SetNull(row);
            }
            else if (!TOp.Invoke(ref reader1[row], ref reader2[row], _context, out values[row]))
            {
                result.SetNull(row);
                values[row] = default;
            }
        }
    }
}

internal sealed unsafe class Row3<TOp, T1, T2, T3, TResult>(BoundCall site, object? state) : ColumnFunction(site)
    where TOp : struct, IRowOp<T1, T2, T3, TResult>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
    where TResult : unmanaged
{
    private readonly RowContext _context = new(site, state);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        _context.Result = result;
        if (arguments[0].Physical == Core.Types.PhysicalType.Null || arguments[1].Physical == Core.Types.PhysicalType.Null || arguments[2].Physical == Core.Types.PhysicalType.Null)
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var reader1 = arguments[0].Read<T1>();
        var reader2 = arguments[1].Read<T2>();
        var reader3 = arguments[2].Read<T3>();
        var values = result.Data<TResult>();
        bool hasNulls = reader1.HasNulls || reader2.HasNulls || reader3.HasNulls;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (hasNulls && !(reader1.IsValid(row) && reader2.IsValid(row) && reader3.IsValid(row)))
            {
                result.SetNull(row);
            }
            else if (!TOp.Invoke(ref reader1[row], ref reader2[row], ref reader3[row], _context, out values[row]))
            {
                result.SetNull(row);
                values[row] = default;
            }
        }
    }
}

internal sealed unsafe class Row4<TOp, T1, T2, T3, T4, TResult>(BoundCall site, object? state) : ColumnFunction(site)
    where TOp : struct, IRowOp<T1, T2, T3, T4, TResult>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
    where T4 : unmanaged
    where TResult : unmanaged
{
    private readonly RowContext _context = new(site, state);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        _context.Result = result;
        if (arguments[0].Physical == Core.Types.PhysicalType.Null || arguments[1].Physical == Core.Types.PhysicalType.Null || arguments[2].Physical == Core.Types.PhysicalType.Null || arguments[3].Physical == Core.Types.PhysicalType.Null)
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var reader1 = arguments[0].Read<T1>();
        var reader2 = arguments[1].Read<T2>();
        var reader3 = arguments[2].Read<T3>();
        var reader4 = arguments[3].Read<T4>();
        var values = result.Data<TResult>();
        bool hasNulls = reader1.HasNulls || reader2.HasNulls || reader3.HasNulls || reader4.HasNulls;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (hasNulls && !(reader1.IsValid(row) && reader2.IsValid(row) && reader3.IsValid(row) && reader4.IsValid(row)))
            {
                result.SetNull(row);
            }
            else if (!TOp.Invoke(ref reader1[row], ref reader2[row], ref reader3[row], ref reader4[row], _context, out values[row]))
            {
                result.SetNull(row);
                values[row] = default;
            }
        }
    }
}

internal sealed unsafe class Row5<TOp, T1, T2, T3, T4, T5, TResult>(BoundCall site, object? state) : ColumnFunction(site)
    where TOp : struct, IRowOp<T1, T2, T3, T4, T5, TResult>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
    where T4 : unmanaged
    where T5 : unmanaged
    where TResult : unmanaged
{
    private readonly RowContext _context = new(site, state);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        _context.Result = result;
        if (arguments[0].Physical == Core.Types.PhysicalType.Null || arguments[1].Physical == Core.Types.PhysicalType.Null || arguments[2].Physical == Core.Types.PhysicalType.Null || arguments[3].Physical == Core.Types.PhysicalType.Null || arguments[4].Physical == Core.Types.PhysicalType.Null)
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var reader1 = arguments[0].Read<T1>();
        var reader2 = arguments[1].Read<T2>();
        var reader3 = arguments[2].Read<T3>();
        var reader4 = arguments[3].Read<T4>();
        var reader5 = arguments[4].Read<T5>();
        var values = result.Data<TResult>();
        bool hasNulls = reader1.HasNulls || reader2.HasNulls || reader3.HasNulls || reader4.HasNulls || reader5.HasNulls;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (hasNulls && !(reader1.IsValid(row) && reader2.IsValid(row) && reader3.IsValid(row) && reader4.IsValid(row) && reader5.IsValid(row)))
            {
                result.SetNull(row);
            }
            else if (!TOp.Invoke(ref reader1[row], ref reader2[row], ref reader3[row], ref reader4[row], ref reader5[row], _context, out values[row]))
            {
                result.SetNull(row);
                values[row] = default;
            }
        }
    }
}

internal static class RowNulls
{
    public static void SetAll(Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            result.SetNull(selection[i]);
        }
    }
}
