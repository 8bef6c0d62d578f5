using System.Globalization;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Writes a value the way Spark's internal objects print in messages: dates as day numbers, arrays and structs in brackets.</summary>
internal static class InternalText
{
    public static string Of(Column column, int row) => Of(ColumnValues.Get(column, row), column.Type);

    private static string Of(object? value, DataType type) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        float number => LiteralText.FloatingText(number),
        double number => LiteralText.FloatingText(number),
        Int128 unscaled when type is DecimalType number => LiteralText.DecimalText(unscaled, number.Scale),
        byte[] bytes => "[B@" + Convert.ToHexString(bytes),
        CalendarInterval when type is CalendarIntervalType => LiteralText.Value(value, type)[10..^1],
        BoxedMap entries when type is MapType map => "keys: " + Join(entries.Keys.Select(key => Of(key, map.Key))) + ", values: " + Join(entries.Values.Select(item => Of(item, map.Value))),
        object?[] elements when type is ArrayType array => Join(elements.Select(element => Of(element, array.Element))),
        object?[] fields when type is StructType structure => Join(fields.Select((member, i) => Of(member, structure.Fields[i].Type))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Join(IEnumerable<string> parts) => new StringBuilder().Append('[').AppendJoin(',', parts).Append(']').ToString();
}
