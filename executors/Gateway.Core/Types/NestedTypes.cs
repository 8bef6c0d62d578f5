using System.Collections.Immutable;

namespace Gateway.Core.Types;

/// <summary>ARRAY of one element type.</summary>
public sealed record ArrayType(DataType Element, bool ContainsNull) : DataType
{
    public override PhysicalType Physical => PhysicalType.List;
    public override string TypeName => "array";
    public override int DefaultSize => Element.DefaultSize;
    public override bool IsAtomic => false;
}

/// <summary>MAP; keys are never null.</summary>
public sealed record MapType(DataType Key, DataType Value, bool ValueContainsNull) : DataType
{
    public override PhysicalType Physical => PhysicalType.Map;
    public override string TypeName => "map";
    public override int DefaultSize => Key.DefaultSize + Value.DefaultSize;
    public override bool IsAtomic => false;
}

/// <summary>Describes one field of a struct or one column of a schema.</summary>
/// <param name="Metadata">Column metadata; <see cref="Types.Metadata.Empty"/> where there is none.</param>
public sealed record StructField(string Name, DataType Type, bool Nullable, Metadata Metadata)
{
    public StructField(string name, DataType type, bool nullable) : this(name, type, nullable, Metadata.Empty) { }
}

/// <summary>STRUCT, also the schema of a relation. Names need not be distinct.</summary>
public sealed record StructType(ImmutableArray<StructField> Fields) : DataType
{
    public static readonly StructType Empty = new(ImmutableArray<StructField>.Empty);
    public StructType(IEnumerable<StructField> fields) : this(fields.ToImmutableArray()) { }
    public override PhysicalType Physical => PhysicalType.Struct;
    public override string TypeName => "struct";
    public override int DefaultSize => Fields.Sum(static f => f.Type.DefaultSize);
    public override bool IsAtomic => false;

    public bool Equals(StructType? other) => other is not null && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var member in Fields)
        {
            hash.Add(member);
        }
        return hash.ToHashCode();
    }
}

/// <summary>VARIANT: semi-structured values; a column is a struct of two binary children, value then metadata.</summary>
public sealed record VariantType : DataType
{
    public static readonly VariantType Instance = new();
    /// <summary>Gets the fields of the physical struct: value, metadata (binary).</summary>
    public static readonly StructType Storage = new([new("value", BinaryType.Instance, false), new("metadata", BinaryType.Instance, false)]);
    public override PhysicalType Physical => PhysicalType.Struct;
    public override string TypeName => "variant";
    public override int DefaultSize => 2048;
    public override bool IsAtomic => false;
}

/// <summary>A user-defined type, stored as its SQL type.</summary>
/// <param name="JvmClass">Java class name, or null.</param>
/// <param name="PythonClass">Python class as <c>module.Class</c>, or null.</param>
/// <param name="SerializedPythonClass">The cloudpickled class as base64 text, or null.</param>
public sealed record UserDefinedType(string? JvmClass, string? PythonClass, string? SerializedPythonClass, DataType SqlType) : DataType
{
    public override PhysicalType Physical => SqlType.Physical;
    public override string TypeName => "udt";
    public override int DefaultSize => SqlType.DefaultSize;
    public override bool IsAtomic => false;
}

/// <summary>GEOMETRY(srid) or GEOGRAPHY(srid); a column is a struct of srid and well-known binary.</summary>
/// <param name="Srid">Spatial reference id, or null for ANY.</param>
public sealed record SpatialType(bool IsGeography, int? Srid) : DataType
{
    public static readonly StructType Storage = new([new("srid", IntegerType.Instance, false), new("wkb", BinaryType.Instance, false)]);
    public override PhysicalType Physical => PhysicalType.Struct;
    public override string TypeName => IsGeography ? "geography" : "geometry";
    public override int DefaultSize => 2048;
    public override bool IsAtomic => false;
}
