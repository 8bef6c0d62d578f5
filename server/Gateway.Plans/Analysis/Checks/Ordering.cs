using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Says which types have an order.</summary>
internal static class Ordering
{
    public static bool IsOrderable(DataType type) => !Contains(type, static part => part is MapType or VariantType or CalendarIntervalType or SpatialType);

    public static bool HasMap(DataType type) => Contains(type, static part => part is MapType);

    public static bool HasVariant(DataType type) => Contains(type, static part => part is VariantType);

    private static bool Contains(DataType type, Func<DataType, bool> predicate) => predicate(type) || type switch
    {
        ArrayType array => Contains(array.Element, predicate),
        MapType map => Contains(map.Key, predicate) || Contains(map.Value, predicate),
        StructType fields => fields.Fields.Any(member => Contains(member.Type, predicate)),
        UserDefinedType own => Contains(own.SqlType, predicate),
        _ => false,
    };
}
