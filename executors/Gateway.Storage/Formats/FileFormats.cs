using System.Text.Json;
using Gateway.Compute.Formats;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Formats;

/// <summary>Finds file formats by name and opens paths with them: the door for <c>spark.read</c>, file tables and SQL on files.</summary>
public static class FileFormats
{
    private static readonly Dictionary<string, FileFormat> _formats = Register(new BinaryFileFormat(), new CsvFormat(), new JsonFormat(), new ParquetFormat(), new TextFormat(), new XmlFormat());

    public static bool IsKnown(string name) => TryFind(name) is not null;

    /// <summary>Finds a format by its short name or Spark's class names, ignoring case. Throws DATA_SOURCE_NOT_FOUND.</summary>
    public static FileFormat Find(string name) => TryFind(name) ?? throw new QueryException("DATA_SOURCE_NOT_FOUND", ("provider", name));

    /// <summary>Opens the paths of a reader as one table.</summary>
    /// <param name="paths">Paths given to load(); the options <c>path</c> and <c>paths</c> add to them where there are none.</param>
    /// <param name="userSchema">The reader's own schema, or null to infer it.</param>
    /// <param name="pool">Memory of what inference reads.</param>
    /// <param name="partitionColumns">Partition columns that a table declares; null to find them in directory names.</param>
    /// <param name="places">Directories whose files belong to the partition that a folder name such as <c>a=1/b=x</c> spells.</param>
    public static ScanSource Open(
        string format, IReadOnlyList<string> paths, SourceOptions options, StructType? userSchema, QuerySettings settings, MemoryPool pool, StructType? partitionColumns = null,
        IReadOnlyList<(string Directory, string Folder)>? places = null)
    {
        var found = Find(format);
        userSchema = userSchema is null ? null : (StructType)SchemaMerging.AsNullable(userSchema);
        var index = FileIndex.List(Paths(paths, options), options, userSchema, settings, partitionColumns, places);
        var source = found.Open(index, userSchema ?? found.InferSchema(index, options, settings, pool), options, settings);
        CheckNames(source.Schema, settings);
        return source;
    }

    /// <summary>Throws COLUMN_ALREADY_EXISTS for a schema with equal names.</summary>
    private static void CheckNames(StructType schema, QuerySettings settings)
    {
        var names = new HashSet<string>(settings.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (var member in schema.Fields)
        {
            if (!names.Add(member.Name))
            {
                throw new QueryException("COLUMN_ALREADY_EXISTS", ("columnName", IdentifierText.Quote(settings.CaseSensitive ? member.Name : member.Name.ToLowerInvariant())));
            }
        }
    }

    private static IReadOnlyList<string> Paths(IReadOnlyList<string> paths, SourceOptions options)
    {
        if (options.Text("path") is { } path)
        {
            return paths.Count == 0 ? [path] : throw new QueryException("_LEGACY_ERROR_TEMP_1306", ("config", "spark.sql.legacy.pathOptionBehavior.enabled"));
        }
        if (options.Text("paths") is { } list && paths.Count == 0)
        {
            return JsonSerializer.Deserialize<string[]>(list) ?? [];
        }
        return paths;
    }

    private static FileFormat? TryFind(string name)
    {
        if (_formats.TryGetValue(name, out var format))
        {
            return format;
        }
        const string Databricks = "com.databricks.spark.";
        if (name.StartsWith(Databricks, StringComparison.OrdinalIgnoreCase) && name[Databricks.Length..].ToLowerInvariant() is "csv" or "xml")
        {
            return _formats[name[Databricks.Length..]];
        }
        const string Prefix = "org.apache.spark.sql.";
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        string[] parts = name[Prefix.Length..].Split('.');
        string folder = parts.Length == 1 ? parts[0] : parts is ["execution", "datasources", var inner, ..] ? inner : "";
        return _formats.GetValueOrDefault(folder);
    }

    private static Dictionary<string, FileFormat> Register(params FileFormat[] formats) => formats.ToDictionary(static format => format.Name, StringComparer.OrdinalIgnoreCase);
}
