using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Merges the collations of two types, string by string.</summary>
internal static class CollationMerging
{
    public static bool HasString(DataType type) => type switch
    {
        StringType => true,
        ArrayType array => HasString(array.Element),
        MapType map => HasString(map.Key) || HasString(map.Value),
        StructType structure => structure.Fields.Any(static field => HasString(field.Type)),
        _ => false,
    };

    /// <summary>Tells whether a type holds strings whose collation could not be decided.</summary>
    public static bool IsIndeterminate(DataType type) => type switch
    {
        StringType text => text.Collation is null,
        ArrayType array => IsIndeterminate(array.Element),
        MapType map => IsIndeterminate(map.Key) || IsIndeterminate(map.Value),
        StructType structure => structure.Fields.Any(static field => IsIndeterminate(field.Type)),
        _ => false,
    };

    /// <summary>Gets the collations that win; two of one strength that differ leave the string without a collation.</summary>
    public static (DataType Type, CollationStrength Strength) Merge((DataType Type, CollationStrength Strength) left, (DataType Type, CollationStrength Strength) right)
    {
        var strength = left.Strength > right.Strength ? left.Strength : right.Strength;
        return (Merge(left.Type, left.Strength, right.Type, right.Strength), strength);
    }

    /// <summary>Gives a type the collations of another of like shape; an array and the value of an element match too.</summary>
    public static DataType Retype(DataType type, DataType winner) => (type, winner) switch
    {
        (StringType, StringType) => winner,
        (ArrayType array, ArrayType other) => array with { Element = Retype(array.Element, other.Element) },
        (ArrayType array, _) => array with { Element = Retype(array.Element, winner) },
        (_, ArrayType other) => Retype(type, other.Element),
        (MapType map, MapType other) => map with { Key = Retype(map.Key, other.Key), Value = Retype(map.Value, other.Value) },
        (StructType structure, StructType other) when structure.Fields.Length == other.Fields.Length =>
            new StructType([.. structure.Fields.Zip(other.Fields, static (field, model) => field with { Type = Retype(field.Type, model.Type) })]),
        _ => type,
    };

    private static DataType Merge(DataType left, CollationStrength leftStrength, DataType right, CollationStrength rightStrength)
    {
        switch (left, right)
        {
            case (StringType a, StringType b):
                return Merge(a, leftStrength, b, rightStrength);
            case (ArrayType a, ArrayType b):
                return a with { Element = Merge(a.Element, leftStrength, b.Element, rightStrength) };
            case (ArrayType a, _):
                return a with { Element = Merge(a.Element, leftStrength, right, rightStrength) };
            case (_, ArrayType b):
                return b with { Element = Merge(left, leftStrength, b.Element, rightStrength) };
            case (MapType a, MapType b):
                return a with { Key = Merge(a.Key, leftStrength, b.Key, rightStrength), Value = Merge(a.Value, leftStrength, b.Value, rightStrength) };
            case (StructType a, StructType b) when a.Fields.Length == b.Fields.Length:
                return new StructType([.. a.Fields.Zip(b.Fields, (first, second) => first with { Type = Merge(first.Type, leftStrength, second.Type, rightStrength) })]);
            default:
                return HasString(left) ? left : right;
        }
    }

    private static StringType Merge(StringType left, CollationStrength leftStrength, StringType right, CollationStrength rightStrength)
    {
        if (left.Equals(right) || leftStrength > rightStrength)
        {
            return left;
        }
        if (leftStrength < rightStrength)
        {
            return right;
        }
        return leftStrength == CollationStrength.Explicit
            ? throw new QueryException("COLLATION_MISMATCH.EXPLICIT", ("explicitTypes", FunctionCheck.Quoted(left) + ", " + FunctionCheck.Quoted(right)))
            : new StringType((string?)null);
    }
}
