using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Connect.Execution;

/// <summary>Gives columns of client data their user-defined types back: Arrow carries the stored form only.</summary>
internal static class UserTypes
{
    /// <summary>Gives the schema found with the requested type of every column that stores a user-defined type.</summary>
    /// <returns>Null when there is none.</returns>
    public static StructType? Restore(StructType found, StructType requested)
    {
        if (found.Fields.Length != requested.Fields.Length)
        {
            return null;
        }
        bool any = false;
        var fields = found.Fields.Zip(requested.Fields, (column, wanted) =>
        {
            var stored = Stored(wanted.Type);
            if (stored.Equals(wanted.Type) || !TypeMerging.Same(stored, column.Type))
            {
                return column;
            }
            any = true;
            return column with { Type = wanted.Type };
        }).ToArray();
        return any ? new StructType(fields) : null;
    }

    /// <summary>Shows a batch's columns under the types of a schema that stores them alike.</summary>
    public static Batch Relabel(Batch batch, StructType schema)
    {
        var shown = new Batch([.. batch.Columns.Zip(schema.Fields, static (column, field) => column.Type.Equals(field.Type) ? column : Column.Alias(field.Type, column))]);
        shown.SetAll(batch.RowCount);
        return shown;
    }

    private static DataType Stored(DataType type) => type switch
    {
        UserDefinedType user => Stored(user.SqlType),
        ArrayType array => new ArrayType(Stored(array.Element), array.ContainsNull),
        MapType map => new MapType(Stored(map.Key), Stored(map.Value), map.ValueContainsNull),
        StructType structure => new StructType(structure.Fields.Select(static member => member with { Type = Stored(member.Type) })),
        _ => type,
    };
}
