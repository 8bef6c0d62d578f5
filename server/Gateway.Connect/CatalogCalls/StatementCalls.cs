using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Connect.Types;
using Gateway.Core.Types;
using Gateway.Engine;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Answers the catalog calls that are statements in another form.</summary>
internal static class StatementCalls
{
    public static LogicalPlan Act(GatewaySession session, Command command)
    {
        session.Prepare(command);
        return CatalogRows.Nothing();
    }

    /// <summary>Makes the statement that drops a table; unlike DROP TABLE the call takes views too.</summary>
    public static Command Drop(GatewaySession session, ITranslationHost host, Proto.DropTable call)
    {
        var name = host.ParseName(call.TableName);
        return session.Catalog.FindRelation(name, ImmutableDictionary<string, string>.Empty, streaming: false) is CatalogView
            ? new DropView(name, call.IfExists)
            : new DropTable(name, call.IfExists, call.Purge);
    }

    /// <summary>Makes the statement that creates a database; its properties <c>comment</c> and <c>location</c> stand for the clauses.</summary>
    public static CreateNamespace CreateDatabase(ITranslationHost host, Proto.CreateDatabase call)
    {
        var properties = call.Properties.ToImmutableDictionary();
        return new CreateNamespace(host.ParseName(call.DbName), call.IfNotExists, properties.GetValueOrDefault("comment"), properties.GetValueOrDefault("location"), null, properties.RemoveRange(["comment", "location"]));
    }

    public static AnalyzeTable Analyze(ITranslationHost host, Proto.AnalyzeTable call) => new(host.ParseName(call.TableName), null, call.NoScan);

    public static LogicalPlan CreateTable(GatewaySession session, ITranslationHost host, Proto.CreateTable call) =>
        Create(session, host, call.TableName, call.HasPath ? call.Path : null, call.HasSource ? call.Source : null, call.HasDescription ? call.Description : null, call.Schema, call.Options);

    public static LogicalPlan CreateTable(GatewaySession session, ITranslationHost host, Proto.CreateExternalTable call) =>
        Create(session, host, call.TableName, call.HasPath ? call.Path : null, call.HasSource ? call.Source : null, null, call.Schema, call.Options);

    private static UnresolvedRelation Create(GatewaySession session, ITranslationHost host, string tableName, string? path, string? source, string? description, Proto.DataType? schema, IEnumerable<KeyValuePair<string, string>> options)
    {
        var name = host.ParseName(tableName);
        var fields = schema is not null && new TypeReader(host.ParseDataType).Read(schema) is StructType columns ? columns.Fields : [];
        var spec = new TableSpec(
            [.. fields.Select(static field => new ColumnDefinition(field.Name, field.Type, field.Nullable, field.Metadata.GetString("comment")))],
            [], string.IsNullOrEmpty(source) ? null : source, [], null, [],
            [.. options.Select(static option => (option.Key, (Expression)Literal.Of(option.Value)))],
            ImmutableDictionary<string, string>.Empty, string.IsNullOrEmpty(path) ? null : path, string.IsNullOrEmpty(description) ? null : description, null, null, false);
        session.Prepare(new CreateTable(name, CreateTableMode.Create, spec, null));
        return new UnresolvedRelation(name);
    }
}
