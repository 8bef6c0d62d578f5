using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Sorting;
using Gateway.Execution.Windows;

namespace Gateway.Execution.Planning;

/// <summary>Plans windows: a sort by partition and order, in buckets that keep partitions together, then the window operator.</summary>
internal static class WindowBuilding
{
    private const int Buckets = 16;

    public static void Build(WindowNode node, PipelineBuilder builder, Downstream downstream)
    {
        ImmutableArray<SortOrder> order = [.. node.PartitionBy.Select(static key => new SortOrder(key)), .. node.OrderBy];
        var shape = new SortShape(node.Input.Output, order, builder.Worker);
        int buckets = builder.PartitionCount == 1 || node.PartitionBy.All(static key => key.Foldable) ? 1 : Buckets;
        var sink = new SortSink(shape, builder.Query, isLocal: false, node.PartitionBy, buckets);
        var stage = new SinkStage(sink);
        builder.Build(node.Input, Downstream.Into(stage));
        builder.AddPipeline(new SortedSource(shape, () => sink.Runs, cutByKey: false), downstream.Through(new WindowOperator(node)).After(stage));
    }
}
