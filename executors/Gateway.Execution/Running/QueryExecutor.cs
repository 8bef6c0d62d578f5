using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Core.Memory;
using Gateway.Execution.Buffering;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Planning;
using Gateway.Execution.Plans;
using Gateway.Execution.Plans.Serialization;

namespace Gateway.Execution.Running;

/// <summary>Runs physical plans.</summary>
public static class QueryExecutor
{
    /// <summary>Starts a plan. Small plans run on the caller's thread while it takes results; others on the engine's threads at once.</summary>
    /// <returns>The result; the caller disposes it, after which the query holds no bytes of the pool.</returns>
    public static QueryResult Execute(PhysicalPlan plan, ExecutionOptions options, QuerySettings settings, MemoryPool pool, CancellationToken cancellation)
    {
        if (options.RoundTripPlans)
        {
            return Execute(PlanBytes.Write(plan, settings), options, pool, cancellation);
        }
        return Start(plan, ImmutableDictionary<int, BufferSink>.Empty, null, options, settings, pool, cancellation);
    }

    /// <summary>Starts a plan from its bytes, under the settings that came with it.</summary>
    /// <exception cref="PlanFormatException">The bytes are not a plan that this version can read.</exception>
    public static QueryResult Execute(ReadOnlyMemory<byte> planBytes, ExecutionOptions options, MemoryPool pool, CancellationToken cancellation)
    {
        var decoded = PlanBytes.Read(planBytes, pool);
        return Start(decoded.Plan, ImmutableDictionary<int, BufferSink>.Empty, decoded, options, decoded.Settings, pool, cancellation);
    }

    /// <summary>Starts a round of an iteration.</summary>
    /// <param name="iterations">Rows of previous rounds by iteration.</param>
    internal static QueryResult ExecuteRound(PhysicalPlan plan, ImmutableDictionary<int, BufferSink> iterations, QueryContext query) =>
        Start(plan, iterations, null, query.Options with { Workers = 1 }, query.Settings, query.Pool, query.Cancellation);

    /// <param name="owned">What is disposed with the query.</param>
    private static QueryRun Start(
        PhysicalPlan plan, ImmutableDictionary<int, BufferSink> iterations, IDisposable? owned, ExecutionOptions options, QuerySettings settings, MemoryPool pool, CancellationToken cancellation)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var query = new QueryContext(options, settings, pool, stop.Token) { Iterations = iterations };
        try
        {
            if (owned is not null)
            {
                query.Own(owned);
            }
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
        bool few = PlanSize.EstimateRows(plan, query) <= query.Options.InlineRows;
        bool inline = few || query.Options.Workers == 1;
        var builder = new PipelineBuilder(query, inline, small: few && !PlanSize.CanGrow(plan));
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
