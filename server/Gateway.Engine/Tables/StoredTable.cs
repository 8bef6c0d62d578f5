using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Logical;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;

namespace Gateway.Engine.Tables;

/// <summary>Describes a table of the catalog whose rows are files of a directory. Immutable: statements put a changed copy in its place.</summary>
/// <param name="Schema">Data columns, then partition columns; CHAR and VARCHAR columns are strings whose metadata keeps the declared type.</param>
/// <param name="Location">Local directory.</param>
public sealed record StoredTable(ImmutableArray<string> NameParts, StructType Schema, string Provider, string Location) : CatalogRelation(NameParts)
{
    public ImmutableArray<string> PartitionColumns { get; init; } = [];
    public ImmutableSortedDictionary<string, string> Options { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    public ImmutableSortedDictionary<string, string> Properties { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
    public string? Comment { get; init; }
    public bool IsExternal { get; init; }
    public BucketSpec? Buckets { get; init; }
    public ImmutableArray<ImmutableArray<string>> ClusterBy { get; init; } = [];
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets the directories of known partitions below the location, such as <c>a=1/b=x</c>.</summary>
    public ImmutableSortedSet<string> Partitions { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Gets the local directories of partitions that are not below the table's.</summary>
    public ImmutableDictionary<string, string> PartitionPlaces { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the local directory of a partition's files.</summary>
    public string PlaceOf(string partition) => PartitionPlaces.GetValueOrDefault(partition) ?? Path.Combine(Location, partition);

    /// <summary>Gets the collation of texts that are added without one of their own, or null.</summary>
    public string? Collation { get; init; }

    /// <summary>Gets the values of columns that were added with a default, for files from before.</summary>
    public ImmutableDictionary<string, object?> MissingValues { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>Gets what ANALYZE found; null once the files have changed.</summary>
    public TableStatistics? Statistics { get; init; }

    public ImmutableDictionary<string, TableStatistics> PartitionStatistics { get; init; } = ImmutableDictionary<string, TableStatistics>.Empty;

    /// <summary>Gets statistics by column name.</summary>
    public ImmutableDictionary<string, AnalyzedColumn> ColumnStatistics { get; init; } = ImmutableDictionary<string, AnalyzedColumn>.Empty;

    /// <summary>Returns the table without statistics that changed files made stale.</summary>
    public StoredTable WithChangedFiles() => this with { Statistics = null, ColumnStatistics = ImmutableDictionary<string, AnalyzedColumn>.Empty };

    /// <summary>Gets the name as messages quote it.</summary>
    public string QuotedName => Core.Errors.Quote.Id(NameParts);

    public string TypeName => IsExternal ? "EXTERNAL" : "MANAGED";

    public StructType PartitionSchema => new(Schema.Fields.Where(column => PartitionColumns.Contains(column.Name)));

    /// <summary>Opens the files that are there now as a table for scans.</summary>
    public CatalogTable Open(QuerySettings settings, ImmutableDictionary<string, string> readerOptions, MemoryPool pool)
    {
        var values = new Dictionary<string, string>(Options, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in readerOptions)
        {
            values[key] = value;
        }
        values.Remove("path");
        string[] paths = [];
        StructType? partitions = null;
        if (!PartitionColumns.IsEmpty)
        {
            partitions = PartitionSchema;
            values["basePath"] = Location;
            paths = [.. Partitions.Where(folder => !PartitionPlaces.ContainsKey(folder)).Select(folder => Path.Combine(Location, folder)).Where(Directory.Exists)];
        }
        else if (Directory.Exists(Location))
        {
            paths = [Location];
        }
        var elsewhere = Partitions.Where(PartitionPlaces.ContainsKey).Select(folder => (Directory: PartitionPlaces[folder], Folder: folder)).Where(static place => Directory.Exists(place.Directory));
        var source = FileFormats.Open(Provider, paths, new SourceOptions(values), Schema, settings, pool, partitions, [.. elsewhere]);
        source.MissingValues = MissingValues;
        bool keepsLengths = settings.Configuration.GetValueOrDefault("spark.sql.preserveCharVarcharTypeInfo", "false").Equals("true", StringComparison.OrdinalIgnoreCase);
        var schema = new StructType(Schema.Fields.Select(field => keepsLengths ? TableColumns.WithDeclaredType(field) : field)
            .Select(static field => field with { Nullable = true, Type = SchemaMerging.AsNullable(field.Type) }));
        return new CatalogTable(NameParts, new SourceTable(Provider, source, schema, Location)) { HiddenColumns = source.HiddenColumns.Fields };
    }
}
