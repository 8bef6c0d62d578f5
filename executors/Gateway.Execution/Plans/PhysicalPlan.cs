using System.Collections.Immutable;
using Gateway.Core.Types;

namespace Gateway.Execution.Plans;

/// <summary>Describes one physical operator. Plans are immutable records; expressions in them are bound to input ordinals.</summary>
/// <remarks>Record equality is not plan equality. Two nodes are the same work only where they are a <see cref="SharedBufferNode"/> of one id.</remarks>
public abstract record PhysicalPlan
{
    private StructType? _output;

    protected PhysicalPlan() { }

    /// <summary>Copy constructor of the record: what is worked out once a node starts empty.</summary>
    protected PhysicalPlan(PhysicalPlan original) { }

    /// <summary>Gets the names, types and nullability of the output columns, in order.</summary>
    public StructType Output => _output ??= ComputeOutput();

    /// <summary>Gets the inputs, left to right.</summary>
    public abstract ImmutableArray<PhysicalPlan> Children { get; }

    /// <summary>Returns the node over other inputs (same count and order).</summary>
    public abstract PhysicalPlan WithChildren(ImmutableArray<PhysicalPlan> children);

    protected abstract StructType ComputeOutput();
}

/// <summary>Base of nodes without inputs.</summary>
public abstract record LeafNode : PhysicalPlan
{
    public override ImmutableArray<PhysicalPlan> Children => [];
    public override PhysicalPlan WithChildren(ImmutableArray<PhysicalPlan> children) => this;
}

/// <summary>Base of nodes with one input. The output is the input's unless overridden.</summary>
public abstract record UnaryNode(PhysicalPlan Input) : PhysicalPlan
{
    protected override StructType ComputeOutput() => Input.Output;
    public override ImmutableArray<PhysicalPlan> Children => [Input];
    public override PhysicalPlan WithChildren(ImmutableArray<PhysicalPlan> children) => this with { Input = children[0] };
}
