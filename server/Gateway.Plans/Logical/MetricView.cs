using System.Collections.Immutable;
using Gateway.Compute.Expressions;

namespace Gateway.Plans.Logical;

/// <summary>A measure of a metric view: the column that names it and the aggregate that computes it from the input's columns.</summary>
public sealed record Measure(AttributeReference Column, Expression Value);

/// <summary>A metric view before the GROUP BY that reads it: shows dimensions and measures over an input that has the dimensions and what the measures need.</summary>
public sealed record MetricView(LogicalPlan Input, ImmutableArray<AttributeReference> Dimensions, ImmutableArray<Measure> Measures) : UnaryPlan(Input)
{
    public override ImmutableArray<AttributeReference> HiddenOutput => [];
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Dimensions, .. Measures.Select(static measure => measure.Column)];
}
