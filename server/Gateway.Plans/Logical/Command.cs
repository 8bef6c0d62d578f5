using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

/// <summary>Base of statements that run once, eagerly, and return rows of fixed columns. The engine has one executor class a command record.</summary>
/// <remarks>Identifiers are name parts as written; queries inside are ordinary plans, analysed by generic rules through <see cref="LogicalPlan.Children"/>.</remarks>
public abstract record Command : LogicalPlan
{
    public override ImmutableArray<LogicalPlan> Children => [];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this;
    /// <summary>Gets the span of the name that the statement is about: what a failed look-up points at.</summary>
    public Origin NameOrigin { get; init; }
    /// <summary>Gets the columns of the result; empty for statements without one.</summary>
    public virtual StructType ResultSchema => StructType.Empty;
    protected sealed override ImmutableArray<AttributeReference> ComputeOutput() =>
        [.. ResultSchema.Fields.Select(static member => new AttributeReference(member.Name, member.Type, member.Nullable, member.Metadata, ExpressionId.Next(), []))];
}
