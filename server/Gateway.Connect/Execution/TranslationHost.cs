using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Compute.Expressions;
using Gateway.Connect.Analysis;
using Gateway.Connect.Artifacts;
using Gateway.Connect.CatalogCalls;
using Gateway.Connect.Translation;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Engine;
using Gateway.Engine.Tables;
using Gateway.Plans.Logical;
using Gateway.Sql.Parsing;
using Gateway.Storage.Arrow;
using Gateway.Storage.Memory;

namespace Gateway.Connect.Execution;

/// <summary>Serves the translations of one request from the session: its parsers, settings, artifacts and kept plans.</summary>
public sealed class TranslationHost(GatewaySession session, ArtifactStore artifacts, PersistenceTable persistence, string sessionId) : ITranslationHost
{
    private readonly List<MemorySource> _sources = [];

    public string SessionId => sessionId;

    public EvaluationMode DefaultMode => session.Configuration.Get(ConfigurationKeys.AnsiEnabled) ? EvaluationMode.Ansi : EvaluationMode.Legacy;

    public Expression ParseExpression(string text) => session.Parser().ParseExpression(new SqlText(text));

    public ImmutableArray<string> ParseName(string text) => session.Parser().ParseIdentifier(new SqlText(text));

    /// <summary>Parses columns, or else a type, or else the columns inside a struct; the first attempt's error counts.</summary>
    public DataType ParseType(string text)
    {
        var parser = session.Parser();
        QueryException failure;
        try
        {
            return parser.ParseTableSchema(new SqlText(text));
        }
        catch (QueryException first)
        {
            failure = first;
        }
        foreach (string attempt in (string[])[text, $"struct<{text.Trim()}>"])
        {
            try
            {
                return parser.ParseDataType(new SqlText(attempt));
            }
            catch (QueryException)
            {
                continue;
            }
        }
        throw failure;
    }

    public DataType ParseDataType(string text) => session.Parser().ParseDataType(new SqlText(text));

    /// <summary>Parses a schema, which clients write as JSON or as DDL.</summary>
    public DataType ParseSchema(string text) => text.AsSpan().TrimStart() is ['{' or '"', ..] ? ParseJsonType(text) : ParseType(text);

    public DataType ParseJsonType(string json)
    {
        try
        {
            return TypeJson.Parse(json);
        }
        catch (JsonException malformed)
        {
            throw InvalidPlan.Assertion("The schema is not valid JSON: " + malformed.Message);
        }
    }

    public LogicalPlan ParseSql(string text, IReadOnlyDictionary<string, Expression> named, ImmutableArray<Expression> positional) =>
        session.ParsePlan(text, new SqlParameters(named.ToImmutableDictionary(StringComparer.Ordinal), positional));

    public byte[]? ReadCached(string hash) => artifacts.ReadCached(hash);

    public LogicalPlan? FindRemote(string id) => session.Catalog.FindCachedRelation(id);

    public LogicalPlan Catalog(Proto.Catalog call) => CatalogCallTable.Answer(session, this, call);

    public string Setting(string key) => session.Configuration.GetString(key);

    public LogicalPlan ReadArrow(IReadOnlyList<ReadOnlyMemory<byte>> streams, StructType? schema)
    {
        var memory = new MemoryScope(session.Engine.Pool);
        try
        {
            var tables = new List<ArrowTable>();
            foreach (var stream in streams)
            {
                tables.Add(ArrowImporter.Read(stream, memory));
            }
            var found = tables.Count > 0 ? tables[0].Schema : schema!;
            if (tables.Exists(table => !table.Schema.Equals(found)))
            {
                throw InvalidPlan.Assertion("The chunks of a local relation differ in schema.");
            }
            if (schema is not null && UserTypes.Restore(found, schema) is { } restored)
            {
                tables = tables.ConvertAll(table => new ArrowTable(restored, [.. table.Batches.Select(batch => UserTypes.Relabel(batch, restored))]));
                found = restored;
            }
            var source = new MemorySource(found, [.. tables.SelectMany(static table => table.Batches)], memory, session.Engine.Options.Parallelism);
            _sources.Add(source);
            return new ArrowRelation(new SourceTable("LocalRelation", source), schema);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    public bool IsCached(ImmutableArray<string> table) => persistence.Find(IdentityOf(table)) is not null;

    public void Cache(ImmutableArray<string> table, Proto.StorageLevel? level) => persistence.Add(IdentityOf(table), StorageLevel.Of(level));

    public void Uncache(ImmutableArray<string> table) => persistence.Remove(IdentityOf(table));

    public void ClearCache() => persistence.Clear();

    private string IdentityOf(ImmutableArray<string> table) => PlanIdentity.TextOf(session.Analyze(new UnresolvedRelation(table)));

    /// <summary>Frees the rows that the request's plans brought, once no plan of the request is kept.</summary>
    public void FreeRows()
    {
        foreach (var source in _sources)
        {
            source.Dispose();
        }
    }
}
