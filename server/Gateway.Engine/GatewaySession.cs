using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Time;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Commands;
using Gateway.Engine.Sessions;
using Gateway.Engine.Showing;
using Gateway.Plans.Analysis;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Logical;
using Gateway.Sql.Parsing;

namespace Gateway.Engine;

/// <summary>One user's conversation with the engine: configuration, temporary views, functions, variables. Thread-safe.</summary>
public sealed class GatewaySession : IDisposable
{
    private readonly GatewayEngine _engine;

    internal GatewaySession(GatewayEngine engine)
    {
        _engine = engine;
        Configuration = new SessionConfiguration(engine.Options.Settings);
        Catalog = new SessionCatalog(engine.Catalog) { Settings = CaptureSettings, Pool = engine.Pool };
    }

    private GatewaySession(GatewaySession original)
    {
        _engine = original._engine;
        Configuration = original.Configuration.Clone();
        Catalog = original.Catalog.Clone();
        Catalog.Settings = CaptureSettings;
        Catalog.Pool = _engine.Pool;
    }

    public GatewayEngine Engine => _engine;

    public SessionConfiguration Configuration { get; }

    public SessionCatalog Catalog { get; }

    /// <summary>Opens a session over an engine of its own; disposing the session disposes the engine.</summary>
    public static GatewaySession Create(EngineOptions? options = null)
    {
        var engine = new GatewayEngine(options ?? new EngineOptions());
        return new GatewaySession(engine) { OwnsEngine = true };
    }

    private bool OwnsEngine { get; init; }

    /// <summary>Opens a session with the same settings, current names, temporary views and kept plans.</summary>
    public GatewaySession Clone() => new(this);

    /// <summary>Parses a statement. Throws a ParseException-class <see cref="QueryException"/>.</summary>
    public LogicalPlan ParsePlan(string sql, SqlParameters? parameters = null) => ParsePlan(new SqlText(sql), parameters);

    public LogicalPlan ParsePlan(SqlText text, SqlParameters? parameters = null) => Parser().ParsePlan(text, parameters);

    public Expression ParseExpression(string sql) => Parser().ParseExpression(new SqlText(sql));

    public SqlParser Parser() => new(ParserSettings.Of(Configuration, _engine.Options.Clock));

    /// <summary>Resolves a plan. Throws an AnalysisException-class <see cref="QueryException"/>.</summary>
    public LogicalPlan Analyze(LogicalPlan plan, QuerySettings? settings = null, CancellationToken cancellation = default)
    {
        settings ??= CaptureSettings();
        using var zone = SessionZone.Enter(settings.TimeZone);
        return new Analyzer(AnalyzerContext(settings, cancellation)).Analyze(plan);
    }

    internal AnalyzerContext AnalyzerContext(QuerySettings settings, CancellationToken cancellation = default)
    {
        var parser = Parser();
        return new AnalyzerContext(Configuration, settings, Catalog, text => parser.ParsePlan(text), text => parser.ParseExpression(text))
        {
            ParsersOf = configuration =>
            {
                var stored = new SqlParser(ParserSettings.Of(configuration, _engine.Options.Clock));
                return (text => stored.ParsePlan(text), text => stored.ParseExpression(text));
            },
            Keywords = Gateway.Sql.Lexing.Keywords.Words,
            RunEagerly = plan => [.. new PreparedQuery(this, Analyze(plan, settings, cancellation), settings).Collect(cancellation)],
            Cancellation = cancellation,
        };
    }

    /// <summary>Analyses a plan and, when it is a statement, runs it at once.</summary>
    public PreparedQuery Prepare(LogicalPlan plan, CancellationToken cancellation = default)
    {
        var settings = CaptureSettings();
        if (plan is ShowString show)
        {
            return new PreparedQuery(this, ShowRelation.Run(show, this, cancellation), settings);
        }
        if (plan is PlanIdentifierClause clause)
        {
            var made = clause.Make(NameOf(clause, settings));
            return Prepare(made.Origin.IsKnown ? made : made with { Origin = clause.Origin }, cancellation);
        }
        if (plan is UnresolvedWith { Input: Command inner } with)
        {
            plan = inner.MapChildren(child => with with { Input = child });
        }
        var analyzed = plan is Command ? plan : Analyze(plan, settings, cancellation);
        return analyzed is Command command
            ? new PreparedQuery(this, CommandRunner.Run(command, this, settings, cancellation), settings) { IsCommand = true }
            : new PreparedQuery(this, analyzed, settings);
    }

    /// <summary>Evaluates IDENTIFIER(..) at the place of a statement's name.</summary>
    internal ImmutableArray<string> NameOf(PlanIdentifierClause clause, QuerySettings settings)
    {
        ImmutableArray<string> name = [];
        Analyze(clause with
        {
            Make = parts =>
            {
                name = parts;
                return new OneRowRelation();
            },
        }, settings);
        return name;
    }

    /// <summary>Makes a frame of a statement. Queries are analysed at once and run when asked for rows; other statements run now.</summary>
    public DataFrame Sql(string sql) => new(this, Prepare(ParsePlan(sql)).Plan);

    /// <summary>Gets the reader of files and tables.</summary>
    public DataFrameReader Read => new(this, ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase));

    /// <summary>Makes a frame of the integers from start (inclusive) to end (exclusive).</summary>
    public DataFrame Range(long start, long end, long step = 1) => new(this, new RangeRelation(start, end, step, null));

    /// <summary>Names an analysed plan as temporary view.</summary>
    public void CreateView(LogicalPlan plan, string name, bool isGlobal, bool replace) =>
        Catalog.CreateView(name, new CatalogPlan([name], plan), isGlobal, replace);

    /// <summary>Fixes the settings a query runs under, with the instant of its now().</summary>
    public QuerySettings CaptureSettings() => new()
    {
        TimeZone = Configuration.Get(ConfigurationKeys.SessionTimeZone),
        Ansi = Configuration.Get(ConfigurationKeys.AnsiEnabled),
        CaseSensitive = Configuration.Get(ConfigurationKeys.CaseSensitive),
        NowMicros = _engine.Options.Clock.NowMicros(),
        Clock = _engine.Options.Clock,
        CurrentUser = _engine.Options.User,
        CurrentCatalog = Catalog.CurrentCatalog,
        CurrentDatabase = string.Join('.', Catalog.CurrentNamespace),
        TimeParserPolicy = Configuration.Get(ConfigurationKeys.TimeParserPolicy),
        MapKeyDedupPolicy = Configuration.Get(ConfigurationKeys.MapKeyDedupPolicy),
        AllowDecimalPrecisionLoss = Configuration.Get(ConfigurationKeys.AllowPrecisionLoss),
        BatchSize = _engine.Options.BatchSize,
        Parallelism = Configuration.GetOrNull("spark.sql.leafNodeDefaultParallelism") is { } parallelism ? int.Parse(parallelism, CultureInfo.InvariantCulture) : _engine.Options.Parallelism,
        Configuration = Configuration.GetAll().ToDictionary(static pair => pair.Key, static pair => pair.Value),
    };

    public void Dispose()
    {
        if (OwnsEngine)
        {
            _engine.Dispose();
        }
    }
}
