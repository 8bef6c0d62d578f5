using Gateway.Core.Types;

namespace Gateway.Core.Collations;

/// <summary>Tells where types hold strings whose equality is not that of bytes.</summary>
public static class CollatedTypes
{
    /// <summary>Tells whether values of a type may be equal though their bytes differ, because of a collation.</summary>
    public static bool Contains(DataType type) => type switch
    {
        StringType text => text.Rules is not null,
        ArrayType array => Contains(array.Element),
        MapType map => Contains(map.Key) || Contains(map.Value),
        StructType structure => structure.Fields.Any(static field => Contains(field.Type)),
        _ => false,
    };

    /// <summary>Gets the type of a value's collation key: the same shape with binary keys in the place of collated strings.</summary>
    public static DataType KeyType(DataType type) => type switch
    {
        StringType { Rules: not null } => BinaryType.Instance,
        ArrayType array => array with { Element = KeyType(array.Element) },
        MapType map => map with { Key = KeyType(map.Key), Value = KeyType(map.Value) },
        StructType structure => new StructType([.. structure.Fields.Select(static field => field with { Type = KeyType(field.Type) })]),
        _ => type,
    };
}
