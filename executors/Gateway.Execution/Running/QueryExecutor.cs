using Gateway.Compute.Evaluation;
using Gateway.Core.Memory;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Planning;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Running;

/// <summary>Runs physical plans.</summary>
public static class QueryExecutor
{
    /// <summary>Starts a plan. Small plans run on the caller's thread while it takes results; others on the engine's threads at once.</summary>
    /// <returns>The result; the caller disposes it, after which the query holds no bytes of the pool.</returns>
    public static QueryResult Execute(PhysicalPlan plan, ExecutionOptions options, QuerySettings settings, MemoryPool pool, CancellationToken cancellation)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var query = new QueryContext(options, settings, pool, stop.Token);
        try
        {
            var (pipelines, results, inline) = Plan(plan, query);
            return new QueryRun(plan.Output, query, stop, pipelines, results, inline);
        }
        catch
        {
            query.Dispose();
            stop.Dispose();
            throw;
        }
    }

    private static (List<Pipeline> Pipelines, ResultSink Results, bool Inline) Plan(PhysicalPlan plan, QueryContext query)
    {
        bool inline = query.Options.Workers == 1 || PlanSize.EstimateRows(plan, query.Settings) <= query.Options.InlineRows;
        var builder = new PipelineBuilder(query, inline);
        if (inline)
        {
            var direct = new DirectResultSink();
            builder.Build(plan, Downstream.Into(new SinkStage(direct)));
            return (builder.Pipelines, direct, true);
        }
        var buffered = new BufferedResultSink(plan.Output, query);
        var stage = new SinkStage(buffered);
        builder.Build(plan, Downstream.Into(stage));
        buffered.Attach(stage);
        return (builder.Pipelines, buffered, false);
    }
}
