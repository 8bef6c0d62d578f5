using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Engine.Tables;

/// <summary>Turns declared columns into stored ones and back. CHAR and VARCHAR are stored as strings whose metadata keeps the declared type.</summary>
internal static class TableColumns
{
    public const string RawTypeKey = "__CHAR_VARCHAR_TYPE_STRING";
    public const string CurrentDefaultKey = "CURRENT_DEFAULT";
    public const string ExistsDefaultKey = "EXISTS_DEFAULT";
    public const string CommentKey = "comment";

    /// <summary>Replaces CHAR and VARCHAR, also inside nested types, by STRING.</summary>
    public static DataType WithoutLengths(DataType type) => type switch
    {
        CharType { Collation: { } collation } => new StringType(collation),
        VarcharType { Collation: { } collation } => new StringType(collation),
        CharType or VarcharType => StringType.Instance,
        ArrayType a => new ArrayType(WithoutLengths(a.Element), a.ContainsNull),
        MapType m => new MapType(WithoutLengths(m.Key), WithoutLengths(m.Value), m.ValueContainsNull),
        StructType s => new StructType(s.Fields.Select(static field => field with { Type = WithoutLengths(field.Type) })),
        _ => type,
    };

    /// <summary>Tells whether a type is or holds text that does not compare by bytes.</summary>
    public static bool HasCollation(DataType type) => type switch
    {
        StringType text => !text.IsBinaryCollation,
        ArrayType a => HasCollation(a.Element),
        MapType m => HasCollation(m.Key) || HasCollation(m.Value),
        StructType s => s.Fields.Any(static field => HasCollation(field.Type)),
        _ => false,
    };

    /// <summary>Throws UNSUPPORTED_FEATURE.COLLATIONS_IN_MAP_KEYS for a type with a map whose keys do not compare by bytes.</summary>
    public static void CheckMapKeys(DataType type)
    {
        switch (type)
        {
            case ArrayType a:
                CheckMapKeys(a.Element);
                break;
            case MapType m:
                if (HasCollation(m.Key))
                {
                    throw new QueryException("UNSUPPORTED_FEATURE.COLLATIONS_IN_MAP_KEYS");
                }
                CheckMapKeys(m.Value);
                break;
            case StructType s:
                foreach (var field in s.Fields)
                {
                    CheckMapKeys(field.Type);
                }
                break;
        }
    }

    /// <summary>Makes the stored column of a declared type.</summary>
    public static StructField Stored(string name, DataType declared, string? comment)
    {
        var plain = WithoutLengths(declared);
        var metadata = Metadata.Empty;
        if (!plain.Equals(declared))
        {
            metadata = metadata.With(RawTypeKey, TypeText.CatalogString(declared));
        }
        if (comment is not null)
        {
            metadata = metadata.With(CommentKey, comment);
        }
        return new StructField(name, plain, true, metadata);
    }

    /// <summary>Gives a column back the CHAR and VARCHAR types that it was declared with.</summary>
    public static StructField WithDeclaredType(StructField column) => column.Metadata.GetString(RawTypeKey) is { } declared
        ? column with { Type = TypeDdl.Parse(declared, Origin.None), Metadata = column.Metadata.Without(RawTypeKey) }
        : column;

    /// <summary>Gets the type of a column as it was declared, as text.</summary>
    public static string DeclaredText(StructField column) => column.Metadata.GetString(RawTypeKey) ?? TypeText.CatalogString(column.Type);

    /// <summary>Reads the length limit of a CHAR or VARCHAR column; null for others.</summary>
    public static (int Length, bool IsChar)? Limit(StructField column)
    {
        if (column.Type is not StringType || column.Metadata.GetString(RawTypeKey) is not { } text)
        {
            return null;
        }
        int open = text.IndexOf('(', StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(open + 1, text.IndexOf(')', StringComparison.Ordinal) - open - 1), System.Globalization.CultureInfo.InvariantCulture), text.StartsWith("char", StringComparison.Ordinal));
    }

    /// <summary>Throws COLUMN_ALREADY_EXISTS for equal names, also inside structs.</summary>
    public static void CheckNames(IEnumerable<StructField> columns, bool caseSensitive)
    {
        var names = new HashSet<string>(caseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns)
        {
            if (!names.Add(column.Name))
            {
                throw new QueryException("COLUMN_ALREADY_EXISTS", ("columnName", Quote.Id([caseSensitive ? column.Name : column.Name.ToLowerInvariant()])));
            }
            CheckNested(column.Type, caseSensitive);
        }
    }

    private static void CheckNested(DataType type, bool caseSensitive)
    {
        switch (type)
        {
            case StructType s:
                CheckNames(s.Fields, caseSensitive);
                break;
            case ArrayType a:
                CheckNested(a.Element, caseSensitive);
                break;
            case MapType m:
                CheckNested(m.Key, caseSensitive);
                CheckNested(m.Value, caseSensitive);
                break;
        }
    }
}
