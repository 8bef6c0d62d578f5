using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Storage.Files;

/// <summary>Merges the schemas of several files, and makes schemas nullable throughout.</summary>
public static class SchemaMerging
{
    /// <summary>Marks everything in a type nullable, as schemas of file sources are.</summary>
    public static DataType AsNullable(DataType type) => type switch
    {
        ArrayType array => new ArrayType(AsNullable(array.Element), true),
        MapType map => new MapType(AsNullable(map.Key), AsNullable(map.Value), true),
        StructType structure => new StructType(structure.Fields.Select(static f => f with { Type = AsNullable(f.Type), Nullable = true })),
        _ => type,
    };

    /// <summary>Merges two schemas: fields by name, new ones appended. Types that have no common one are CANNOT_MERGE_SCHEMAS.</summary>
    public static StructType Merge(StructType left, StructType right, bool caseSensitive)
    {
        try
        {
            return (StructType)Merge((DataType)left, right, caseSensitive);
        }
        catch (IncompatibleException conflict)
        {
            var cause = new QueryException("CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE", ("left", Quoted(conflict.Left)), ("right", Quoted(conflict.Right)));
            throw new QueryException(QueryException.Create("CANNOT_MERGE_SCHEMAS", Origin.None, null, ("left", Quoted(left)), ("right", Quoted(right))), cause);
        }
    }

    private static string Quoted(DataType type) => "\"" + TypeText.Sql(type) + "\"";

    private static DataType Merge(DataType left, DataType right, bool caseSensitive)
    {
        switch (left, right)
        {
            case (ArrayType a, ArrayType b):
                return new ArrayType(Merge(a.Element, b.Element, caseSensitive), a.ContainsNull || b.ContainsNull);
            case (MapType a, MapType b):
                return new MapType(Merge(a.Key, b.Key, caseSensitive), Merge(a.Value, b.Value, caseSensitive), a.ValueContainsNull || b.ValueContainsNull);
            case (StructType a, StructType b):
                var comparison = caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
                var fields = a.Fields.ToList();
                foreach (var member in b.Fields)
                {
                    int position = fields.FindIndex(known => string.Equals(known.Name, member.Name, comparison));
                    if (position < 0)
                    {
                        fields.Add(member);
                    }
                    else
                    {
                        var known = fields[position];
                        fields[position] = known with { Type = Merge(known.Type, member.Type, caseSensitive), Nullable = known.Nullable || member.Nullable };
                    }
                }
                return new StructType(fields);
            case (DecimalType a, DecimalType b) when a.Scale == b.Scale:
                return a.Precision >= b.Precision ? a : b;
            case (YearMonthIntervalType a, YearMonthIntervalType b):
                return new YearMonthIntervalType(Math.Min(a.Start, b.Start), Math.Max(a.End, b.End));
            case (DayTimeIntervalType a, DayTimeIntervalType b):
                return new DayTimeIntervalType(Math.Min(a.Start, b.Start), Math.Max(a.End, b.End));
            default:
                return left.Equals(right) ? left : throw new IncompatibleException(left, right);
        }
    }

    private sealed class IncompatibleException(DataType left, DataType right) : Exception
    {
        public DataType Left { get; } = left;
        public DataType Right { get; } = right;
    }
}
