using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Windows;

/// <summary>Finds where values change from one row to the next, by Spark's equality (NULLs equal, -0.0 = 0.0, NaN = NaN).</summary>
internal static unsafe class RowChanges
{
    /// <summary>Sets <c>changes[i]</c> for every selected row after the first whose value differs from the one before; others stay.</summary>
    public static void Mark(Column column, Selection rows, byte* changes)
    {
        if (column.Shape == ColumnShape.Constant || column.Physical == PhysicalType.Null)
        {
            return;
        }
        switch (column.Physical)
        {
            case PhysicalType.Boolean or PhysicalType.Int8:
                MarkFixed<byte>(column, rows, changes);
                break;
            case PhysicalType.Int16:
                MarkFixed<short>(column, rows, changes);
                break;
            case PhysicalType.Int32:
                MarkFixed<int>(column, rows, changes);
                break;
            case PhysicalType.Int64:
                MarkFixed<long>(column, rows, changes);
                break;
            case PhysicalType.Int128 or PhysicalType.Interval:
                MarkFixed<Int128>(column, rows, changes);
                break;
            case PhysicalType.String:
                MarkFixed<StringView>(column, rows, changes);
                break;
            default:
                for (int i = 1; i < rows.Count; i++)
                {
                    changes[i] |= ValueComparer.AreEqual(column, rows[i - 1], column, rows[i]) ? (byte)0 : (byte)1;
                }
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MarkFixed<T>(Column column, Selection rows, byte* changes) where T : unmanaged, IEquatable<T>
    {
        var reader = column.Read<T>();
        for (int i = 1; i < rows.Count; i++)
        {
            int before = rows[i - 1];
            int row = rows[i];
            bool valid = reader.IsValid(row);
            bool same = valid == reader.IsValid(before) && (!valid || reader[row].Equals(reader[before]));
            changes[i] |= same ? (byte)0 : (byte)1;
        }
    }
}
