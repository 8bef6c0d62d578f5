using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gateway.Execution.Buffering;
using Gateway.Execution.Operators;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Sources;

namespace Gateway.Execution.Planning;

/// <summary>Cuts a physical plan into pipelines at the operators that need all their input.</summary>
/// <param name="inline">The query runs on the caller's thread, in order.</param>
/// <param name="small">States stay small: they need not be cut into partitions.</param>
internal sealed class PipelineBuilder(QueryContext query, bool inline, bool small)
{
    public List<Pipeline> Pipelines { get; } = [];

    public QueryContext Query { get; } = query;

    /// <summary>Gets the shared buffers planned so far, by their nodes' id.</summary>
    public Dictionary<int, SharedBuffer> Shared { get; } = [];

    /// <summary>Gets what bound expressions are looked at with while pipelines are built.</summary>
    public WorkerContext Worker { get; } = query.CreateWorker();

    /// <summary>Gets whether operators may have to spill.</summary>
    public bool HasMemoryLimit => Query.Options.MemoryLimitBytes != long.MaxValue || Query.Pool.LimitBytes != long.MaxValue;

    /// <summary>Gets whether the query runs on the caller's thread, in order.</summary>
    public bool IsInline { get; } = inline;

    /// <summary>Gets the radix partitions that large states are cut into.</summary>
    public int PartitionCount { get; } = small && query.Options.Spill != Running.SpillMode.Always ? 1 : 32;

    /// <summary>Plans a node whose rows go downstream.</summary>
    public void Build(PhysicalPlan plan, Downstream downstream)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (plan)
        {
            case ScanNode scan:
                AddPipeline(new ScanTableSource(scan, Query.Settings), downstream);
                break;
            case ValuesNode values:
                AddPipeline(new ValuesSource(values), downstream);
                break;
            case RangeNode range:
                AddPipeline(new RangeSource(range), downstream);
                break;
            case OneRowNode:
                AddPipeline(new OneRowSource(), downstream);
                break;
            case FilterNode filter:
                Build(filter.Input, downstream.Through(new FilterOperator(filter.Condition)));
                break;
            case ProjectNode project:
                Build(project.Input, downstream.Through(new ProjectOperator(project.Items)));
                break;
            case LimitNode limit:
                Build(limit.Input, downstream.Through(new LimitOperator(limit.Limit, limit.Offset)));
                break;
            case UnionNode union:
                foreach (var input in union.Inputs)
                {
                    Build(input, downstream);
                }
                break;
            case HashAggregateNode aggregate:
                AggregateBuilding.Build(aggregate, this, downstream);
                break;
            case SortNode sort:
                SortBuilding.Build(sort, this, downstream);
                break;
            case TopNNode top:
                SortBuilding.Build(top, this, downstream);
                break;
            case HashJoinNode join:
                JoinBuilding.Build(join, this, downstream);
                break;
            case NestedLoopJoinNode join:
                BufferBuilding.Build(join, this, downstream);
                break;
            case DistinctNode distinct:
                Build(DistinctBuilding.Expand(distinct), downstream);
                break;
            case ExpandNode expand:
                Build(expand.Input, downstream.Through(new ExpandOperator(expand.Projections)));
                break;
            case GenerateNode generate:
                Build(generate.Input, downstream.Through(new GenerateOperator(generate)));
                break;
            case SampleNode sample:
                Build(sample.Input, downstream.Through(new SampleOperator(sample)));
                break;
            case SharedBufferNode shared:
                BufferBuilding.Build(shared, this, downstream);
                break;
            case SingleRowNode single:
                BufferBuilding.Build(single, this, downstream);
                break;
            case TailNode tail:
                BufferBuilding.Build(tail, this, downstream);
                break;
            case RepartitionNode repartition:
                BufferBuilding.Build(repartition, this, downstream);
                break;
            case IterationNode iteration:
                AddPipeline(new IterationSource(iteration), downstream);
                break;
            case IterationInputNode input:
                AddPipeline(new BufferSource(Query.Iterations[input.Id], 1), downstream);
                break;
            case WindowNode window:
                WindowBuilding.Build(window, this, downstream);
                break;
            default:
                throw new UnreachableException($"{plan.GetType().Name} has no operator");
        }
    }

    /// <summary>Plans a node into a stage of its own and returns the number of Spark partitions that end there.</summary>
    public int BuildInto(PhysicalPlan plan, SinkStage stage)
    {
        Build(plan, Downstream.Into(stage));
        return Math.Max(1, stage.PartitionCount);
    }

    /// <summary>Adds the pipeline from a source to the end of what lies downstream.</summary>
    public Pipeline AddPipeline(Source source, Downstream downstream)
    {
        var stage = downstream.Stage;
        var pipeline = new Pipeline(Pipelines.Count, source, [.. downstream.Operators], stage)
        {
            FirstPartition = stage.PartitionCount,
        };
        pipeline.DependsOn.AddRange(downstream.DependsOn);
        if (pipeline.Sequential)
        {
            pipeline.DependsOn.AddRange(stage.Pipelines);
        }
        stage.Pipelines.Add(pipeline);
        stage.PartitionCount += source.PartitionCount;
        Pipelines.Add(pipeline);
        return pipeline;
    }
}
