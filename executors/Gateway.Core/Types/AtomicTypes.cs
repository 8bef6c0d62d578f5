namespace Gateway.Core.Types;

/// <summary>Groups the types that take part in arithmetic.</summary>
public abstract record NumericType : DataType;

/// <summary>Groups TINYINT, SMALLINT, INT and BIGINT.</summary>
public abstract record IntegralType : NumericType;

/// <summary>Groups FLOAT and DOUBLE.</summary>
public abstract record FractionalType : NumericType;

/// <summary>The type of a bare NULL (VOID).</summary>
public sealed record NullType : DataType
{
    public static readonly NullType Instance = new();
    public override PhysicalType Physical => PhysicalType.Null;
    public override string TypeName => "void";
    public override int DefaultSize => 1;
}

public sealed record BooleanType : DataType
{
    public static readonly BooleanType Instance = new();
    public override PhysicalType Physical => PhysicalType.Boolean;
    public override string TypeName => "boolean";
    public override int DefaultSize => 1;
}

public sealed record ByteType : IntegralType
{
    public static readonly ByteType Instance = new();
    public override PhysicalType Physical => PhysicalType.Int8;
    public override string TypeName => "byte";
    public override int DefaultSize => 1;
}

public sealed record ShortType : IntegralType
{
    public static readonly ShortType Instance = new();
    public override PhysicalType Physical => PhysicalType.Int16;
    public override string TypeName => "short";
    public override int DefaultSize => 2;
}

public sealed record IntegerType : IntegralType
{
    public static readonly IntegerType Instance = new();
    public override PhysicalType Physical => PhysicalType.Int32;
    public override string TypeName => "integer";
    public override int DefaultSize => 4;
}

public sealed record LongType : IntegralType
{
    public static readonly LongType Instance = new();
    public override PhysicalType Physical => PhysicalType.Int64;
    public override string TypeName => "long";
}

public sealed record FloatType : FractionalType
{
    public static readonly FloatType Instance = new();
    public override PhysicalType Physical => PhysicalType.Float32;
    public override string TypeName => "float";
    public override int DefaultSize => 4;
}

public sealed record DoubleType : FractionalType
{
    public static readonly DoubleType Instance = new();
    public override PhysicalType Physical => PhysicalType.Float64;
    public override string TypeName => "double";
}

/// <summary>DECIMAL(precision, scale): exact numbers of up to 38 digits, kept as an unscaled integer.</summary>
/// <param name="Precision">Total digits, 1 to 38.</param>
/// <param name="Scale">Digits right of the point, 0 to <paramref name="Precision"/>.</param>
public sealed record DecimalType(int Precision, int Scale) : NumericType
{
    public const int MaxPrecision = 38;
    /// <summary>Gets the type Spark uses when only DECIMAL is written: (10, 0).</summary>
    public static readonly DecimalType UserDefault = new(10, 0);
    /// <summary>Gets (38, 18), the type given to decimals of unknown size.</summary>
    public static readonly DecimalType SystemDefault = new(38, 18);
    /// <summary>Up to this precision unscaled values fit 64 bits, and columns hold Int64.</summary>
    public const int MaxLongDigits = 18;
    public override PhysicalType Physical => Precision <= MaxLongDigits ? PhysicalType.Int64 : PhysicalType.Int128;
    public override string TypeName => "decimal";
    public override int DefaultSize => Precision <= MaxLongDigits ? 8 : 16;
}

/// <summary>STRING with a collation. CHAR and VARCHAR derive their behaviour from column metadata.</summary>
/// <param name="Collation">Collation name as Spark prints it, e.g. <c>UTF8_BINARY</c>; null where two implicit collations met.</param>
public sealed record StringType(string? Collation) : DataType
{
    public const string Utf8Binary = "UTF8_BINARY";
    public static readonly StringType Instance = new(Utf8Binary);
    public bool IsBinaryCollation => Collation == Utf8Binary;

    /// <summary>Gets whether this is STRING as it is written without a collation; one with COLLATE UTF8_BINARY is equal, but prints as it was written.</summary>
    public bool IsDefault => ReferenceEquals(this, Instance);

    /// <summary>Gets how strings compare, where that is not by bytes.</summary>
    public Collations.Collation? Rules { get; } = Collation is null ? Collations.Collation.Indeterminate : Collation == Utf8Binary ? null : Collations.Collation.Find(Collation);
    public override PhysicalType Physical => PhysicalType.String;
    public override string TypeName => "string";
    public override int DefaultSize => 20;
    public bool Equals(StringType? other) => other is not null && Collation == other.Collation;
    public override int GetHashCode() => HashCode.Combine(TypeName, Collation);
}

/// <summary>CHAR(length). Appears in schemas and DDL only; expressions see STRING.</summary>
public sealed record CharType(int Length) : DataType
{
    /// <summary>Gets the collation it was written with, or null.</summary>
    public string? Collation { get; init; }
    public override PhysicalType Physical => PhysicalType.String;
    public override string TypeName => "char";
    public override int DefaultSize => Length;
}

/// <summary>VARCHAR(length). Appears in schemas and DDL only; expressions see STRING.</summary>
public sealed record VarcharType(int Length) : DataType
{
    /// <summary>Gets the collation it was written with, or null.</summary>
    public string? Collation { get; init; }
    public override PhysicalType Physical => PhysicalType.String;
    public override string TypeName => "varchar";
    public override int DefaultSize => Length;
}

public sealed record BinaryType : DataType
{
    public static readonly BinaryType Instance = new();
    public override PhysicalType Physical => PhysicalType.String;
    public override string TypeName => "binary";
    public override int DefaultSize => 100;
}
