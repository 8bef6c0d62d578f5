using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Analyses the definition of a metric view and stores it with the settings it was written under.</summary>
internal sealed class CreateMetricViewHandler : CommandHandler<CreateMetricView>
{
    protected override IEnumerable<object?[]> Rows(CreateMetricView command, CommandContext context)
    {
        var parser = context.Session.Parser();
        var definition = MetricViewText.Read(command.Definition, parser);
        var qualified = context.Catalog.Qualify(command.NameParts);
        var columns = Columns(command, definition, parser, [qualified.Database, qualified.Name], context);
        var view = new CatalogView(
            [GlobalCatalog.CatalogName, qualified.Database.ToLowerInvariant(), qualified.Name.ToLowerInvariant()],
            command.Definition,
            columns,
            [],
            false,
            CreateViewHandler.Captured(context),
            context.Catalog.CurrentCatalog,
            context.Catalog.CurrentNamespace)
        {
            Metrics = definition,
            Comment = command.Comment ?? command.Properties.GetValueOrDefault(TableColumns.CommentKey),
            Properties = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, command.Properties.Remove(TableColumns.CommentKey).SetItems(definition.Properties)),
            NamesColumns = !command.Columns.IsEmpty,
            Created = context.Session.Engine.Options.Clock.GetUtcNow(),
        };
        var database = context.Catalog.Global.GetDatabase(qualified.Database);
        // OR REPLACE does not replace: Spark refuses a name that is taken all the same.
        return context.Catalog.Global.PutRelation(database, qualified.Name, view, false) || command.IfNotExists ? []
            : throw new QueryException("TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", Quote.Id([qualified.Database, qualified.Name])));
    }

    private static StructType Columns(CreateMetricView command, MetricDefinition definition, Sql.Parsing.SqlParser parser, string[] name, CommandContext context)
    {
        var output = Shape(command, definition, parser, context);
        if (!command.Columns.IsEmpty && command.Columns.Length != output.Fields.Length)
        {
            throw new QueryException(
                command.Columns.Length < output.Fields.Length ? "CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS" : "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS",
                ("viewName", Quote.Id(name)),
                ("viewColumns", string.Join(", ", command.Columns.Select(static column => Quote.Id([column.Name])))),
                ("dataColumns", string.Join(", ", output.Fields.Select(static column => Quote.Id([column.Name])))));
        }
        var columns = command.Columns.IsEmpty ? output : new StructType([.. output.Fields.Zip(command.Columns).Select(static pair => pair.First with
        {
            Name = pair.Second.Name,
            Metadata = pair.Second.Comment is null ? pair.First.Metadata : pair.First.Metadata.With("comment", pair.Second.Comment),
        })]);
        var names = new HashSet<string>(context.Settings.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        var repeated = columns.Fields.FirstOrDefault(column => !names.Add(column.Name));
        return repeated is null ? columns : throw new QueryException("COLUMN_ALREADY_EXISTS", ("columnName", Quote.Id([repeated.Name.ToLowerInvariant()])));
    }

    /// <summary>Analyses the definition as a grouping by all its dimensions.</summary>
    private static StructType Shape(CreateMetricView command, MetricDefinition definition, Sql.Parsing.SqlParser parser, CommandContext context)
    {
        try
        {
            bool isEmpty = definition.Dimensions.IsEmpty && definition.Measures.IsEmpty;
            var plan = isEmpty
                ? definition.Source(text => parser.ParsePlan(text), text => parser.ParseExpression(text), command.Origin)
                : definition.Grouped(text => parser.ParsePlan(text), text => parser.ParseExpression(text), command.Origin);
            var schema = context.Session.Analyze(plan, context.Settings).Schema;
            return isEmpty ? new StructType([]) : schema;
        }
        catch (QueryException fault) when (fault.Error.JavaClass == "ParseException" || fault.Error.Condition == "PARSE_SYNTAX_ERROR")
        {
            throw fault.WithOrigin(command.Origin);
        }
    }
}
