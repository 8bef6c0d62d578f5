using Gateway.Execution.Buffering;
using Gateway.Execution.Exchange;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Planning;

/// <summary>Plans the nodes that keep their input's rows: shared buffers, single rows, tails, exchanges.</summary>
internal static class BufferBuilding
{
    public static void Build(SharedBufferNode node, PipelineBuilder builder, Downstream downstream)
    {
        if (!builder.Shared.TryGetValue(node.Id, out var shared))
        {
            shared = Buffer(node.Input, builder);
            builder.Shared.Add(node.Id, shared);
        }
        builder.AddPipeline(new BufferSource(shared.Buffer, shared.PartitionCount), downstream.After(shared.Stage));
    }

    public static void Build(SingleRowNode node, PipelineBuilder builder, Downstream downstream)
    {
        // Two rows are enough to know that there are too many.
        var (buffer, stage, _) = Buffer(new LimitNode(node.Input, 2), builder);
        builder.AddPipeline(new SingleRowSource(buffer, node.Origin), downstream.After(stage));
    }

    public static void Build(TailNode node, PipelineBuilder builder, Downstream downstream)
    {
        var (buffer, stage, partitions) = Buffer(node.Input, builder);
        var tail = new TailSource(buffer, node.Count, partitions);
        builder.AddPipeline(tail, downstream.After(stage));
    }

    public static void Build(RepartitionNode node, PipelineBuilder builder, Downstream downstream)
    {
        switch (node.Partitioning)
        {
            case CoalescePartitioning coalesce:
                var (buffer, stage, partitions) = Buffer(node.Input, builder);
                int count = Math.Min(coalesce.Count, partitions);
                builder.AddPipeline(
                    new BufferSource(buffer, count, segments => segments.Select(segment => segment with { Partition = (int)((segment.Partition + 1L) * count - 1) / partitions })),
                    downstream.After(stage));
                break;
            case RangePartitioning range:
                var (sampled, sampledStage, sampledPartitions) = Buffer(node.Input, builder);
                var bounds = new RangeBounds(range.Order, range.Count);
                var ranges = new ExchangeSink(node.Output, range, bounds);
                var rangeStage = new SinkStage(ranges);
                builder.AddPipeline(new BufferSource(sampled, sampledPartitions, segments =>
                {
                    bounds.Choose(sampled, builder.Query);
                    return segments;
                }), Downstream.Into(rangeStage).After(sampledStage));
                builder.AddPipeline(ranges.CreateSource(), downstream.After(rangeStage));
                break;
            default:
                var exchange = new ExchangeSink(node.Output, node.Partitioning);
                var exchangeStage = new SinkStage(exchange);
                builder.Build(node.Input, Downstream.Into(exchangeStage));
                builder.AddPipeline(exchange.CreateSource(), downstream.After(exchangeStage));
                break;
        }
    }

    public static void Build(NestedLoopJoinNode node, PipelineBuilder builder, Downstream downstream)
    {
        var (buffer, stage, _) = Buffer(node.Right, builder);
        var right = new Joins.NestedLoopRight(buffer, builder.Query);
        int first = builder.Pipelines.Count;
        builder.Build(node.Left, downstream.Through(new Joins.NestedLoopJoinOperator(node, right)).After(stage));
        if (node.Kind is PhysicalJoinKind.RightOuter or PhysicalJoinKind.FullOuter)
        {
            Completion[] pairing = [.. builder.Pipelines.Skip(first).Where(pipeline => pipeline.Stage == downstream.Stage)];
            builder.AddPipeline(new Joins.UnmatchedRightSource(node, right), downstream.After([stage, .. pairing]));
        }
    }

    private static SharedBuffer Buffer(PhysicalPlan plan, PipelineBuilder builder)
    {
        var buffer = builder.Query.Own(new BufferSink(plan.Output, builder.Query));
        var stage = new SinkStage(buffer);
        int partitions = builder.BuildInto(plan, stage);
        return new SharedBuffer(buffer, stage, partitions);
    }
}

/// <summary>A buffer, the stage that fills it, and the Spark partitions its rows are in.</summary>
internal sealed record SharedBuffer(BufferSink Buffer, SinkStage Stage, int PartitionCount);
