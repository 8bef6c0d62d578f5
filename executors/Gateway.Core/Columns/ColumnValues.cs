using System.Text;
using Gateway.Core.Types;

namespace Gateway.Core.Columns;

/// <summary>Moves single values between columns and boxed form. For constants, tests and edges; never in a hot loop.</summary>
/// <remarks>Boxed forms are those of literals: see <c>Gateway.Compute.Expressions.Literal</c>.</remarks>
public static unsafe class ColumnValues
{
    /// <summary>Reads a row as a boxed value; null for NULL.</summary>
    public static object? Get(Column column, int row)
    {
        if (column.IsNull(row))
        {
            return null;
        }
        int slot = column.Slot(row);
        var source = column.Source;
        byte* values = source.Values;
        switch (column.Physical)
        {
            case PhysicalType.Boolean:
                return values[slot] != 0;
            case PhysicalType.Int8:
                return ((sbyte*)values)[slot];
            case PhysicalType.Int16:
                return ((short*)values)[slot];
            case PhysicalType.Int32:
                return ((int*)values)[slot];
            case PhysicalType.Int64:
                long number = ((long*)values)[slot];
                return column.Type is DecimalType ? (object)(Int128)number : number;
            case PhysicalType.Float32:
                return ((float*)values)[slot];
            case PhysicalType.Float64:
                return ((double*)values)[slot];
            case PhysicalType.Int128:
                return ((Int128*)values)[slot];
            case PhysicalType.String:
                var bytes = StringView.Span((StringView*)values + slot);
                // Bytes that are not UTF-8 (a cast binary) stay bytes, so that nothing is lost.
                return column.Type is BinaryType || !System.Text.Unicode.Utf8.IsValid(bytes) ? bytes.ToArray() : Encoding.UTF8.GetString(bytes);
            case PhysicalType.Interval:
                return ((CalendarInterval*)values)[slot];
            case PhysicalType.List:
                var span = ((ListSpan*)values)[slot];
                return Elements(source.Children[0], span);
            case PhysicalType.Map:
                var entries = ((ListSpan*)values)[slot];
                return new BoxedMap(Elements(source.Children[0], entries), Elements(source.Children[1], entries));
            case PhysicalType.Struct:
                return Array.ConvertAll(source.Children, child => Get(child, slot));
            case PhysicalType.Null:
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Writes a boxed value into a row of a flat column that is being filled in row order.</summary>
    public static void Set(Column column, int row, object? value)
    {
        if (value is null)
        {
            if (column.Physical != PhysicalType.Null)
            {
                column.SetNull(row);
            }
            foreach (var child in column.Physical == PhysicalType.Struct ? column.Children : [])
            {
                Set(child, row, null);
            }
            return;
        }
        byte* values = column.Values;
        switch (column.Physical)
        {
            case PhysicalType.Boolean:
                values[row] = (bool)value ? (byte)1 : (byte)0;
                break;
            case PhysicalType.Int8:
                ((sbyte*)values)[row] = (sbyte)value;
                break;
            case PhysicalType.Int16:
                ((short*)values)[row] = (short)value;
                break;
            case PhysicalType.Int32:
                ((int*)values)[row] = (int)value;
                break;
            case PhysicalType.Int64:
                ((long*)values)[row] = value is Int128 unscaled ? (long)unscaled : (long)value;
                break;
            case PhysicalType.Float32:
                ((float*)values)[row] = (float)value;
                break;
            case PhysicalType.Float64:
                ((double*)values)[row] = (double)value;
                break;
            case PhysicalType.Int128:
                ((Int128*)values)[row] = (Int128)value;
                break;
            case PhysicalType.String:
                ((StringView*)values)[row] = column.Heap.Add(value is string text ? Encoding.UTF8.GetBytes(text) : (byte[])value);
                break;
            case PhysicalType.Interval:
                ((CalendarInterval*)values)[row] = (CalendarInterval)value;
                break;
            case PhysicalType.List:
                ((ListSpan*)values)[row] = SetElements(column, (object?[])value, null);
                break;
            case PhysicalType.Map:
                var map = (BoxedMap)value;
                ((ListSpan*)values)[row] = SetElements(column, map.Keys, map.Values);
                break;
            case PhysicalType.Struct:
                var fields = (object?[])value;
                for (int i = 0; i < fields.Length; i++)
                {
                    Set(column.Children[i], row, fields[i]);
                }
                break;
            case PhysicalType.Null:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static object?[] Elements(Column child, ListSpan span)
    {
        var values = new object?[span.Length];
        for (int i = 0; i < span.Length; i++)
        {
            values[i] = Get(child, span.Offset + i);
        }
        return values;
    }

    private static ListSpan SetElements(Column column, object?[] first, object?[]? second)
    {
        int start = column.AppendChildren(first.Length);
        for (int i = 0; i < first.Length; i++)
        {
            Set(column.Children[0], start + i, first[i]);
            if (second is not null)
            {
                Set(column.Children[1], start + i, second[i]);
            }
        }
        return new ListSpan(start, first.Length);
    }
}

/// <summary>The entries of a map as boxed values, in order.</summary>
public sealed record BoxedMap(object?[] Keys, object?[] Values);
