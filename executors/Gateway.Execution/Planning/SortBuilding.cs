using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Sorting;

namespace Gateway.Execution.Planning;

/// <summary>Plans sorts and top-N.</summary>
internal static class SortBuilding
{
    public static void Build(SortNode node, PipelineBuilder builder, Downstream downstream)
    {
        var shape = new SortShape(node.Input.Output, node.Order, builder.Worker);
        var sink = new SortSink(shape, builder.Query, !node.Global);
        var stage = new SinkStage(sink);
        int partitions = builder.BuildInto(node.Input, stage);
        builder.AddPipeline(new SortedSource(shape, sink, node.Global ? 1 : partitions), downstream.After(stage));
    }

    public static void Build(TopNNode node, PipelineBuilder builder, Downstream downstream)
    {
        var shape = new SortShape(node.Input.Output, node.Order, builder.Worker);
        long count = node.Limit > long.MaxValue - node.Offset ? long.MaxValue : node.Limit + node.Offset;
        var sink = new TopNSink(shape, builder.Query, count);
        var stage = new SinkStage(sink);
        builder.Build(node.Input, Downstream.Into(stage));
        builder.AddPipeline(new SortedSource(shape, () => sink.Runs, node.Offset, node.Limit), downstream.After(stage));
    }
}
