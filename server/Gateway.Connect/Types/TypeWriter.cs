using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Connect.Types;

/// <summary>Writes engine types as protocol types.</summary>
public static class TypeWriter
{
    public static Proto.DataType Write(DataType type) => type switch
    {
        NullType => new() { Null = new() },
        BooleanType => new() { Boolean = new() },
        ByteType => new() { Byte = new() },
        ShortType => new() { Short = new() },
        IntegerType => new() { Integer = new() },
        LongType => new() { Long = new() },
        FloatType => new() { Float = new() },
        DoubleType => new() { Double = new() },
        DecimalType number => new() { Decimal = new() { Precision = number.Precision, Scale = number.Scale } },
        StringType { IsBinaryCollation: true } => new() { String = new() },
        StringType text => new() { String = new() { Collation = text.Collation ?? "null" } },
        CharType text => new() { Char = new() { Length = text.Length } },
        VarcharType text => new() { VarChar = new() { Length = text.Length } },
        BinaryType => new() { Binary = new() },
        DateType => new() { Date = new() },
        TimestampType => new() { Timestamp = new() },
        TimestampNtzType => new() { TimestampNtz = new() },
        TimestampNanosType { WithZone: true } time => new() { TimestampLtzNanos = new() { Precision = time.Precision } },
        TimestampNanosType time => new() { TimestampNtzNanos = new() { Precision = time.Precision } },
        TimeType time => new() { Time = new() { Precision = time.Precision } },
        DayTimeIntervalType interval => new() { DayTimeInterval = new() { StartField = interval.Start, EndField = interval.End } },
        YearMonthIntervalType interval => new() { YearMonthInterval = new() { StartField = interval.Start, EndField = interval.End } },
        CalendarIntervalType => new() { CalendarInterval = new() },
        ArrayType array => new() { Array = new() { ElementType = Write(array.Element), ContainsNull = array.ContainsNull } },
        MapType map => new() { Map = new() { KeyType = Write(map.Key), ValueType = Write(map.Value), ValueContainsNull = map.ValueContainsNull } },
        StructType structure => new() { Struct = WriteStruct(structure) },
        VariantType => new() { Variant = new() },
        UserDefinedType user => new() { Udt = WriteUser(user) },
        SpatialType { IsGeography: true } spatial => new() { Geography = new() { Srid = spatial.Srid ?? MixedSrid } },
        SpatialType spatial => new() { Geometry = new() { Srid = spatial.Srid ?? MixedSrid } },
        _ => throw new QueryException("CONNECT_INVALID_PLAN.DATA_TYPE_UNSUPPORTED_CATALYST_TO_PROTO", ("typeName", type.TypeName)),
    };

    /// <summary>The srid that stands for ANY.</summary>
    internal const int MixedSrid = -1;

    private static Proto.DataType.Types.Struct WriteStruct(StructType structure)
    {
        var message = new Proto.DataType.Types.Struct();
        foreach (var member in structure.Fields)
        {
            var field = new Proto.DataType.Types.StructField { Name = member.Name, DataType = Write(member.Type), Nullable = member.Nullable };
            if (!member.Metadata.IsEmpty)
            {
                field.Metadata = member.Metadata.Json;
            }
            message.Fields.Add(field);
        }
        return message;
    }

    private static Proto.DataType.Types.UDT WriteUser(UserDefinedType user)
    {
        var message = new Proto.DataType.Types.UDT { Type = "udt", SqlType = Write(user.SqlType) };
        if (user.JvmClass is { } jvmClass)
        {
            message.JvmClass = jvmClass;
        }
        if (user.PythonClass is { } pythonClass)
        {
            message.PythonClass = pythonClass;
        }
        if (user.SerializedPythonClass is { } code)
        {
            message.SerializedPythonClass = code;
        }
        return message;
    }
}
