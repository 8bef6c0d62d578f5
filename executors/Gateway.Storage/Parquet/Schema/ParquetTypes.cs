using System.Globalization;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Storage.Parquet.Format;

namespace Gateway.Storage.Parquet.Schema;

/// <summary>What the session says about reading Parquet types.</summary>
internal sealed record ParquetTypeOptions(bool BinaryAsString = false, bool InferTimestampNtz = true, bool NanosAsLong = false, bool CaseSensitive = false);

/// <summary>Gives the Spark type of a file's fields. Semantics: Spark 4.3's ParquetToSparkSchemaConverter.</summary>
internal static class ParquetTypes
{
    /// <summary>Gives the shapes of all top-level columns, every type nullable throughout, as Spark's file sources have it.</summary>
    public static ParquetShape[] Columns(ParquetNode root, ParquetTypeOptions options) => [.. root.Children.Select(child => Field(child, options))];

    /// <summary>Gives the shape of a field; a repeated one without annotation is an array of required elements.</summary>
    public static ParquetShape Field(ParquetNode node, ParquetTypeOptions options)
    {
        if (node.IsRepeated)
        {
            var element = Plain(node, options);
            return new ListShape(new ArrayType(element.Type, true), node, node, [element]);
        }
        return Plain(node, options);
    }

    private static ParquetShape Plain(ParquetNode node, ParquetTypeOptions options)
    {
        if (node.IsLeaf)
        {
            return new LeafShape(Leaf(node.Element, options), node);
        }
        switch (node.Element.Logical.Kind)
        {
            case LogicalKind.List when node.Children is [{ IsRepeated: true } repeated]:
                var element = IsElement(repeated, node.Name) ? Plain(repeated, options) : Field(repeated.Children[0], options);
                return new ListShape(new ArrayType(element.Type, true), node, repeated, [element]);
            case LogicalKind.Map or LogicalKind.MapKeyValue when node.Children is [{ IsRepeated: true, IsLeaf: false, Children.Length: 2 } entries]:
                var key = Field(entries.Children[0], options);
                var value = Field(entries.Children[1], options);
                return new ListShape(new MapType(key.Type, value.Type, true), node, entries, [key, value]);
            case LogicalKind.List or LogicalKind.Map:
                throw Illegal(node.Element);
            case LogicalKind.Variant:
                return Variant(node);
            default:
                ParquetShape[] fields = [.. node.Children.Select(child => Field(child, options))];
                return new StructShape(new StructType(fields.Select((shape, i) => new StructField(node.Children[i].Name, shape.Type, true))), node, fields);
        }
    }

    /// <summary>Gives the shape of an unshredded variant group.</summary>
    public static ParquetShape Variant(ParquetNode node)
    {
        var value = node.Children.FirstOrDefault(static child => child.Name == "value");
        var metadata = node.Children.FirstOrDefault(static child => child.Name == "metadata");
        if (node.Children.Length != 2)
        {
            throw new QueryException("INVALID_VARIANT_FROM_PARQUET.WRONG_NUM_FIELDS");
        }
        if (value is null || metadata is null)
        {
            throw new QueryException("INVALID_VARIANT_FROM_PARQUET.MISSING_FIELD", ("field", value is null ? "value" : "metadata"));
        }
        return new StructShape(VariantType.Instance, node, [new LeafShape(BinaryType.Instance, value), new LeafShape(BinaryType.Instance, metadata)]);
    }

    /// <summary>Tells whether a repeated field is the list's element itself, as older writers had it.</summary>
    private static bool IsElement(ParquetNode repeated, string parent) =>
        repeated.IsLeaf || repeated.Children.Length > 1 || repeated.Children[0].IsRepeated || repeated.Name == "array" || repeated.Name == parent + "_tuple";

    private static DataType Leaf(SchemaElement element, ParquetTypeOptions options)
    {
        var logical = element.Logical;
        return (element.Type!.Value, logical.Kind) switch
        {
            (ParquetPhysical.Boolean, _) => BooleanType.Instance,
            (ParquetPhysical.Float, _) => FloatType.Instance,
            (ParquetPhysical.Double, _) => DoubleType.Instance,
            (ParquetPhysical.Int32, LogicalKind.None) => IntegerType.Instance,
            (ParquetPhysical.Int32, LogicalKind.Integer) => (logical.BitWidth, logical.IsSigned) switch
            {
                (8, true) => ByteType.Instance,
                (16, true) or (8, false) => ShortType.Instance,
                (32, true) or (16, false) => IntegerType.Instance,
                (32, false) => LongType.Instance,
                _ => throw Illegal(element),
            },
            (ParquetPhysical.Int32, LogicalKind.Date) => DateType.Instance,
            (ParquetPhysical.Int32, LogicalKind.Decimal) => Decimal(element, 9),
            (ParquetPhysical.Int32, LogicalKind.Time) => throw NotSupported(element),
            (ParquetPhysical.Int64, LogicalKind.None) => LongType.Instance,
            (ParquetPhysical.Int64, LogicalKind.Integer) => logical.IsSigned ? LongType.Instance : new DecimalType(20, 0),
            (ParquetPhysical.Int64, LogicalKind.Decimal) => Decimal(element, 18),
            (ParquetPhysical.Int64, LogicalKind.Timestamp) when logical.Unit == ParquetTimeUnit.Nanoseconds => options.NanosAsLong ? LongType.Instance : throw Illegal(element),
            (ParquetPhysical.Int64, LogicalKind.Timestamp) => logical.IsAdjustedToUtc || !options.InferTimestampNtz ? TimestampType.Instance : TimestampNtzType.Instance,
            (ParquetPhysical.Int64, LogicalKind.Time) when logical.Unit == ParquetTimeUnit.Microseconds && !logical.IsAdjustedToUtc => TimeType.Default,
            (ParquetPhysical.Int64, LogicalKind.Time) when logical.Unit == ParquetTimeUnit.Nanoseconds && !logical.IsAdjustedToUtc => new TimeType(9),
            (ParquetPhysical.Int96, _) => TimestampType.Instance,
            (ParquetPhysical.ByteArray, LogicalKind.String or LogicalKind.Enum or LogicalKind.Json) => StringType.Instance,
            (ParquetPhysical.ByteArray, LogicalKind.Bson) => BinaryType.Instance,
            (ParquetPhysical.ByteArray, LogicalKind.None) => options.BinaryAsString ? StringType.Instance : BinaryType.Instance,
            (ParquetPhysical.ByteArray, LogicalKind.Decimal) => Decimal(element, DecimalType.MaxPrecision),
            (ParquetPhysical.FixedLenByteArray, LogicalKind.Decimal) => Decimal(element, DecimalType.MaxPrecision),
            (ParquetPhysical.FixedLenByteArray, LogicalKind.None) => BinaryType.Instance,
            (ParquetPhysical.FixedLenByteArray, LogicalKind.Float16) => FloatType.Instance,
            (ParquetPhysical.FixedLenByteArray, LogicalKind.Interval) => throw NotSupported(element),
            (_, LogicalKind.Null) => NullType.Instance,
            _ => throw Illegal(element),
        };
    }

    private static DecimalType Decimal(SchemaElement element, int mostDigits)
    {
        var (precision, scale) = (element.Logical.Precision, element.Logical.Scale);
        if (precision < 1 || precision > mostDigits || scale < 0 || scale > precision)
        {
            throw Illegal(element);
        }
        return new DecimalType(precision, scale);
    }

    private static QueryException Illegal(SchemaElement element) => new("PARQUET_TYPE_ILLEGAL", ("parquetType", "\"" + Text(element) + "\""));

    private static QueryException NotSupported(SchemaElement element) => new("PARQUET_TYPE_NOT_SUPPORTED", ("parquetType", "\"" + Text(element) + "\""));

    /// <summary>Prints a physical type with its annotation the way parquet-mr does.</summary>
    public static string Text(SchemaElement element)
    {
        string physical = element.Type switch
        {
            ParquetPhysical.Boolean => "BOOLEAN",
            ParquetPhysical.Int32 => "INT32",
            ParquetPhysical.Int64 => "INT64",
            ParquetPhysical.Int96 => "INT96",
            ParquetPhysical.Float => "FLOAT",
            ParquetPhysical.Double => "DOUBLE",
            ParquetPhysical.ByteArray => "BINARY",
            ParquetPhysical.FixedLenByteArray => string.Create(CultureInfo.InvariantCulture, $"FIXED_LEN_BYTE_ARRAY({element.TypeLength})"),
            null => "group",
            _ => "UNKNOWN",
        };
        var logical = element.Logical;
        string unit = logical.Unit switch { ParquetTimeUnit.Milliseconds => "MILLIS", ParquetTimeUnit.Nanoseconds => "NANOS", _ => "MICROS" };
        string adjusted = logical.IsAdjustedToUtc ? "true" : "false";
        string? annotation = logical.Kind switch
        {
            LogicalKind.None => null,
            LogicalKind.Timestamp => $"TIMESTAMP({unit},{adjusted})",
            LogicalKind.Time => $"TIME({unit},{adjusted})",
            LogicalKind.Integer => string.Create(CultureInfo.InvariantCulture, $"INTEGER({logical.BitWidth},{(logical.IsSigned ? "true" : "false")})"),
            LogicalKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({logical.Precision},{logical.Scale})"),
            _ => logical.Kind.ToString().ToUpperInvariant(),
        };
        return annotation is null ? physical : $"{physical} ({annotation})";
    }
}
