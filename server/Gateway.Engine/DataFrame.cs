using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Engine.Showing;
using Gateway.Execution.Running;
using Gateway.Plans.Logical;

namespace Gateway.Engine;

/// <summary>A lazily evaluated relation of a session: the .NET door to the engine. Expressions are Spark SQL text.</summary>
/// <remarks>Every method returns a new frame. Errors are <see cref="Core.Errors.QueryException"/>s with Spark's conditions.</remarks>
public sealed class DataFrame
{
    private readonly GatewaySession _session;
    private readonly Lazy<PreparedQuery> _prepared;

    internal DataFrame(GatewaySession session, LogicalPlan plan)
    {
        _session = session;
        Plan = plan;
        _prepared = new Lazy<PreparedQuery>(() => session.Prepare(plan));
    }

    /// <summary>Gets the unresolved plan.</summary>
    public LogicalPlan Plan { get; }

    /// <summary>Gets the resolved schema.</summary>
    public StructType Schema => _prepared.Value.Schema;

    public DataFrame Select(params string[] expressions) => With(new Project(Plan, [.. expressions.Select(Item)]));

    public DataFrame Where(string condition) => With(new Filter(Plan, _session.ParseExpression(condition)));

    public DataFrame WithColumn(string name, string expression) => With(new WithColumns(Plan, [new Alias(_session.ParseExpression(expression), name)]));

    public DataFrame Join(DataFrame right, string condition, JoinKind kind = JoinKind.Inner) => With(new Join(Plan, right.Plan, kind, _session.ParseExpression(condition)));

    public DataFrame Join(DataFrame right, IEnumerable<string> usingColumns, JoinKind kind = JoinKind.Inner) => With(new Join(Plan, right.Plan, kind, null, [.. usingColumns]));

    public DataFrame OrderBy(params string[] order) => With(new Sort(Plan, [.. order.Select(Order)], Global: true));

    public DataFrame Limit(int count) => With(new Limit(Plan, Literal.Of(count)));

    public DataFrame Distinct() => With(new Distinct(Plan));

    public DataFrame Union(DataFrame other) => With(new SetOperation(Plan, other.Plan, SetOperationKind.Union, All: true));

    /// <summary>Names the frame, so that conditions can say <c>name.column</c>.</summary>
    public DataFrame As(string name) => With(new SubqueryAlias(Plan, name));

    /// <summary>Starts a grouping; finish it with <see cref="GroupedData.Aggregate"/>.</summary>
    public GroupedData GroupBy(params string[] keys) => new(this, _session, [.. keys.Select(_session.ParseExpression)]);

    /// <summary>Makes the frame a temporary view of the session, replacing one of the same name.</summary>
    public void CreateOrReplaceTempView(string name) => _session.CreateView(_prepared.Value.Plan, name, isGlobal: false, replace: true);

    /// <summary>Runs the query off the caller's thread and returns all rows.</summary>
    public Task<IReadOnlyList<Row>> CollectAsync(CancellationToken cancellation = default) => Task.Run<IReadOnlyList<Row>>(() => Collect(cancellation), cancellation);

    /// <summary>Runs the query and returns all rows.</summary>
    public IReadOnlyList<Row> Collect(CancellationToken cancellation = default)
    {
        var schema = Schema;
        return _prepared.Value.Collect(cancellation).ConvertAll(values => new Row(schema, values));
    }

    /// <summary>Runs the query and hands out engine batches; each is valid until the next is asked for.</summary>
    public QueryResult Execute(CancellationToken cancellation = default) => _prepared.Value.Execute(cancellation);

    /// <summary>Runs the query and gives its rows as Arrow IPC streams of one record batch each, about 4 MB.</summary>
    public IEnumerable<Core.Arrow.ArrowBlock> ToArrow(CancellationToken cancellation = default) => _prepared.Value.ToArrow(cancellation);

    public long Count(CancellationToken cancellation = default) => (long)With(new Aggregate(Plan, [], [new Alias(new UnresolvedFunction("count", Literal.Of(1)), "count")])).Collect(cancellation)[0][0]!;

    /// <summary>Renders the first rows as a table of text.</summary>
    /// <param name="truncate">Characters a cell keeps; 0 keeps all.</param>
    public string Show(int rowCount = 20, int truncate = 20) =>
        (string)ShowRelation.Run(new ShowString(Plan, rowCount, truncate, Vertical: false, Html: false), _session, CancellationToken.None).Rows[0][0]!;

    private DataFrame With(LogicalPlan plan) => new(_session, plan);

    private Expression Item(string text) => _session.ParseExpression(text) is var expression && expression is NamedExpression or UnresolvedStar or MultiAlias ? expression : new UnresolvedAlias(expression);

    private SortOrder Order(string text)
    {
        bool descending = text.EndsWith(" desc", StringComparison.OrdinalIgnoreCase);
        bool ascending = text.EndsWith(" asc", StringComparison.OrdinalIgnoreCase);
        return new SortOrder(_session.ParseExpression(descending ? text[..^5] : ascending ? text[..^4] : text), !descending);
    }

    /// <summary>A grouping that waits for its aggregates.</summary>
    public sealed class GroupedData
    {
        private readonly DataFrame _frame;
        private readonly GatewaySession _session;
        private readonly ImmutableArray<Expression> _keys;

        internal GroupedData(DataFrame frame, GatewaySession session, ImmutableArray<Expression> keys)
        {
            _frame = frame;
            _session = session;
            _keys = keys;
        }

        /// <summary>Computes aggregates per key; the output is the keys, then the aggregates.</summary>
        public DataFrame Aggregate(params string[] aggregates) => new(_session, new Aggregate(_frame.Plan, _keys, [.. _keys.Select(static key => new UnresolvedAlias(key)), .. aggregates.Select(_frame.Item)]));
    }
}
