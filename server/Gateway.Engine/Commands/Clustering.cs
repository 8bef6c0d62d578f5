using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Showing;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Finds the columns that CLUSTER BY names.</summary>
internal static class Clustering
{
    /// <summary>The table property that holds the columns as <see cref="Text"/>.</summary>
    public const string PropertyName = "clusteringColumns";

    /// <summary>Prints the paths as JSON: an array of arrays of name parts.</summary>
    public static string Text(IEnumerable<ImmutableArray<string>> columns) => System.Text.Json.JsonSerializer.Serialize(columns.Select(static path => path.ToArray()));

    /// <summary>Gives the paths as the schema spells them. Throws for unknown and repeated ones.</summary>
    public static ImmutableArray<ImmutableArray<string>> Resolve(ImmutableArray<ImmutableArray<string>> columns, StructType schema, CommandContext context)
    {
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var resolved = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in columns)
        {
            var found = Path(path, schema, comparison) ?? throw new QueryException("_LEGACY_ERROR_TEMP_3060",
                ("i", string.Join('.', path)), ("schema", SchemaTree.Print(schema, 0))).As("AnalysisException");
            resolved.Add(found);
            if (!seen.Add(Quote.Id(found)))
            {
                throw new QueryException("COLUMN_ALREADY_EXISTS", ("columnName", Quote.Id(found)));
            }
        }
        return resolved.ToImmutable();
    }

    private static ImmutableArray<string>? Path(ImmutableArray<string> path, StructType schema, StringComparison comparison)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        DataType type = schema;
        foreach (string part in path)
        {
            if ((type as StructType)?.Fields.FirstOrDefault(field => field.Name.Equals(part, comparison)) is not { } found)
            {
                return null;
            }
            names.Add(found.Name);
            type = found.Type;
        }
        return names.ToImmutable();
    }
}
