using Gateway.Execution.Grouping;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Planning;

/// <summary>Plans grouping: a sink of per-worker tables, and a source that merges them.</summary>
internal static class AggregateBuilding
{
    public static void Build(HashAggregateNode node, PipelineBuilder builder, Downstream downstream)
    {
        var shape = new AggregateShape(node.Groupings, node.Aggregates, builder.Worker.Evaluation);
        if (node.Groupings.IsEmpty)
        {
            var ungrouped = new UngroupedAggregateSink(shape, builder.Query, builder.PartitionCount, builder.IsInline);
            var single = new SinkStage(ungrouped);
            builder.Build(node.Input, Downstream.Into(single));
            builder.AddPipeline(ungrouped.CreateSource(node.Schema), downstream.After(single));
            return;
        }
        // Small queries repeat their rows: sums of doubles then round as Spark's do.
        if (!builder.IsInline && GroupingSetsBuilding.Split(node) is { } sets)
        {
            var shared = new AggregateShape(sets.Finest.Groupings, sets.Finest.Aggregates, builder.Worker.Evaluation) { CoarserSets = sets.Coarser };
            if (GroupingSetsBuilding.Allows(shared))
            {
                node = sets.Finest;
                shape = shared;
            }
        }
        var sink = new HashAggregateSink(shape, builder.Query, builder.PartitionCount, builder.IsInline);
        var stage = new SinkStage(sink);
        builder.Build(node.Input, Downstream.Into(stage));
        builder.AddPipeline(new GroupedSource(sink, node.Schema), downstream.After(stage));
    }
}
