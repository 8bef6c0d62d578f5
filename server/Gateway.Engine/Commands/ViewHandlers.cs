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
    private static readonly string[] _capturedPrefixes = ["spark.sql.ansi.", "spark.sql.caseSensitive", "spark.sql.session.timeZone", "spark.sql.legacy.", "spark.sql.timestampType", "spark.sql.timeType."];

    protected override IEnumerable<object?[]> Rows(CreateView command, CommandContext context)
    {
        bool temporary = command.Scope != ViewScope.Permanent;
        string name = command.NameParts[^1];
        var qualified = temporary ? (Database: "", Name: name) : context.Catalog.Qualify(command.NameParts);
        var plan = context.Session.Analyze(DefaultCollations.Apply(command.Query, command.Collation), context.Settings);
        var columns = Columns(command, plan, temporary ? Quote.Id([name]) : Quote.Id([GlobalCatalog.CatalogName, qualified.Database, qualified.Name]));
        var view = new CatalogView(
            temporary ? [name] : [GlobalCatalog.CatalogName, qualified.Database, qualified.Name],
            command.QueryText,
            columns,
            [.. plan.Output.Select(static attribute => attribute.Name)],
            temporary,
            Captured(context),
            context.Catalog.CurrentCatalog,
            context.Catalog.CurrentNamespace) { Collation = command.Collation };
        if (temporary)
        {
            context.Catalog.CreateView(name, view, command.Scope == ViewScope.GlobalTemporary, command.Replace);
            return [];
        }
        var database = context.Catalog.Global.GetDatabase(qualified.Database);
        if (!context.Catalog.Global.PutRelation(database, qualified.Name, view, command.Replace) && !command.IfNotExists)
        {
            throw new QueryException("TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", Quote.Id([GlobalCatalog.CatalogName, qualified.Database, qualified.Name])));
        }
        return [];
    }

    private static StructType Columns(CreateView command, LogicalPlan plan, string viewName)
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
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns)
        {
            if (!names.Add(column.Name))
            {
                throw new QueryException("COLUMN_ALREADY_EXISTS", ("columnName", Quote.Id([column.Name.ToLowerInvariant()])));
            }
        }
        return new StructType(columns);
    }

    internal static ImmutableDictionary<string, string> Captured(CommandContext context)
    {
        var settings = context.Session.Configuration.GetAll().Where(static pair => Array.Exists(_capturedPrefixes, prefix => pair.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToImmutableDictionary(static pair => pair.Key, static pair => pair.Value);
        return settings.SetItem("spark.sql.ansi.enabled", context.Settings.Ansi ? "true" : "false");
    }
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
        switch (context.Catalog.Global.FindRelation(database, name))
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
