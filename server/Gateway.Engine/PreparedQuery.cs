using Gateway.Compute.Evaluation;
using Gateway.Core.Arrow;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Engine.Planning;
using Gateway.Execution.Plans;
using Gateway.Execution.Running;
using Gateway.Core.Configuration;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization;

namespace Gateway.Engine;

/// <summary>An analysed query, ready to run any number of times under the settings it was analysed with.</summary>
public sealed class PreparedQuery
{
    private readonly GatewaySession _session;
    private readonly Lock _planning = new();
    private LogicalPlan? _optimized;
    private PhysicalPlan? _physical;

    internal PreparedQuery(GatewaySession session, LogicalPlan analyzed, QuerySettings settings)
    {
        _session = session;
        Plan = analyzed;
        Settings = settings;
    }

    /// <summary>Gets the resolved plan; a statement's result is a local relation.</summary>
    public LogicalPlan Plan { get; }

    public QuerySettings Settings { get; }

    public StructType Schema => Plan.Schema;

    public LogicalPlan OptimizedPlan => Optimized(CancellationToken.None);

    public PhysicalPlan PhysicalPlan => Physical(CancellationToken.None);

    /// <summary>Gets whether the plan was a statement other than a query, which has run by now.</summary>
    public bool IsCommand { get; internal init; }

    /// <summary>Tells whether the rows are already here.</summary>
    public bool IsLocal => Plan is LocalRelation;

    public bool IsStreaming => Plan.IsStreaming;

    /// <summary>Runs the query; the caller disposes the result.</summary>
    public QueryResult Execute(CancellationToken cancellation = default) =>
        QueryExecutor.Execute(Physical(cancellation), _session.Engine.Options.Execution, Settings, _session.Engine.Pool, cancellation);

    /// <summary>Runs the query and returns all rows as boxed values in the form of literals.</summary>
    public List<object?[]> Collect(CancellationToken cancellation = default)
    {
        var rows = new List<object?[]>();
        using var result = Execute(cancellation);
        while (result.TryNext(out var batch))
        {
            for (int i = 0; i < batch.Selection.Count; i++)
            {
                int row = batch.Selection[i];
                rows.Add(Array.ConvertAll(batch.Columns, column => ColumnValues.Get(column, row)));
            }
        }
        return rows;
    }

    /// <summary>Runs the query and gives its rows as complete Arrow IPC streams of one record batch each, about 4 MB; the caller disposes the blocks. No rows give no block.</summary>
    public IEnumerable<ArrowBlock> ToArrow(CancellationToken cancellation = default)
    {
        using var encoder = new ArrowEncoder(Schema, ArrowOptions, _session.Engine.Pool);
        using var result = Execute(cancellation);
        while (result.TryNext(out var batch))
        {
            int position = 0;
            while (!encoder.Append(batch, ref position))
            {
                yield return encoder.FinishStream();
            }
        }
        if (encoder.RowCount > 0)
        {
            yield return encoder.FinishStream();
        }
    }

    /// <summary>Computes the metrics that <c>observe</c> asks for, one set a call in the plan.</summary>
    /// <remarks>They are aggregates over the observed relations, computed apart from the rows.</remarks>
    public IReadOnlyList<ObservedMetrics> Observe(CancellationToken cancellation = default) =>
    [
        .. Plan.SelfAndDescendants().OfType<CollectMetrics>().Select(node =>
        {
            var query = new PreparedQuery(_session, new Aggregate(node.Input, [], node.Metrics), Settings);
            return new ObservedMetrics(node.Name, node.PlanId ?? 0, query.Schema, query.Collect(cancellation)[0]);
        }),
    ];

    /// <summary>Gives the stream of a result without rows: schema and one empty record batch.</summary>
    public ArrowBlock ToEmptyArrow() => ArrowEncoder.EncodeEmpty(Schema, ArrowOptions, _session.Engine.Pool);

    private ArrowOptions ArrowOptions => new(Settings.TimeZone, _session.Configuration.Get(ConfigurationKeys.ArrowLargeTypes));

    private PhysicalPlan Physical(CancellationToken cancellation)
    {
        lock (_planning)
        {
            return _physical ??= new PhysicalPlanner(new PlannerSettings(
                Settings.Parallelism, _session.Configuration.Get(ConfigurationKeys.ShufflePartitions),
                _session.Configuration.Get(ConfigurationKeys.RecursionLevelLimit), _session.Configuration.Get(ConfigurationKeys.RecursionRowLimit)), cancellation)
                .Plan(Optimized(cancellation));
        }
    }

    private LogicalPlan Optimized(CancellationToken cancellation)
    {
        lock (_planning)
        {
            return _optimized ??= Optimize(cancellation);
        }
    }

    private LogicalPlan Optimize(CancellationToken cancellation)
    {
        var optimized = Optimizer.Optimize(Plan, new RuleContext(Settings, new HashSet<string>(), SemanticsOnly: !_session.Engine.Options.Optimize) { Cancellation = cancellation });
        if (!_session.Configuration.GetBoolean("spark.sql.crossJoin.enabled"))
        {
            CrossJoinCheck.Refuse(optimized);
        }
        return optimized;
    }
}
