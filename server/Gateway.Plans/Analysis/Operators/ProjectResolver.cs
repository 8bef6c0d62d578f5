using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves a select list without GROUP BY; one with aggregate functions becomes a global aggregate.</summary>
internal sealed class ProjectResolver : OperatorResolver<Project>
{
    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(Project node, Resolution resolution)
    {
        var extracted = GeneratorItems.Extract(node, resolution);
        var items = SelectItems.Resolve(extracted.Items, node, extracted.Generated, resolution);
        var project = (Project)HiddenColumns.Expose(node with { Input = extracted.Input, Items = items });
        if (!project.Input.Resolved || !items.All(GeneratorItems.IsReady))
        {
            return project;
        }
        if (project.Items.Any(TimeWindows.Has))
        {
            return project;
        }
        if (project.Items.Any(Contents.HasAggregate))
        {
            var global = new Aggregate(project.Input, [], project.Items) { Origin = node.Origin };
            return AggregateResolver.Finish(MetricViewReads.Apply(global), resolution);
        }
        return resolution.KeepsSelectTogether ? project : SelectSplit.Split(project, resolution);
    }
}
