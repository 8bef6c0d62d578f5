using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Sessions;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Analyses the query and stores its text with the settings it was written under.</summary>
internal sealed class CreateViewHandler : CommandHandler<CreateView>
{
    private static readonly string[] _notCaptured = ["optimizer.", "codegen.", "execution.", "shuffle.", "adaptive.", "sources.", "warehouse."];

    protected override IEnumerable<object?[]> Rows(CreateView command, CommandContext context)
    {
        bool temporary = command.Scope != ViewScope.Permanent;
        string name = command.NameParts[^1];
        var qualified = temporary ? (Database: NamespaceNames.GlobalTemporary, Name: name) : context.Catalog.Qualify(command.NameParts);
        ImmutableArray<string> parts = command.Scope switch
        {
            ViewScope.Permanent => [GlobalCatalog.CatalogName, qualified.Database.ToLowerInvariant(), context.Catalog.StoredName(qualified.Name)],
            ViewScope.GlobalTemporary => [NamespaceNames.GlobalTemporary, name],
            _ => [name],
        };
        string? collation = command.Collation ?? SchemaCollation.Of(parts, context);
        var plan = context.Session.Analyze(DefaultCollations.Apply(command.Query, collation), context.Settings);
        var columns = Columns(command, plan, Quote.Id(parts), context.Settings.CaseSensitive);
        if (!temporary)
        {
            ViewChecks.RefuseTemporary(command.Query, plan, Quote.Id(parts), context);
            ViewChecks.RequireNames(plan, Quote.Id(parts));
            RelationNames.Check(qualified.Name);
        }
        var view = new CatalogView(
            parts,
            command.QueryText,
            columns,
            [.. plan.Output.Select(static attribute => attribute.Name)],
            temporary,
            Captured(context),
            context.Catalog.CurrentCatalog,
            context.Catalog.CurrentNamespace)
        {
            Collation = collation,
            Comment = command.Comment ?? command.Properties.GetValueOrDefault(TableColumns.CommentKey),
            Properties = command.Properties.Remove(TableColumns.CommentKey).ToImmutableSortedDictionary(StringComparer.Ordinal),
            Binding = !command.Columns.IsEmpty && command.Binding == SchemaBinding.Evolution ? SchemaBinding.TypeEvolution : command.Binding,
            NamesColumns = !command.Columns.IsEmpty,
            Created = context.Session.Engine.Options.Clock.GetUtcNow(),
        };
        if (temporary)
        {
            if (command.Replace && context.Catalog.Lookup(parts) is CatalogView { IsTemporary: true } or CatalogPlan)
            {
                ViewChecks.RefuseCycle(plan, parts);
            }
            context.Catalog.CreateView(name, view, command.Scope == ViewScope.GlobalTemporary, command.Replace);
            return [];
        }
        var database = context.Catalog.Global.GetDatabase(qualified.Database);
        switch (context.Catalog.Global.FindRelation(qualified.Database, qualified.Name))
        {
            case not null when command.IfNotExists:
                return [];
            case StoredTable table when command.Replace:
                throw new QueryException("EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE", ("tableName", table.QuotedName), ("operation", "CREATE OR REPLACE VIEW"));
            case not null when command.Replace:
                ViewChecks.RefuseCycle(plan, parts);
                break;
        }
        return context.Catalog.Global.PutRelation(database, qualified.Name, view, command.Replace) ? []
            : throw new QueryException("TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", Quote.Id([GlobalCatalog.CatalogName, qualified.Database, qualified.Name])));
    }

    private static StructType Columns(CreateView command, LogicalPlan plan, string viewName, bool caseSensitive)
    {
        var output = plan.Schema.Fields;
        if (!command.Columns.IsEmpty && command.Columns.Length != output.Length)
        {
            throw new QueryException(
                command.Columns.Length < output.Length ? "CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS" : "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS",
                ("viewName", viewName),
                ("viewColumns", string.Join(", ", command.Columns.Select(static column => Quote.Id([column.Name])))),
                ("dataColumns", string.Join(", ", output.Select(static column => Quote.Id([column.Name])))));
        }
        var columns = command.Columns.IsEmpty
            ? output
            : [.. output.Zip(command.Columns).Select(static pair => pair.First with
            {
                Name = pair.Second.Name,
                Metadata = pair.Second.Comment is null ? pair.First.Metadata : pair.First.Metadata.With("comment", pair.Second.Comment),
            })];
        ViewChecks.RequireDistinct(columns, caseSensitive);
        return new StructType(columns);
    }

    /// <summary>Gives the settings that a stored text keeps: all that were changed but those of the optimizer and the execution.</summary>
    internal static ImmutableDictionary<string, string> Captured(CommandContext context) =>
        context.Session.Configuration.GetAll("spark.sql.").Where(static pair => !Array.Exists(_notCaptured, prefix => pair.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToImmutableDictionary(static pair => "spark.sql." + pair.Key, static pair => pair.Value)
            .SetItem("spark.sql.ansi.enabled", context.Settings.Ansi ? "true" : "false")
            .SetItem("spark.sql.session.timeZone", context.Settings.TimeZone);
}

/// <summary>Drops a temporary view of the name, else a permanent one.</summary>
internal sealed class DropViewHandler : CommandHandler<DropView>
{
    protected override IEnumerable<object?[]> Rows(DropView command, CommandContext context)
    {
        var parts = command.NameParts;
        if (SessionCatalog.SessionVariableName(parts) is { } simple && context.Catalog.DropView(simple, isGlobal: false))
        {
            return [];
        }
        if (parts.Length == 2 && parts[0].Equals("global_temp", StringComparison.OrdinalIgnoreCase) && context.Catalog.DropView(parts[1], isGlobal: true))
        {
            return [];
        }
        var (database, name) = context.Catalog.Qualify(parts);
        switch (context.Catalog.Global.FindRelation(database, name) is { } found && context.Catalog.IsSpelled(found.NameParts[^1], name) ? found : null)
        {
            case CatalogView or CatalogPlan:
                context.Catalog.Global.RemoveRelation(database, name);
                return [];
            case null when command.IfExists:
                return [];
            case null:
                throw new QueryException("TABLE_OR_VIEW_NOT_FOUND", ("relationName", Quote.Id([GlobalCatalog.CatalogName, database, name])), ("searchPath", "[" + Quote.Id([GlobalCatalog.CatalogName, database]) + "]"));
            default:
                throw new QueryException("WRONG_COMMAND_FOR_OBJECT_TYPE",
                    ("operation", "DROP VIEW"), ("requiredType", "VIEW or METRIC_VIEW"), ("objectName", string.Join('.', GlobalCatalog.CatalogName, database, name)), ("foundType", "MANAGED"), ("alternative", "DROP TABLE"));
        }
    }
}
