using System.Diagnostics;
using Gateway.Core.Types;

namespace Gateway.Compute.Text.Json;

/// <summary>Finds the converter of a type.</summary>
internal static class JsonConverters
{
    public static JsonConverter For(DataType type, JsonReadOptions options) => type switch
    {
        BooleanType => new BooleanJson(options),
        ByteType => new IntegerJson<sbyte>(options),
        ShortType => new IntegerJson<short>(options),
        IntegerType => new IntegerJson<int>(options),
        LongType => new IntegerJson<long>(options),
        FloatType => new FloatJson(options),
        DoubleType => new DoubleJson(options),
        DecimalType number => new DecimalJson(options, number),
        StringType or CharType or VarcharType => new StringJson(options),
        BinaryType => new BinaryJson(options),
        DateType => new DateJson(options),
        TimestampType => new TimestampJson(options),
        TimestampNtzType => new TimestampNtzJson(options),
        TimeType time => new TimeJson(options, time),
        YearMonthIntervalType interval => new YearMonthJson(options, interval),
        DayTimeIntervalType interval => new DayTimeJson(options, interval),
        CalendarIntervalType => new CalendarIntervalJson(options),
        StructType structure => new StructJson(options, structure),
        ArrayType array => new ArrayJson(options, array),
        MapType map => new MapJson(options, map),
        VariantType => new VariantJson(options),
        UserDefinedType user => For(user.SqlType, options),
        NullType => new NullJson(options),
        _ => throw new UnreachableException($"JSON does not hold {type.TypeName}; the schema check refuses it"),
    };

    /// <summary>Tells whether JSON can hold a type, at any depth.</summary>
    public static bool Supports(DataType type) => type switch
    {
        StructType structure => structure.Fields.All(static field => Supports(field.Type)),
        ArrayType array => Supports(array.Element),
        MapType map => map.Key is StringType && Supports(map.Value),
        UserDefinedType user => Supports(user.SqlType),
        TimestampNanosType or SpatialType => false,
        _ => true,
    };

    /// <summary>Reads on until so many containers are open; false when the text ends or is malformed before.</summary>
    public static bool SkipTo(ref JsonTokenizer tokenizer, int depth)
    {
        while (tokenizer.Depth > depth)
        {
            if (tokenizer.Read() is JsonToken.Error or JsonToken.None)
            {
                return false;
            }
        }

        return tokenizer.Token != JsonToken.Error;
    }
}
