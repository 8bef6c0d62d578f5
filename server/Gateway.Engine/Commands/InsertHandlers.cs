using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Formats;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;
using Gateway.Storage.Writing;

namespace Gateway.Engine.Commands;

/// <summary>Adds the rows of a query to a table, or replaces the table's rows by them.</summary>
internal sealed class InsertHandler : CommandHandler<InsertInto>
{
    protected override IEnumerable<object?[]> Rows(InsertInto command, CommandContext context)
    {
        Insert(command, context);
        return [];
    }

    /// <summary>Looks for what is wrong with an INSERT, short of running its query.</summary>
    internal static void Check(InsertInto command, CommandContext context)
    {
        var relation = Target(command.Table, context);
        var table = TableLookup.Table(relation.NameParts, relation.Origin, "INSERT", context.Catalog, TableLookup.FullPath(context.Catalog));
        var columns = InsertColumns.Targets(command, table, [], context);
        InsertColumns.Match(command, table, columns, [], InsertColumns.Analyze(command, columns, context), context);
    }

    internal static void Insert(InsertInto command, CommandContext context)
    {
        // Rows of literals are looked at before the table.
        foreach (var rows in command.Query.SelfAndDescendants().OfType<UnresolvedInlineTable>().Where(static inline => inline.Expressions.All(static cell => cell.Resolved)))
        {
            rows.RequireEvenRows();
        }
        var relation = Target(command.Table, context);
        var table = TableLookup.Table(relation.NameParts, relation.Origin, "INSERT", context.Catalog, TableLookup.FullPath(context.Catalog));
        if (command.ReplaceCondition is not null || !command.ReplaceUsing.IsEmpty)
        {
            throw TableLookup.Unsupported(table, command.ReplaceUsing.IsEmpty && !command.ReplaceOn ? "INSERT INTO ... REPLACE WHERE" : "INSERT INTO ... REPLACE ON/USING");
        }
        if (command.SchemaEvolution)
        {
            throw new QueryException("UNSUPPORTED_INSERT_WITH_SCHEMA_EVOLUTION");
        }
        if (!relation.Options.IsEmpty)
        {
            table = table with { Options = table.Options.SetItems(relation.Options) };
        }
        FileFormats.Find(table.Provider).CheckTable(new SourceOptions(table.Options), context.Settings);
        var values = StaticPartition.Values(command.Partition, table, context, command.Partition is { } spec ? command.Origin with { Stop = spec.Origin.Stop } : default);
        if (command.IfPartitionNotExists && values.Count == table.PartitionColumns.Length && table.Partitions.Contains(StaticPartition.Folder(values, table)))
        {
            return;
        }
        var columns = InsertColumns.Targets(command, table, values.Keys, context);
        var query = InsertColumns.Analyze(command, columns, context);
        var sources = InsertColumns.Match(command, table, columns, values.Keys, query, context);
        if (command.Partition is { Entries.Length: var named } && named != table.PartitionColumns.Length)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1169", ("tableName", table.QuotedName),
                ("normalizedPartSpec", string.Join(',', StaticPartition.Names(command.Partition, table, context))), ("partColNames", string.Join(',', table.PartitionColumns)));
        }
        bool dynamic = TableWriter.IsDynamic(new SourceOptions(table.Options), context);
        if (command.Overwrite && !(dynamic && values.Count < table.PartitionColumns.Length) && query.SelfAndDescendants().OfType<TableScan>().Any(scan => scan.Table is SourceTable { Location: { } read } && read == table.Location))
        {
            throw new QueryException("UNSUPPORTED_OVERWRITE.TABLE", ("table", table.QuotedName));
        }
        var assigned = new List<(Expression Value, StructField Column)>();
        var items = ImmutableArray.CreateBuilder<Expression>();
        foreach (var column in table.Schema.Fields)
        {
            var value = sources.TryGetValue(column.Name, out var source) ? source
                : values.TryGetValue(column.Name, out var given) ? given
                : Resolved(ColumnDefaults.Of(column, context), column, context);
            assigned.Add((value, column));
            items.Add(new Alias(StoreAssignment.Assign(value, column, table, context), column.Name));
        }
        try
        {
            Func<string, bool>? replaced = values.Count == 0 || (dynamic && values.Count < table.PartitionColumns.Length) ? null : StaticPartition.Matcher(values, table);
            var written = TableWriter.Write(table, new Project(query, items.ToImmutable()), command.Overwrite, replaced, context);
            if (command.Overwrite && values.Count == table.PartitionColumns.Length && values.Count > 0)
            {
                written = written with { Partitions = written.Partitions.Add(StaticPartition.Folder(values, table)) };
            }
            var stored = (StoredTable)context.Catalog.Lookup(table.NameParts)!;
            if (!written.Partitions.SetEquals(table.Partitions) || stored.Statistics is not null)
            {
                TableLookup.Replace(stored.WithChangedFiles() with { Partitions = written.Partitions }, context);
            }
        }
        catch (QueryException fault) when (!ReferenceEquals(StoreAssignment.Explain(fault, assigned, query), fault))
        {
            throw StoreAssignment.Explain(fault, assigned, query);
        }
    }

    private static UnresolvedRelation Target(LogicalPlan plan, CommandContext context) => plan switch
    {
        UnresolvedRelation relation => relation,
        PlanIdentifierClause clause => Target(clause.Make(context.Session.NameOf(clause, context.Settings)), context),
        _ => plan.SelfAndDescendants().OfType<UnresolvedRelation>().First(),
    };

    /// <summary>A default is evaluated once for the statement.</summary>
    private static Literal Resolved(Expression expression, StructField column, CommandContext context) =>
        expression as Literal ?? VariableValues.Evaluate(expression, column.Type, context);
}

/// <summary>Runs several INSERTs over one FROM in their order.</summary>
internal sealed class MultiInsertHandler : CommandHandler<MultiInsert>
{
    protected override IEnumerable<object?[]> Rows(MultiInsert command, CommandContext context)
    {
        foreach (var insert in command.Inserts)
        {
            InsertHandler.Insert((InsertInto)insert, context);
        }
        return [];
    }
}

/// <summary>Writes a query into a directory.</summary>
internal sealed class InsertIntoDirectoryHandler : CommandHandler<InsertIntoDirectory>
{
    protected override IEnumerable<object?[]> Rows(InsertIntoDirectory command, CommandContext context)
    {
        if (command.Provider is null)
        {
            throw new QueryException("NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT", ("cmd", "INSERT OVERWRITE DIRECTORY with the Hive format"));
        }
        var options = new SourceOptions(command.Options);
        string path = command.Path ?? options.Text("path") ?? throw new QueryException("_LEGACY_ERROR_TEMP_2047").As("IllegalArgumentException");
        var query = context.Session.Prepare(command.Query, context.Cancellation);
        using var job = FileWriteJob.Start(new FileWriteRequest(command.Provider, path, query.Schema, [], WriteMode.Overwrite, options), context.Settings, context.Session.Engine.Pool)!;
        using (var result = query.Execute(context.Cancellation))
        {
            while (result.TryNext(out var batch))
            {
                job.Write(batch);
            }
        }
        job.Commit();
        return [];
    }
}
