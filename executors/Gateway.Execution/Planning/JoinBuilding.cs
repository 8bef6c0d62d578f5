using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Running;

namespace Gateway.Execution.Planning;

/// <summary>Plans hash joins: a build stage, probing on the way of the other side, then what was put aside and what build rows are owed.</summary>
internal static class JoinBuilding
{
    public static void Build(HashJoinNode node, PipelineBuilder builder, Downstream downstream)
    {
        var shape = new JoinShape(node);
        var sink = new JoinBuildSink(shape, builder.Query, builder.PartitionCount);
        var stage = new SinkStage(sink);
        builder.Build(shape.Build, Downstream.Into(stage));
        var spilled = new SpilledProbeRows(shape, builder.Query, sink.Table.PartitionCount);
        int first = builder.Pipelines.Count;
        builder.Build(shape.Probe, downstream.Through(new JoinProbeOperator(shape, sink, spilled)).After(stage));
        Completion[] probing = [.. builder.Pipelines.Skip(first).Where(pipeline => pipeline.Stage == downstream.Stage)];
        if (builder.Query.Options.Spill == SpillMode.Always || (builder.Query.Options.Spill == SpillMode.Auto && builder.HasMemoryLimit))
        {
            probing = [.. probing, builder.AddPipeline(new SpilledJoinSource(shape, sink, spilled), downstream.After([stage, .. probing]))];
        }
        if (shape.GivesBuildRows)
        {
            builder.AddPipeline(new BuildRowsSource(shape, sink), downstream.After([stage, .. probing]));
        }
    }
}
