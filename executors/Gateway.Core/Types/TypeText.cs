using System.Globalization;
using System.Text;

namespace Gateway.Core.Types;

/// <summary>Prints types in Spark's text forms.</summary>
public static class TypeText
{
    private static readonly string[] _dayTimeFields = ["day", "hour", "minute", "second"];
    private static readonly string[] _yearMonthFields = ["year", "month"];

    /// <summary>Prints Spark's <c>simpleString</c> / catalog string: lower case, e.g. <c>struct&lt;a:int&gt;</c>.</summary>
    public static string CatalogString(DataType type) => type switch
    {
        NullType => "void",
        BooleanType => "boolean",
        ByteType => "tinyint",
        ShortType => "smallint",
        IntegerType => "int",
        LongType => "bigint",
        FloatType => "float",
        DoubleType => "double",
        DecimalType d => string.Create(CultureInfo.InvariantCulture, $"decimal({d.Precision},{d.Scale})"),
        StringType s => s.IsDefault ? "string" : $"string collate {s.Collation ?? "null"}",
        CharType c => string.Create(CultureInfo.InvariantCulture, $"char({c.Length}){Collated(c.Collation)}"),
        VarcharType v => string.Create(CultureInfo.InvariantCulture, $"varchar({v.Length}){Collated(v.Collation)}"),
        BinaryType => "binary",
        DateType => "date",
        TimestampType => "timestamp",
        TimestampNtzType => "timestamp_ntz",
        TimestampNanosType t => string.Create(CultureInfo.InvariantCulture, $"{t.TypeName}({t.Precision})"),
        TimeType t => string.Create(CultureInfo.InvariantCulture, $"time({t.Precision})"),
        DayTimeIntervalType i => IntervalString(_dayTimeFields, i.Start, i.End),
        YearMonthIntervalType i => IntervalString(_yearMonthFields, i.Start, i.End),
        CalendarIntervalType => "interval",
        ArrayType a => $"array<{CatalogString(a.Element)}>",
        MapType m => $"map<{CatalogString(m.Key)},{CatalogString(m.Value)}>",
        StructType s => $"struct<{string.Join(',', s.Fields.Select(f => f.Name + ":" + CatalogString(f.Type)))}>",
        VariantType => "variant",
        UserDefinedType u => CatalogString(u.SqlType),
        SpatialType g => g.TypeName + (g.Srid is { } srid ? string.Create(CultureInfo.InvariantCulture, $"({srid})") : "(any)"),
        _ => throw new System.Diagnostics.UnreachableException(type.GetType().Name),
    };

    /// <summary>Prints Spark's <c>sql</c> form: upper case with quoted field names, e.g. <c>STRUCT&lt;a: INT NOT NULL&gt;</c>.</summary>
    public static string Sql(DataType type) => type switch
    {
        StringType { IsDefault: false } s => "STRING COLLATE " + (s.Collation?.ToUpperInvariant() ?? "NULL"),
        ArrayType a => $"ARRAY<{Sql(a.Element)}>",
        MapType m => $"MAP<{Sql(m.Key)}, {Sql(m.Value)}>",
        StructType s => $"STRUCT<{string.Join(", ", s.Fields.Select(SqlField))}>",
        UserDefinedType u => Sql(u.SqlType),
        _ => CatalogString(type).ToUpperInvariant(),
    };

    private static string Collated(string? collation) => collation is null ? "" : " collate " + collation;

    private static string SqlField(StructField field)
    {
        var text = new StringBuilder(IdentifierText.QuoteIfNeeded(field.Name)).Append(": ").Append(Sql(field.Type));
        if (!field.Nullable)
        {
            text.Append(" NOT NULL");
        }
        if (field.Metadata.GetString("comment") is { } comment)
        {
            text.Append(" COMMENT '").Append(comment.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)).Append('\'');
        }
        return text.ToString();
    }

    private static string IntervalString(string[] fields, byte start, byte end) =>
        start == end ? $"interval {fields[start]}" : $"interval {fields[start]} to {fields[end]}";
}
