using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Takes LIMIT ALL off: it keeps every row.</summary>
internal sealed class LimitAllResolver : OperatorResolver<LimitAll>
{
    protected override LogicalPlan Resolve(LimitAll node, Resolution resolution) => node.Input;
}
