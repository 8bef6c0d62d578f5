using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Formats;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;

namespace Gateway.Engine.Commands;

/// <summary>Creates a table over a directory, and fills it when there is a query.</summary>
internal sealed class CreateTableHandler : CommandHandler<CreateTable>
{
    private const string NonEmptyLocationKey = "spark.sql.legacy.allowNonEmptyLocationInCTAS";

    protected override IEnumerable<object?[]> Rows(CreateTable command, CommandContext context)
    {
        Create(command, context);
        return [];
    }

    internal static void Create(CreateTable command, CommandContext context)
    {
        var (databaseName, name) = context.Catalog.Qualify(command.NameParts);
        if (context.Catalog.Global.FindDatabase(databaseName) is null)
        {
            RelationNames.Check(name);
        }
        var database = context.Catalog.Global.GetDatabase(databaseName);
        ImmutableArray<string> parts = [GlobalCatalog.CatalogName, database.Name, context.Catalog.StoredName(name)];
        var spec = command.Spec;
        if (spec.Collation is null && SchemaCollation.Of(parts, context) is { } inherited)
        {
            spec = spec with { Collation = inherited, Columns = [.. spec.Columns.Select(column => column with { Type = DefaultCollations.Apply(column.Type, inherited) })] };
            command = command with { Spec = spec };
        }
        if (command.Mode is CreateTableMode.Replace or CreateTableMode.CreateOrReplace)
        {
            throw Unsupported(parts, command.Query is null ? "REPLACE TABLE" : "REPLACE TABLE AS SELECT");
        }
        bool hive = spec.Hive is { HasRowFormat: true } or { Format: not null } or { InputFormat: not null } || "hive".Equals(spec.Provider, StringComparison.OrdinalIgnoreCase) ||
            (spec.Provider is null && context.Settings.Configuration.GetValueOrDefault("spark.sql.legacy.createHiveTableByDefault", "false").Equals("true", StringComparison.OrdinalIgnoreCase));
        HiveFormats.Check(spec.Hive);
        if (hive)
        {
            throw new QueryException("NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT", ("cmd", "CREATE Hive TABLE (AS SELECT)"));
        }
        GenerationChecks.Check(spec, context);
        if (!spec.Constraints.IsDefaultOrEmpty)
        {
            throw Unsupported(parts, "CONSTRAINT");
        }
        if (spec.Columns.Any(static column => column.Identity is not null))
        {
            throw Unsupported(parts, "identity columns");
        }
        if (spec.Columns.Any(static column => column.Generation is not null))
        {
            throw Unsupported(parts, "generated columns");
        }
        var query = command.Query is null ? null : context.Session.Analyze(DefaultCollations.Apply(command.Query, spec.Collation), context.Settings);
        bool exists = context.Catalog.Global.FindRelation(database.Name, name) is not null;
        var defined = exists && query is null && spec.Columns.IsEmpty ? null : Define(command, parts, database, query, exists, context);
        if (exists)
        {
            if (command.Mode == CreateTableMode.CreateIfNotExists)
            {
                return;
            }
            throw new QueryException("TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", Quote.Id([GlobalCatalog.CatalogName, databaseName, name])));
        }
        var table = defined!;
        RelationNames.Check(name);
        if (query is null)
        {
            TableFiles.Prepare(table);
            Register(table, command.Mode, context);
            return;
        }
        bool isOccupied = Directory.Exists(table.Location) && Directory.EnumerateFileSystemEntries(table.Location).Any();
        if (isOccupied && table.IsExternal &&
            !context.Settings.Configuration.GetValueOrDefault(NonEmptyLocationKey, "false").Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1241", ("tablePath", "file://" + table.Location), ("config", NonEmptyLocationKey));
        }
        if (isOccupied && !table.IsExternal)
        {
            throw new QueryException("LOCATION_ALREADY_EXISTS", ("location", Quote.Id([PathText.Qualified(table.Location)])), ("identifier", table.QuotedName));
        }
        var written = TableWriter.Write(table, new Project(query, [.. table.Schema.Fields.Select(field => (Expression)new Alias(Find(query, field.Name, context), field.Name))]), true, null, context);
        Register(written, command.Mode, context);
    }

    private static AttributeReference Find(LogicalPlan query, string name, CommandContext context) =>
        query.Output.First(attribute => attribute.Name.Equals(name, context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase));

    private static void Register(StoredTable table, CreateTableMode mode, CommandContext context)
    {
        var global = context.Catalog.Global;
        if (!global.PutRelation(global.GetDatabase(table.NameParts[1]), table.NameParts[2], table, replace: false) && mode != CreateTableMode.CreateIfNotExists)
        {
            throw new QueryException("TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", table.QuotedName));
        }
    }

    private static QueryException Unsupported(ImmutableArray<string> parts, string operation) =>
        new("UNSUPPORTED_FEATURE.TABLE_OPERATION", ("tableName", Quote.Id(parts)), ("operation", operation));

    /// <param name="exists">Whether there is a table of the name already: what only the making of a new one would find is not looked for.</param>
    private static StoredTable Define(CreateTable command, ImmutableArray<string> parts, Database database, LogicalPlan? query, bool exists, CommandContext context)
    {
        var spec = command.Spec;
        string provider = spec.Provider ?? context.Settings.Configuration.GetValueOrDefault("spark.sql.sources.default", "parquet");
        if (provider.Equals("avro", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException("AVRO_DATA_SOURCE_NOT_ENABLED", ("provider", provider));
        }
        if (provider.Equals("kafka", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException("KAFKA_DATA_SOURCE_NOT_ENABLED", ("provider", provider));
        }
        if (provider.Equals("jdbc", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException(new QueryError(null, [], [], "IllegalArgumentException", "A JDBC table needs the option 'url'."));
        }
        var format = FileFormats.Find(provider);
        var options = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in spec.Options)
        {
            if (TableOptions.Evaluate(key, value, context) is { } text)
            {
                options[key] = text;
            }
        }
        string? location = spec.Location;
        string? pathKey = options.Keys.FirstOrDefault(static key => key.Equals("path", StringComparison.OrdinalIgnoreCase));
        if (pathKey is not null)
        {
            location ??= options[pathKey];
            options.Remove(pathKey);
        }
        if (spec.External && location is null && !exists)
        {
            throw query is null ? new QueryException("CREATE_EXTERNAL_TABLE_WITHOUT_LOCATION") : new QueryException("_LEGACY_ERROR_TEMP_2047").As("IllegalArgumentException");
        }
        bool caseSensitive = context.Settings.CaseSensitive;
        var comparer = caseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        List<StructField> columns = query is not null
            ? [.. query.Schema.Fields.Select(static field => Cleaned(field))]
            : [.. spec.Columns.Select(column => Column(column, provider, context))];
        var partitionNames = ImmutableArray.CreateBuilder<string>();
        string directory = location is null ? Path.Combine(PathText.ToLocal(database.Location), parts[^1]) : TableFiles.Place(location);
        if (columns.Count == 0)
        {
            var inferred = location is null || !Directory.Exists(directory)
                ? throw new QueryException("UNABLE_TO_INFER_SCHEMA", ("format", format.DisplayName))
                : FileFormats.Open(provider, [directory], new SourceOptions(options), null, context.Settings, context.Session.Engine.Pool);
            columns.AddRange(inferred.Schema.Fields);
            partitionNames.AddRange(FileIndex.List([directory], new SourceOptions(options), null, context.Settings).PartitionSchema.Fields.Select(static field => field.Name));
        }
        TableColumns.CheckNames(columns, caseSensitive);
        if (!context.Settings.Configuration.GetValueOrDefault("spark.sql.collation.allowInMapKeys", "false").Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            columns.ForEach(static column => TableColumns.CheckMapKeys(column.Type));
        }
        var buckets = BucketColumns.Of(spec);
        foreach (var transform in spec.Partitioning.Where(static transform => !BucketColumns.IsBucket(transform)))
        {
            partitionNames.Add(PartitionColumn(transform, columns, parts, comparer));
        }
        CheckPartitioning(partitionNames, columns, caseSensitive, name =>
            query?.Schema.Fields.First(field => field.Name == name).Type ?? spec.Columns.FirstOrDefault(column => column.Name == name)?.Type ?? columns.First(column => column.Name == name).Type);
        var ordered = columns.Where(column => !partitionNames.Contains(column.Name)).Concat(partitionNames.Select(partition => columns.First(column => column.Name == partition)));
        var schema = new StructType(ordered);
        var data = new StructType((query?.Schema ?? schema).Fields.Where(column => !partitionNames.Contains(column.Name) && (column.Type is not NullType || format.Name != "parquet")));
        if (!exists)
        {
            format.CheckColumns(data);
        }
        var properties = spec.Properties.Where(static pair => pair.Key != "comment" && !pair.Key.StartsWith(TableOptions.Prefix, StringComparison.Ordinal)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in spec.Properties.Where(static pair => pair.Key.StartsWith(TableOptions.Prefix, StringComparison.Ordinal)))
        {
            options.TryAdd(key[TableOptions.Prefix.Length..], value);
        }
        var clustering = spec.ClusterBy.IsDefaultOrEmpty ? [] : Clustering.Resolve(spec.ClusterBy, query?.Schema ?? schema, context);
        if (!clustering.IsEmpty)
        {
            properties = properties.SetItem(Clustering.PropertyName, Clustering.Text(clustering));
        }
        return new StoredTable(parts, schema, provider, directory)
        {
            PartitionColumns = partitionNames.ToImmutable(),
            Options = options.ToImmutable(),
            Properties = properties,
            Comment = spec.Comment ?? spec.Properties.GetValueOrDefault("comment"),
            Collation = spec.Collation,
            IsExternal = location is not null,
            Buckets = BucketColumns.Resolve(buckets, columns, partitionNames, parts, comparer),
            ClusterBy = clustering,
            Created = context.Session.Engine.Options.Clock.GetUtcNow(),
        };
    }

    /// <summary>Takes a query's column into a table: nullable throughout, comment and declared length kept.</summary>
    private static StructField Cleaned(StructField field)
    {
        var metadata = Metadata.Empty;
        foreach (string key in (string[])[TableColumns.CommentKey, TableColumns.RawTypeKey])
        {
            if (field.Metadata.GetString(key) is { } value)
            {
                metadata = metadata.With(key, value);
            }
        }
        var plain = TableColumns.WithoutLengths(field.Type);
        if (!plain.Equals(field.Type))
        {
            metadata = metadata.With(TableColumns.RawTypeKey, TypeText.CatalogString(field.Type));
        }
        return new StructField(field.Name, SchemaMerging.AsNullable(plain), true, metadata);
    }

    private static StructField Column(ColumnDefinition definition, string provider, CommandContext context)
    {
        var stored = TableColumns.Stored(definition.Name, definition.Type, definition.Comment);
        stored = stored with { Type = SchemaMerging.AsNullable(stored.Type) };
        return definition.Default is { } written ? ColumnDefaults.With(stored, written, "CREATE TABLE", true, provider, context) : stored;
    }

    private static string PartitionColumn(PartitionTransform transform, List<StructField> columns, ImmutableArray<string> table, StringComparer comparer)
    {
        if (transform.Name != "identity" || transform.Arguments is not [UnresolvedAttribute { NameParts: [var name] }])
        {
            string arguments = string.Join(", ", transform.Arguments.Select(static argument => argument is UnresolvedAttribute attribute ? attribute.Name : ExpressionText(argument)));
            throw new QueryException("UNSUPPORTED_PARTITION_TRANSFORM", ("transform", Quote.Id((transform.Name + "(" + arguments + ")").Split('.'))));
        }
        return columns.FirstOrDefault(column => comparer.Equals(column.Name, name))?.Name ?? throw NotDefined("partition", name, columns, table);
    }

    private static string ExpressionText(Expression expression) => expression is Literal literal ? LiteralText.Print(literal, PrintStyle.Pretty) : expression.ToString();

    internal static QueryException NotDefined(string kind, string name, List<StructField> columns, ImmutableArray<string> table) => new(
        "COLUMN_NOT_DEFINED_IN_TABLE",
        ("colType", kind), ("colName", Quote.Id([name])), ("tableName", Quote.Id(table)), ("tableCols", string.Join(", ", columns.Select(static column => Quote.Id([column.Name])))));

    /// <param name="declared">Gives the type that a column was written or computed with, for messages; null where that is the stored one.</param>
    private static void CheckPartitioning(IReadOnlyList<string> names, List<StructField> columns, bool caseSensitive, Func<string, DataType>? declared)
    {
        TableColumns.CheckNames(names.Select(static name => new StructField(name, NullType.Instance, true, Metadata.Empty)), caseSensitive);
        foreach (string name in names)
        {
            var type = columns.First(column => column.Name == name).Type;
            if (!type.IsAtomic || type is CalendarIntervalType or VariantType or NullType or StringType { IsBinaryCollation: false })
            {
                throw new QueryException("INVALID_PARTITION_COLUMN_DATA_TYPE", ("type", Quote.Type(declared is null ? type : declared(name))));
            }
        }
        if (names.Count > 0 && names.Count == columns.Count)
        {
            throw new QueryException("ALL_PARTITION_COLUMNS_NOT_ALLOWED");
        }
    }
}

/// <summary>Creates an empty table with the columns and layout of a table or view.</summary>
internal sealed class CreateTableLikeHandler : CommandHandler<CreateTableLike>
{
    protected override IEnumerable<object?[]> Rows(CreateTableLike command, CommandContext context)
    {
        var source = TableLookup.Relation(command.Source, command.NameOrigin, context.Catalog);
        var (databaseName, name) = context.Catalog.Qualify(command.NameParts);
        var database = context.Catalog.Global.GetDatabase(databaseName);
        ImmutableArray<string> parts = [GlobalCatalog.CatalogName, database.Name, context.Catalog.StoredName(name)];
        HiveFormats.Check(command.Hive);
        string provider = command.Provider ?? command.Hive?.Format ?? (source as StoredTable)?.Provider ?? context.Settings.Configuration.GetValueOrDefault("spark.sql.sources.default", "parquet");
        FileFormats.Find(provider);
        string location = command.Location is null ? Path.Combine(PathText.ToLocal(database.Location), parts[^1]) : TableFiles.Place(command.Location);
        var schema = source is StoredTable stored ? stored.Schema : context.Session.Analyze(new UnresolvedRelation(command.Source), context.Settings).Schema;
        var table = new StoredTable(parts, schema, provider, location)
        {
            PartitionColumns = (source as StoredTable)?.PartitionColumns ?? [],
            Options = (source as StoredTable)?.Options ?? ImmutableSortedDictionary<string, string>.Empty,
            Buckets = (source as StoredTable)?.Buckets,
            Properties = command.Properties.ToImmutableSortedDictionary(StringComparer.Ordinal),
            IsExternal = command.Location is not null,
            Created = context.Session.Engine.Options.Clock.GetUtcNow(),
        };
        RelationNames.Check(name);
        if (context.Catalog.Global.PutRelation(database, name, table, replace: false))
        {
            TableFiles.Prepare(table);
            return [];
        }
        return command.IfNotExists ? [] : throw new QueryException("TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", Quote.Id([database.Name, context.Catalog.StoredName(name)])));
    }
}

/// <summary>Makes a temporary view over the files of a data source.</summary>
internal sealed class CreateTemporaryViewUsingHandler : CommandHandler<CreateTemporaryViewUsing>
{
    protected override IEnumerable<object?[]> Rows(CreateTemporaryViewUsing command, CommandContext context)
    {
        LogicalPlan plan;
        var options = new SourceOptions(command.Options);
        if (command.UserSchema is { } schema && options.Text("path") is null && options.Text("paths") is null)
        {
            FileFormats.Find(command.Provider);
            plan = new LocalRelation([.. schema.Fields.Select(static field => new AttributeReference(field.Name, field.Type, true, field.Metadata, ExpressionId.Next(), []))], []);
        }
        else
        {
            plan = context.Session.Analyze(new UnresolvedDataSource(command.Provider, command.UserSchema, command.Options.ToImmutableDictionary(), [], false), context.Settings);
        }
        string name = command.NameParts[^1];
        context.Catalog.CreateView(name, new CatalogPlan([name], plan), command.Global, command.Replace);
        return [];
    }
}
