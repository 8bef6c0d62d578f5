using System.Collections.Frozen;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks one kind of operator after its expressions.</summary>
internal interface IOperatorCheck
{
    Type NodeType { get; }
    void Check(LogicalPlan node, AnalyzerContext context);
}

/// <summary>Base of operator checks, typed by the node they check.</summary>
internal abstract class OperatorCheck<TNode> : IOperatorCheck where TNode : LogicalPlan
{
    public Type NodeType => typeof(TNode);
    public void Check(LogicalPlan node, AnalyzerContext context) => Check((TNode)node, context);
    protected abstract void Check(TNode node, AnalyzerContext context);
}

/// <summary>Finds the check of an operator by its node type.</summary>
internal static class OperatorChecks
{
    private static readonly FrozenDictionary<Type, IOperatorCheck> _checks = new IOperatorCheck[]
    {
        new AggregateCheck(),
        new CollectMetricsCheck(),
        new FilterCheck(),
        new JoinCheck(),
        new LateralJoinCheck(),
        new LimitCheck(),
        new TailCheck(),
        new SampleCheck(),
        new OffsetCheck(),
        new SetOperationCheck(),
        new WindowOperatorCheck(),
        new WithCteCheck(),
    }.ToFrozenDictionary(static check => check.NodeType);

    public static void Check(LogicalPlan plan, AnalyzerContext context)
    {
        if (_checks.TryGetValue(plan.GetType(), out var check))
        {
            check.Check(plan, context);
        }
    }
}
