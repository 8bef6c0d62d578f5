using Gateway.Core.Errors;
using Gateway.Core.Types;
using Kind = Spark.Connect.DataType.KindOneofCase;

namespace Gateway.Connect.Types;

/// <summary>Reads protocol types as engine types.</summary>
/// <param name="parseText">Parses a type written as DDL text.</param>
public sealed class TypeReader(Func<string, DataType> parseText)
{
    public DataType Read(Proto.DataType message) => message.KindCase switch
    {
        Kind.Null => NullType.Instance,
        Kind.Boolean => BooleanType.Instance,
        Kind.Byte => ByteType.Instance,
        Kind.Short => ShortType.Instance,
        Kind.Integer => IntegerType.Instance,
        Kind.Long => LongType.Instance,
        Kind.Float => FloatType.Instance,
        Kind.Double => DoubleType.Instance,
        Kind.Decimal => ReadDecimal(message.Decimal),
        Kind.String => message.String.Collation is "" or StringType.Utf8Binary ? StringType.Instance : new StringType(message.String.Collation),
        Kind.Char => new CharType(message.Char.Length),
        Kind.VarChar => new VarcharType(message.VarChar.Length),
        Kind.Binary => BinaryType.Instance,
        Kind.Date => DateType.Instance,
        Kind.Timestamp => TimestampType.Instance,
        Kind.TimestampNtz => TimestampNtzType.Instance,
        Kind.TimestampLtzNanos => new TimestampNanosType(message.TimestampLtzNanos.HasPrecision ? message.TimestampLtzNanos.Precision : 9, true),
        Kind.TimestampNtzNanos => new TimestampNanosType(message.TimestampNtzNanos.HasPrecision ? message.TimestampNtzNanos.Precision : 9, false),
        Kind.Time => new TimeType(message.Time.HasPrecision ? message.Time.Precision : 6),
        Kind.DayTimeInterval => ReadDayTime(message.DayTimeInterval),
        Kind.YearMonthInterval => ReadYearMonth(message.YearMonthInterval),
        Kind.CalendarInterval => CalendarIntervalType.Instance,
        Kind.Array => new ArrayType(Read(message.Array.ElementType), message.Array.ContainsNull),
        Kind.Map => new MapType(Read(message.Map.KeyType), Read(message.Map.ValueType), message.Map.ValueContainsNull),
        Kind.Struct => ReadStruct(message.Struct),
        Kind.Variant => VariantType.Instance,
        Kind.Udt => ReadUser(message.Udt),
        Kind.Geography => new SpatialType(true, SridOf(message.Geography.Srid)),
        Kind.Geometry => new SpatialType(false, SridOf(message.Geometry.Srid)),
        Kind.Unparsed => parseText(message.Unparsed.DataTypeString),
        Kind.None or _ => throw new QueryException("CONNECT_INVALID_PLAN.DATA_TYPE_UNSUPPORTED_PROTO_TO_CATALYST", ("kindCase", message.KindCase.ToString())),
    };

    public StructType ReadStruct(Proto.DataType.Types.Struct message) => new(message.Fields.Select(field =>
        new StructField(field.Name, Read(field.DataType ?? new()), field.Nullable, ReadMetadata(field))));

    private static Metadata ReadMetadata(Proto.DataType.Types.StructField field)
    {
        if (!field.HasMetadata)
        {
            return Metadata.Empty;
        }
        try
        {
            return Metadata.Parse(field.Metadata);
        }
        catch (System.Text.Json.JsonException malformed)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", ("message", $"The metadata of field {field.Name} is not a JSON object: {malformed.Message}"));
        }
    }

    private static DecimalType ReadDecimal(Proto.DataType.Types.Decimal message)
    {
        int precision = message.HasPrecision ? message.Precision : DecimalType.UserDefault.Precision;
        int scale = message.HasScale ? message.Scale : DecimalType.UserDefault.Scale;
        if (precision is < 1 or > DecimalType.MaxPrecision)
        {
            throw new QueryException("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", ("precision", Text(precision)), ("maxPrecision", Text(DecimalType.MaxPrecision)));
        }
        if (scale < 0 || scale > precision)
        {
            throw new QueryException(QueryException.Create("INTERNAL_ERROR", Origin.None, "SparkException", ("message", $"Decimal scale ({Text(scale)}) cannot be outside 0 to the precision ({Text(precision)}).")));
        }
        return new DecimalType(precision, scale);
    }

    private static DayTimeIntervalType ReadDayTime(Proto.DataType.Types.DayTimeInterval message)
    {
        int start = message.HasStartField ? message.StartField : DayTimeIntervalType.Day;
        int end = message.HasEndField ? message.EndField : DayTimeIntervalType.Second;
        return start is < 0 or > 3 || end is < 0 or > 3 || end < start ? throw BadInterval(start, end) : new((byte)start, (byte)end);
    }

    private static YearMonthIntervalType ReadYearMonth(Proto.DataType.Types.YearMonthInterval message)
    {
        int start = message.HasStartField ? message.StartField : YearMonthIntervalType.Year;
        int end = message.HasEndField ? message.EndField : YearMonthIntervalType.Month;
        return start is < 0 or > 1 || end is < 0 or > 1 || end < start ? throw BadInterval(start, end) : new((byte)start, (byte)end);
    }

    private UserDefinedType ReadUser(Proto.DataType.Types.UDT message)
    {
        if (message.Type != "udt")
        {
            throw new QueryException("CONNECT_INVALID_PLAN.UDT_TYPE_FIELD_INVALID", ("udtType", message.Type));
        }
        if (message.SqlType is null || (!message.HasJvmClass && !message.HasPythonClass))
        {
            throw new QueryException("CONNECT_INVALID_PLAN.PYTHON_UDT_MISSING_FIELDS");
        }
        return new UserDefinedType(
            message.HasJvmClass ? message.JvmClass : null,
            message.HasPythonClass ? message.PythonClass : null,
            message.HasSerializedPythonClass ? message.SerializedPythonClass : null,
            Read(message.SqlType));
    }

    private static int? SridOf(int srid) => srid == TypeWriter.MixedSrid ? null : srid;

    private static QueryException BadInterval(int start, int end) =>
        new("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", ("message", $"An interval cannot reach from field {Text(start)} to field {Text(end)}."));

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
