using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves DISTRIBUTE BY, CLUSTER BY and repartition, also by columns that the projection below dropped.</summary>
internal sealed class RepartitionResolver : OperatorResolver<Repartition>
{
    protected override LogicalPlan Resolve(Repartition node, Resolution resolution)
    {
        if (!node.Input.Resolved || node.PartitionBy.IsEmpty)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var output = node.Input.Output;
        var (expressions, input) = MissingInput.Resolve(node.PartitionBy, node.Input, resolution);
        if (!expressions.All(static expression => expression.Resolved))
        {
            return node with { PartitionBy = expressions };
        }
        var repartition = node with { Input = input, PartitionBy = expressions };
        return input.Output.Length == output.Length
            ? HiddenColumns.Expose(repartition)
            : new Project(repartition, ImmutableArray<Expression>.CastUp(output)) { Hidden = node.Input.HiddenOutput };
    }
}
