using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves one kind of operator.</summary>
internal interface IOperatorResolver
{
    Type NodeType { get; }

    /// <summary>Gets whether the inputs are resolved before the operator; those that say false resolve them on their own terms.</summary>
    bool ResolvesInputsFirst { get; }

    /// <summary>Gets whether operators above wait one round more for this one.</summary>
    bool TakesRound { get; }

    LogicalPlan Resolve(LogicalPlan node, Resolution resolution);
}

/// <summary>Base of operator resolvers, typed by the node they resolve.</summary>
internal abstract class OperatorResolver<TNode> : IOperatorResolver where TNode : LogicalPlan
{
    public Type NodeType => typeof(TNode);

    public virtual bool ResolvesInputsFirst => true;

    public virtual bool TakesRound => false;

    public LogicalPlan Resolve(LogicalPlan node, Resolution resolution) => Resolve((TNode)node, resolution);

    /// <summary>Returns the node resolved as far as possible; what is not resolved is left for the check.</summary>
    protected abstract LogicalPlan Resolve(TNode node, Resolution resolution);
}
