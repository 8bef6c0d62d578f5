using Apache.Arrow;
using Apache.Arrow.Types;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Spark = Gateway.Core.Types;

namespace Gateway.Storage.Arrow;

/// <summary>Maps Arrow types to Spark types.</summary>
/// <remarks>Spark's own mapping, widened to what foreign writers produce: unsigned integers, other units, views, dictionaries, fixed-size and large lists.</remarks>
public static class ArrowTypes
{
    private const string MetadataKey = "SPARK::metadata::json";

    public static Spark.StructType ToSpark(Schema schema) => new(schema.FieldsList.Select(ToSpark));

    public static StructField ToSpark(Field field) => new(
        field.Name,
        ToSpark(field.DataType),
        field.IsNullable,
        field.HasMetadata && field.Metadata.TryGetValue(MetadataKey, out string? json) ? Metadata.Parse(json) : Metadata.Empty);

    public static DataType ToSpark(IArrowType type)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return type switch
        {
            Apache.Arrow.Types.NullType => Spark.NullType.Instance,
            Apache.Arrow.Types.BooleanType => Spark.BooleanType.Instance,
            Int8Type => ByteType.Instance,
            Int16Type or UInt8Type => ShortType.Instance,
            Int32Type or UInt16Type => Spark.IntegerType.Instance,
            Int64Type or UInt32Type => LongType.Instance,
            UInt64Type => new DecimalType(20, 0),
            HalfFloatType or Apache.Arrow.Types.FloatType => Spark.FloatType.Instance,
            Apache.Arrow.Types.DoubleType => Spark.DoubleType.Instance,
            Apache.Arrow.Types.StringType or LargeStringType or StringViewType => Spark.StringType.Instance,
            Apache.Arrow.Types.BinaryType or LargeBinaryType or BinaryViewType => Spark.BinaryType.Instance,
            Decimal32Type number => Decimal(number.Precision, number.Scale, type),
            Decimal64Type number => Decimal(number.Precision, number.Scale, type),
            Decimal128Type number => Decimal(number.Precision, number.Scale, type),
            Decimal256Type number => Decimal(number.Precision, number.Scale, type),
            FixedSizeBinaryType => Spark.BinaryType.Instance,
            Apache.Arrow.Types.DateType => Spark.DateType.Instance,
            Apache.Arrow.Types.TimestampType timestamp => timestamp.Timezone is null ? TimestampNtzType.Instance : Spark.TimestampType.Instance,
            Apache.Arrow.Types.TimeType => Spark.TimeType.Default,
            DurationType => DayTimeIntervalType.Default,
            IntervalType interval => interval.Unit switch
            {
                IntervalUnit.YearMonth => YearMonthIntervalType.Default,
                IntervalUnit.DayTime => DayTimeIntervalType.Default,
                IntervalUnit.MonthDayNanosecond => CalendarIntervalType.Instance,
                _ => throw Unsupported(type),
            },
            ListType list => new ArrayType(ToSpark(list.ValueDataType), list.ValueField.IsNullable),
            LargeListType list => new ArrayType(ToSpark(list.ValueDataType), list.ValueField.IsNullable),
            FixedSizeListType list => new ArrayType(ToSpark(list.ValueDataType), list.ValueField.IsNullable),
            ListViewType list => new ArrayType(ToSpark(list.ValueDataType), list.ValueField.IsNullable),
            LargeListViewType list => new ArrayType(ToSpark(list.ValueDataType), list.ValueField.IsNullable),
            Apache.Arrow.Types.MapType map => new Spark.MapType(ToSpark(map.KeyField.DataType), ToSpark(map.ValueField.DataType), map.ValueField.IsNullable),
            Apache.Arrow.Types.StructType structure => Struct(structure),
            DictionaryType dictionary => ToSpark(dictionary.ValueType),
            _ => throw Unsupported(type),
        };
    }

    internal static QueryException Unsupported(IArrowType type) => new("UNSUPPORTED_ARROWTYPE", ("typeName", type.Name));

    private static DecimalType Decimal(int precision, int scale, IArrowType type) =>
        precision is >= 1 and <= DecimalType.MaxPrecision && scale >= 0 && scale <= precision ? new DecimalType(precision, scale) : throw Unsupported(type);

    private static DataType Struct(Apache.Arrow.Types.StructType structure)
    {
        if (structure.Fields.Count == 2)
        {
            var second = structure.Fields[1];
            if (second.HasMetadata && structure.Fields[0].Name == "value" && second.Name == "metadata" && second.Metadata.TryGetValue("variant", out string? mark) && mark == "true")
            {
                return Spark.VariantType.Instance;
            }
            if (second.HasMetadata && structure.Fields[0].Name == "srid" && second.Name == "wkb")
            {
                bool isGeography = second.Metadata.ContainsKey("geography");
                if (isGeography || second.Metadata.ContainsKey("geometry"))
                {
                    return new SpatialType(isGeography, int.TryParse(second.Metadata.GetValueOrDefault("srid"), System.Globalization.CultureInfo.InvariantCulture, out int srid) ? srid : null);
                }
            }
        }
        return new Spark.StructType(structure.Fields.Select(ToSpark));
    }
}
