using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Connect.Types;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Kind = Spark.Connect.Expression.Types.Literal.LiteralTypeOneofCase;

namespace Gateway.Connect.Expressions;

/// <summary>Reads protocol literals as typed constants.</summary>
public sealed class LiteralReader(TypeReader types)
{
    public Literal Read(Proto.Expression.Types.Literal message)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return message.LiteralTypeCase switch
        {
            Kind.Null => Literal.NullOf(types.Read(message.Null)),
            Kind.Binary => new Literal(message.Binary.ToByteArray(), BinaryType.Instance),
            Kind.Boolean => Literal.Of(message.Boolean),
            Kind.Byte => new Literal((sbyte)message.Byte, ByteType.Instance),
            Kind.Short => new Literal((short)message.Short, ShortType.Instance),
            Kind.Integer => Literal.Of(message.Integer),
            Kind.Long => Literal.Of(message.Long),
            Kind.Float => new Literal(message.Float, FloatType.Instance),
            Kind.Double => Literal.Of(message.Double),
            Kind.Decimal => ReadDecimal(message.Decimal),
            Kind.String => Literal.Of(message.String),
            Kind.Date => new Literal(message.Date, DateType.Instance),
            Kind.Timestamp => new Literal(message.Timestamp, TimestampType.Instance),
            Kind.TimestampNtz => new Literal(message.TimestampNtz, TimestampNtzType.Instance),
            Kind.TimestampLtzNanos => new Literal(Nanos(message.TimestampLtzNanos.EpochMicros, message.TimestampLtzNanos.NanosWithinMicro), new TimestampNanosType(message.TimestampLtzNanos.HasPrecision ? message.TimestampLtzNanos.Precision : 9, true)),
            Kind.TimestampNtzNanos => new Literal(Nanos(message.TimestampNtzNanos.EpochMicros, message.TimestampNtzNanos.NanosWithinMicro), new TimestampNanosType(message.TimestampNtzNanos.HasPrecision ? message.TimestampNtzNanos.Precision : 9, false)),
            Kind.Time => new Literal(message.Time.Nano, new TimeType(message.Time.HasPrecision ? message.Time.Precision : 6)),
            Kind.CalendarInterval => new Literal(new CalendarInterval(message.CalendarInterval.Months, message.CalendarInterval.Days, message.CalendarInterval.Microseconds), CalendarIntervalType.Instance),
            Kind.YearMonthInterval => new Literal(message.YearMonthInterval, YearMonthIntervalType.Default),
            Kind.DayTimeInterval => new Literal(message.DayTimeInterval, DayTimeIntervalType.Default),
            Kind.Array => ReadArray(message),
            Kind.Map => ReadMap(message),
            Kind.Struct => ReadStruct(message),
            Kind.SpecializedArray => ReadSpecialized(message.SpecializedArray),
            Kind.None or _ => throw new QueryException("CONNECT_INVALID_PLAN.UNSUPPORTED_LITERAL_TYPE", ("typeInfo", $"{message.LiteralTypeCase}({(int)message.LiteralTypeCase})")),
        };
    }

    private static Int128 Nanos(long micros, int nanosWithinMicro) => (Int128)micros * 1000 + nanosWithinMicro;

    /// <summary>Parses plain or scientific notation; the type is wide enough for the declared and the written digits.</summary>
    private static Literal ReadDecimal(Proto.Expression.Types.Literal.Types.Decimal message)
    {
        string text = message.Value;
        int exponentAt = text.IndexOfAny(['e', 'E']);
        string mantissa = exponentAt < 0 ? text : text[..exponentAt];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int scale = point < 0 ? 0 : mantissa.Length - point - 1;
        int exponent = 0;
        if (!Int128.TryParse(point < 0 ? mantissa : mantissa.Remove(point, 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unscaled)
            || (exponentAt >= 0 && !int.TryParse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)))
        {
            // Java's number parser fails bare: no condition.
            throw new QueryException(new QueryError(null, [], [], "NumberFormatException", "Not a decimal number: " + text));
        }
        scale -= exponent;
        for (; scale < 0; scale++)
        {
            unscaled = Int128.Abs(unscaled) < Int128.MaxValue / 10 ? unscaled * 10 : throw TooLarge(text);
        }
        int digits = Math.Max(scale, Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).Length);
        int declaredPrecision = message.HasPrecision ? message.Precision : 0;
        int declaredScale = message.HasScale ? message.Scale : 0;
        int precision = Math.Max(declaredPrecision, digits);
        int finalScale = Math.Max(declaredScale, scale);
        if (precision > DecimalType.MaxPrecision || finalScale > precision)
        {
            throw TooLarge(text);
        }
        for (; scale < finalScale; scale++)
        {
            unscaled = Int128.Abs(unscaled) < Int128.MaxValue / 10 ? unscaled * 10 : throw TooLarge(text);
        }
        return new Literal(unscaled, new DecimalType(precision, finalScale));
    }

    private Literal ReadArray(Proto.Expression.Types.Literal message)
    {
        var elements = message.Array.Elements.Select(Read).ToArray();
        ArrayType type;
        if (message.DataType is { } declared)
        {
            type = types.Read(declared) as ArrayType ?? throw Incompatible(message);
        }
        else if (ElementTypeOf(message.Array) is { } elementType)
        {
            type = new ArrayType(types.Read(elementType), true);
        }
        else if (elements.Length > 0)
        {
            type = new ArrayType(elements[0].Type, true);
        }
        else
        {
            throw new QueryException("CONNECT_INVALID_PLAN.ARRAY_LITERAL_MISSING_DATA_TYPE");
        }
        return new Literal(Array.ConvertAll(elements, static element => element.Value), type);
    }

    private Literal ReadMap(Proto.Expression.Types.Literal message)
    {
        var keys = message.Map.Keys.Select(Read).ToArray();
        var values = message.Map.Values.Select(Read).ToArray();
        if (keys.Length != values.Length)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", ("message", "A map literal must have as many keys as values."));
        }
        MapType type;
        if (message.DataType is { } declared)
        {
            type = types.Read(declared) as MapType ?? throw Incompatible(message);
        }
        else if (EntryTypesOf(message.Map) is var (keyType, valueType) && keyType is not null && valueType is not null)
        {
            type = new MapType(types.Read(keyType), types.Read(valueType), true);
        }
        else if (keys.Length > 0)
        {
            type = new MapType(keys[0].Type, values[0].Type, true);
        }
        else
        {
            throw new QueryException("CONNECT_INVALID_PLAN.MAP_LITERAL_MISSING_DATA_TYPE");
        }
        return new Literal(new BoxedMap(Array.ConvertAll(keys, static key => key.Value), Array.ConvertAll(values, static value => value.Value)), type);
    }

    private Literal ReadStruct(Proto.Expression.Types.Literal message)
    {
        var declared = message.DataType ?? StructTypeOf(message.Struct) ?? throw new QueryException("CONNECT_INVALID_PLAN.STRUCT_LITERAL_MISSING_DATA_TYPE");
        var type = types.Read(declared);
        var structure = type as StructType ?? (type as UserDefinedType)?.SqlType as StructType ?? throw Incompatible(message);
        if (structure.Fields.Length != message.Struct.Elements.Count)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", ("message", "A struct literal must have as many elements as its type has fields."));
        }
        return new Literal(message.Struct.Elements.Select(element => Read(element).Value).ToArray(), type);
    }

    private static Literal ReadSpecialized(Proto.Expression.Types.Literal.Types.SpecializedArray message) => message.ValueTypeCase switch
    {
        Proto.Expression.Types.Literal.Types.SpecializedArray.ValueTypeOneofCase.Bools => Of(message.Bools.Values, BooleanType.Instance),
        Proto.Expression.Types.Literal.Types.SpecializedArray.ValueTypeOneofCase.Ints => Of(message.Ints.Values, IntegerType.Instance),
        Proto.Expression.Types.Literal.Types.SpecializedArray.ValueTypeOneofCase.Longs => Of(message.Longs.Values, LongType.Instance),
        Proto.Expression.Types.Literal.Types.SpecializedArray.ValueTypeOneofCase.Floats => Of(message.Floats.Values, FloatType.Instance),
        Proto.Expression.Types.Literal.Types.SpecializedArray.ValueTypeOneofCase.Doubles => Of(message.Doubles.Values, DoubleType.Instance),
        Proto.Expression.Types.Literal.Types.SpecializedArray.ValueTypeOneofCase.Strings => Of(message.Strings.Values, StringType.Instance),
        Proto.Expression.Types.Literal.Types.SpecializedArray.ValueTypeOneofCase.None or _ => throw new QueryException("CONNECT_INVALID_PLAN.ARRAY_LITERAL_NOT_SET"),
    };

    private static Literal Of<T>(IEnumerable<T> values, DataType elementType) => new(values.Select(static value => (object?)value).ToArray(), new ArrayType(elementType, false));

#pragma warning disable CS0612 // Clients up to 4.0 know only the deprecated type fields, and Python still sends them.
    private static Proto.DataType? ElementTypeOf(Proto.Expression.Types.Literal.Types.Array array) => array.ElementType;

    private static (Proto.DataType? Key, Proto.DataType? Value) EntryTypesOf(Proto.Expression.Types.Literal.Types.Map map) => (map.KeyType, map.ValueType);

    private static Proto.DataType? StructTypeOf(Proto.Expression.Types.Literal.Types.Struct structure) => structure.StructType;
#pragma warning restore CS0612

    private static QueryException Incompatible(Proto.Expression.Types.Literal message) =>
        new("CONNECT_INVALID_PLAN.INCOMPATIBLE_LITERAL_DATA_TYPE", ("dataTypeKindCase", message.DataType?.KindCase.ToString() ?? ""), ("literalTypeCase", message.LiteralTypeCase.ToString()));

    private static QueryException TooLarge(string text) =>
        new("NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION", ("roundedValue", text), ("originalValue", text), ("precision", "38"), ("scale", "0"));
}
