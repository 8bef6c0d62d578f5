using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Connect.Types;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Connect.Expressions;

/// <summary>Writes constants as protocol literals, with the type fields that clients of every version read.</summary>
public static class LiteralWriter
{
    public static Proto.Expression.Types.Literal Write(Literal literal)
    {
        if (literal.Value is not { } value)
        {
            return new() { Null = TypeWriter.Write(literal.Type) };
        }
        return literal.Type switch
        {
            BooleanType => new() { Boolean = (bool)value },
            ByteType => new() { Byte = (sbyte)value },
            ShortType => new() { Short = (short)value },
            IntegerType => new() { Integer = (int)value },
            LongType => new() { Long = (long)value },
            FloatType => new() { Float = (float)value },
            DoubleType => new() { Double = (double)value },
            DecimalType type => new() { Decimal = new() { Value = DecimalText((Int128)value, type.Scale), Precision = type.Precision, Scale = type.Scale } },
            StringType or CharType or VarcharType => new() { String = (string)value },
            BinaryType => new() { Binary = Google.Protobuf.ByteString.CopyFrom((byte[])value) },
            DateType => new() { Date = (int)value },
            TimestampType => new() { Timestamp = (long)value },
            TimestampNtzType => new() { TimestampNtz = (long)value },
            TimeType type => new() { Time = new() { Nano = (long)value, Precision = type.Precision } },
            YearMonthIntervalType => new() { YearMonthInterval = (int)value },
            DayTimeIntervalType => new() { DayTimeInterval = (long)value },
            CalendarIntervalType => WriteInterval((CalendarInterval)value),
            ArrayType type => WriteArray((object?[])value, type),
            MapType type => WriteMap((BoxedMap)value, type),
            StructType type => WriteStruct((object?[])value, type),
            _ => throw new QueryException("CONNECT_INVALID_PLAN.UNSUPPORTED_LITERAL_TYPE", ("typeInfo", literal.Type.ToString())),
        };
    }

    private static Proto.Expression.Types.Literal WriteInterval(CalendarInterval interval) =>
        new() { CalendarInterval = new() { Months = interval.Months, Days = interval.Days, Microseconds = interval.Microseconds } };

#pragma warning disable CS0612 // The Python client reads only the deprecated type fields.
    private static Proto.Expression.Types.Literal WriteArray(object?[] elements, ArrayType type) => new()
    {
        Array = new() { ElementType = TypeWriter.Write(type.Element), Elements = { elements.Select(element => Write(new Literal(element, type.Element))) } },
    };

    private static Proto.Expression.Types.Literal WriteMap(BoxedMap map, MapType type) => new()
    {
        Map = new()
        {
            KeyType = TypeWriter.Write(type.Key),
            ValueType = TypeWriter.Write(type.Value),
            Keys = { map.Keys.Select(key => Write(new Literal(key, type.Key))) },
            Values = { map.Values.Select(value => Write(new Literal(value, type.Value))) },
        },
    };

    private static Proto.Expression.Types.Literal WriteStruct(object?[] values, StructType type) => new()
    {
        Struct = new() { StructType = TypeWriter.Write(type), Elements = { values.Select((value, i) => Write(new Literal(value, type.Fields[i].Type))) } },
    };
#pragma warning restore CS0612

    private static string DecimalText(Int128 unscaled, int scale)
    {
        string digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string sign = unscaled < 0 ? "-" : "";
        return scale == 0 ? sign + digits : sign + digits[..^scale] + "." + digits[^scale..];
    }
}
