using System.Runtime.CompilerServices;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>array(a, b, ..)</c>: the arguments of a row lie one after another in the child column.</summary>
internal sealed unsafe class ArrayConstructorFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly RowNumbers _rows = new(site.Context.Memory);

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var spans = result.Data<ListSpan>();
        for (int i = 0; i < selection.Count; i++)
        {
            spans[selection[i]] = new ListSpan(i * arguments.Length, arguments.Length);
        }
        result.AppendChildren(selection.Count * arguments.Length);
        Interleave.Copy(arguments, selection, result.Children[0], 0, arguments.Length, 1, _rows);
    }
}

/// <summary>Copies columns into one child column so that the values of a row are neighbours.</summary>
internal static unsafe class Interleave
{
    /// <summary>Copies columns <paramref name="first"/>, first + step, .. of <paramref name="columns"/>.</summary>
    /// <param name="count">How many columns are copied.</param>
    public static void Copy(Column[] columns, Selection selection, Column target, int first, int count, int step, RowNumbers rows)
    {
        if (count == 0 || target.Physical == PhysicalType.Null)
        {
            return;
        }
        if (target.Physical is PhysicalType.List or PhysicalType.Map or PhysicalType.Struct)
        {
            rows.Clear();
            for (int i = 0; i < selection.Count; i++)
            {
                rows.Add(selection[i]);
            }
            for (int i = 0; i < selection.Count; i++)
            {
                for (int column = 0; column < count; column++)
                {
                    ColumnCopy.AppendShared(columns[first + column * step], new Selection(rows.Rows + i, 1), target, i * count + column);
                }
            }
            return;
        }
        for (int column = 0; column < count; column++)
        {
            var source = columns[first + column * step];
            switch (Column.Width(target.Physical))
            {
                case 1:
                    Spread<byte>(source, selection, target, column, count);
                    break;
                case 2:
                    Spread<short>(source, selection, target, column, count);
                    break;
                case 4:
                    Spread<int>(source, selection, target, column, count);
                    break;
                case 8:
                    Spread<long>(source, selection, target, column, count);
                    break;
                default:
                    Spread<Int128>(source, selection, target, column, count);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread<T>(Column source, Selection selection, Column target, int offset, int stride) where T : unmanaged
    {
        if (source.Physical == PhysicalType.Null)
        {
            for (int i = 0; i < selection.Count; i++)
            {
                NullRow.Set(target, i * stride + offset);
            }
            return;
        }
        var reader = source.Read<T>();
        T* values = target.Data<T>();
        bool hasNulls = reader.HasNulls;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int to = i * stride + offset;
            if (hasNulls && !reader.IsValid(row))
            {
                target.SetNull(to);
                values[to] = default;
            }
            else
            {
                values[to] = reader[row];
            }
        }
    }
}
