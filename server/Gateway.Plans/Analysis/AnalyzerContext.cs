using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis;

/// <summary>Carries what analysis reads from its session: settings, catalog, the parsers of stored texts.</summary>
/// <param name="Settings">Evaluation settings of the query; must agree with <paramref name="Configuration"/>.</param>
/// <param name="ParsePlan">Parses a stored query, e.g. the body of a view.</param>
/// <param name="ParseExpression">Parses a stored expression, e.g. the body of a SQL function.</param>
public sealed record AnalyzerContext(
    SessionConfiguration Configuration,
    QuerySettings Settings,
    ICatalog Catalog,
    Func<SqlText, LogicalPlan> ParsePlan,
    Func<SqlText, Expression> ParseExpression)
{
    public FunctionRegistry Functions { get; init; } = FunctionRegistry.Builtin;

    /// <summary>Gets what runs a small query during analysis (the values of a pivot, transpose, crosstab); null where that is impossible.</summary>
    public Func<LogicalPlan, ImmutableArray<object?[]>>? RunEagerly { get; init; }

    /// <summary>Gets what ends the work early.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Gets what makes the parsers of texts that were stored under other settings; null keeps the session's.</summary>
    public Func<SessionConfiguration, (Func<SqlText, LogicalPlan> Plan, Func<SqlText, Expression> Expression)>? ParsersOf { get; init; }

    /// <summary>Gets the words that the SQL grammar knows, for sql_keywords().</summary>
    public ImmutableArray<string> Keywords { get; init; } = [];

    /// <summary>Gets the catalog that unqualified names are looked up in; views bring their own.</summary>
    public string CurrentCatalog { get; init; } = Catalog.CurrentCatalog;

    public ImmutableArray<string> CurrentNamespace { get; init; } = Catalog.CurrentNamespace;

    /// <summary>Gets how many views enclose the plan.</summary>
    public int ViewDepth { get; init; }

    /// <summary>Gets the temporary names a permanent view may use; default inside plain queries, which may use all.</summary>
    public ImmutableArray<string> AllowedTemporaryNames { get; init; }

    public bool CaseSensitive => Settings.CaseSensitive;

    public bool Ansi => Settings.Ansi;

    public EvaluationMode Mode => Settings.Ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy;

    public StringComparer NameComparer => CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Gets the search path as messages show it.</summary>
    public string SearchPath => "[" + string.Join(", ", "`system`.`builtin`", "`system`.`session`", Quote.Id([CurrentCatalog, .. CurrentNamespace])) + "]";

    /// <summary>Finds a function of the session or the catalog; an unqualified name is looked up where the text was stored.</summary>
    public CatalogFunction? FindFunction(ImmutableArray<string> nameParts)
    {
        bool isHere = CurrentCatalog == Catalog.CurrentCatalog && CurrentNamespace.SequenceEqual(Catalog.CurrentNamespace);
        return nameParts.Length != 1 || isHere || Catalog.FindFunction(nameParts) is { NameParts.Length: 1 } ? Catalog.FindFunction(nameParts)
            : Catalog.FindFunction([CurrentCatalog, .. CurrentNamespace, nameParts[0]]);
    }

    /// <summary>Returns the context with settings and name resolution that were captured with a stored text.</summary>
    public AnalyzerContext Captured(ImmutableDictionary<string, string> settings, string catalog, ImmutableArray<string> currentNamespace)
    {
        var configuration = Configuration.Initial();
        foreach (var (key, value) in settings)
        {
            if (SessionConfiguration.IsModifiable(key))
            {
                configuration.Set(key, value);
            }
        }
        string zone = settings.ContainsKey(ConfigurationKeys.SessionTimeZone.Name) ? configuration.Get(ConfigurationKeys.SessionTimeZone) : Settings.TimeZone;
        configuration.Set(ConfigurationKeys.SessionTimeZone.Name, zone);
        var (plan, expression) = ParsersOf?.Invoke(configuration) ?? (ParsePlan, ParseExpression);
        return this with
        {
            Configuration = configuration,
            ParsePlan = plan,
            ParseExpression = expression,
            Settings = Settings with
            {
                TimeZone = zone,
                Ansi = configuration.Get(ConfigurationKeys.AnsiEnabled),
                CaseSensitive = configuration.Get(ConfigurationKeys.CaseSensitive),
                TimeParserPolicy = configuration.Get(ConfigurationKeys.TimeParserPolicy),
                MapKeyDedupPolicy = configuration.Get(ConfigurationKeys.MapKeyDedupPolicy),
                AllowDecimalPrecisionLoss = configuration.Get(ConfigurationKeys.AllowPrecisionLoss),
            },
            CurrentCatalog = catalog,
            CurrentNamespace = currentNamespace,
        };
    }
}
