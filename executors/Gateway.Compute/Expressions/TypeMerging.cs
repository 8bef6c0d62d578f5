using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Compares and merges types that differ only in the nullability of their nested values.</summary>
public static class TypeMerging
{
    /// <summary>Tells whether two types are equal apart from nested nullability and field metadata; field names compare without case.</summary>
    public static bool Same(DataType left, DataType right) => (left, right) switch
    {
        (ArrayType a, ArrayType b) => Same(a.Element, b.Element),
        (MapType a, MapType b) => Same(a.Key, b.Key) && Same(a.Value, b.Value),
        (StructType a, StructType b) => a.Fields.Length == b.Fields.Length && a.Fields.Zip(b.Fields).All(static pair =>
            string.Equals(pair.First.Name, pair.Second.Name, StringComparison.OrdinalIgnoreCase) && Same(pair.First.Type, pair.Second.Type)),
        _ => left.Equals(right),
    };

    public static bool AllSame(IEnumerable<DataType> types)
    {
        DataType? first = null;
        foreach (var type in types)
        {
            first ??= type;
            if (!Same(first, type))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Returns the first type with nested nullability widened to cover all others. The types must be <see cref="Same"/>.</summary>
    public static DataType MergeNullability(IEnumerable<DataType> types)
    {
        DataType? merged = null;
        foreach (var type in types)
        {
            merged = merged is null ? type : Merge(merged, type);
        }
        return merged ?? NullType.Instance;
    }

    private static DataType Merge(DataType left, DataType right) => (left, right) switch
    {
        (ArrayType a, ArrayType b) => new ArrayType(Merge(a.Element, b.Element), a.ContainsNull || b.ContainsNull),
        (MapType a, MapType b) => new MapType(Merge(a.Key, b.Key), Merge(a.Value, b.Value), a.ValueContainsNull || b.ValueContainsNull),
        (StructType a, StructType b) when a.Fields.Length == b.Fields.Length => new StructType(a.Fields.Zip(b.Fields).Select(static pair =>
            pair.First with { Type = Merge(pair.First.Type, pair.Second.Type), Nullable = pair.First.Nullable || pair.Second.Nullable })),
        _ => left,
    };
}
