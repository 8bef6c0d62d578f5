using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Running;
using Gateway.Execution.Sources;

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
        var probe = new JoinProbeOperator(shape, sink, spilled);
        builder.Build(shape.Probe, downstream.Through(probe).After(stage));
        RestrictScan(shape, sink, [.. builder.Pipelines.Skip(first).Where(pipeline => pipeline.Operators.Contains(probe))]);
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

    /// <summary>Where probe rows without a match are dropped, the scan they come from need not give those outside the bounds of the build keys.</summary>
    private static void RestrictScan(JoinShape shape, JoinBuildSink sink, IReadOnlyList<Pipeline> probing)
    {
        if (shape.IsNullAware || shape.Kind is ProbeKind.ProbeOuter or ProbeKind.FullOuter or ProbeKind.ProbeAnti or ProbeKind.ProbeMark)
        {
            return;
        }
        for (int key = 0; key < shape.KeyCount; key++)
        {
            if (shape.NullNeverMatches(key) && KeyBounds.CanTrack(shape.BuildKeys[key].Type) && ProbeColumn.Find(shape.Probe, shape.ProbeKeys[key]) is var (scan, column)
                && probing.Select(static pipeline => pipeline.Source).OfType<ScanTableSource>().FirstOrDefault(source => ReferenceEquals(source.Node, scan)) is { } source)
            {
                var bounds = new KeyBounds(key, shape.BuildKeys[key].Type);
                sink.Bounds.Add(bounds);
                source.Restrict(column, bounds);
            }
        }
    }
}
