using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

/// <summary>Represents a relation or statement, unresolved or resolved: the one plan IR of SQL, Connect and .NET.</summary>
/// <remarks>Adding a node is one record. Nodes are immutable; record equality is not plan equality.</remarks>
public abstract record LogicalPlan
{
    private ImmutableArray<AttributeReference> _output;
    private bool? _resolved;

    protected LogicalPlan() { }

    protected LogicalPlan(LogicalPlan original)
    {
        Origin = original.Origin;
        PlanId = original.PlanId;
        Tags = original.Tags;
    }

    public Origin Origin { get; init; }

    /// <summary>Gets the client's id of the DataFrame this node was built for, or null.</summary>
    public long? PlanId { get; init; }

    public PlanTags Tags { get; init; }

    /// <summary>Gets the input relations, left to right.</summary>
    public abstract ImmutableArray<LogicalPlan> Children { get; }

    /// <summary>Gets every expression of this node itself, in the order the check walks them.</summary>
    public virtual ImmutableArray<Expression> Expressions => [];

    /// <summary>Returns the node with other inputs (same count).</summary>
    public abstract LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children);

    /// <summary>Returns the node with other expressions (same count and order as <see cref="Expressions"/>).</summary>
    public virtual LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this;

    /// <summary>Gets the output columns. May be asked only when <see cref="Resolved"/>.</summary>
    public ImmutableArray<AttributeReference> Output => _output.IsDefault ? _output = ComputeOutput() : _output;

    /// <summary>Gets columns that names can still reach though the output does not show them (file metadata, dropped USING sides).</summary>
    public virtual ImmutableArray<AttributeReference> HiddenOutput => [];

    /// <summary>Tells whether names, types and functions are settled here and below.</summary>
    public bool Resolved => _resolved ??= Children.All(static child => child.Resolved) && ComputeResolved();

    public StructType Schema => new(Output.Select(static attribute => attribute.ToField()));

    /// <summary>Tells whether the relation is unbounded.</summary>
    public virtual bool IsStreaming => Children.Any(static child => child.IsStreaming);

    protected abstract ImmutableArray<AttributeReference> ComputeOutput();

    protected virtual bool ComputeResolved() => Expressions.All(static expression => expression.Resolved);

    /// <summary>Gets the outputs of all inputs together.</summary>
    public ImmutableArray<AttributeReference> InputAttributes => Children.Length == 1 ? Children[0].Output : [.. Children.SelectMany(static child => child.Output)];

    public LogicalPlan MapChildren(Func<LogicalPlan, LogicalPlan> map)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var children = Children;
        ImmutableArray<LogicalPlan>.Builder? changed = null;
        for (int i = 0; i < children.Length; i++)
        {
            var mapped = map(children[i]);
            if (changed is null && !ReferenceEquals(mapped, children[i]))
            {
                changed = ImmutableArray.CreateBuilder<LogicalPlan>(children.Length);
                changed.AddRange(children, i);
            }
            changed?.Add(mapped);
        }
        return changed is null ? this : WithChildren(changed.MoveToImmutable());
    }

    public LogicalPlan MapExpressions(Func<Expression, Expression> map)
    {
        var expressions = Expressions;
        ImmutableArray<Expression>.Builder? changed = null;
        for (int i = 0; i < expressions.Length; i++)
        {
            var mapped = map(expressions[i]);
            if (changed is null && !ReferenceEquals(mapped, expressions[i]))
            {
                changed = ImmutableArray.CreateBuilder<Expression>(expressions.Length);
                changed.AddRange(expressions, i);
            }
            changed?.Add(mapped);
        }
        return changed is null ? this : WithExpressions(changed.MoveToImmutable());
    }

    public LogicalPlan TransformUp(Func<LogicalPlan, LogicalPlan> rewrite) => rewrite(MapChildren(child => child.TransformUp(rewrite)));

    public LogicalPlan TransformDown(Func<LogicalPlan, LogicalPlan> rewrite) => rewrite(this).MapChildren(child => child.TransformDown(rewrite));

    public IEnumerable<LogicalPlan> SelfAndDescendants()
    {
        var stack = new Stack<LogicalPlan>();
        stack.Push(this);
        while (stack.TryPop(out var node))
        {
            yield return node;
            for (int i = node.Children.Length - 1; i >= 0; i--)
            {
                stack.Push(node.Children[i]);
            }
        }
    }
}

/// <summary>Marks that rules must remember about a plan node.</summary>
[Flags]
public enum PlanTags
{
    None = 0,
    /// <summary>The node came from a pipe operator.</summary>
    FromPipe = 1,
    /// <summary>The node was added by HAVING resolution and stops new aggregates in ORDER BY.</summary>
    StopsAggregates = 2,
    /// <summary>The sort came from CLUSTER BY, where numbers are no ordinals.</summary>
    FromCluster = 4,
}

/// <summary>Base of nodes with one input.</summary>
public abstract record UnaryPlan(LogicalPlan Input) : LogicalPlan
{
    public sealed override ImmutableArray<LogicalPlan> Children => [Input];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Input = children[0] };
    public override ImmutableArray<AttributeReference> HiddenOutput => Input.HiddenOutput;
    protected override ImmutableArray<AttributeReference> ComputeOutput() => Input.Output;
}

/// <summary>Base of nodes without inputs.</summary>
public abstract record LeafPlan : LogicalPlan
{
    public sealed override ImmutableArray<LogicalPlan> Children => [];
    public sealed override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this;
}

/// <summary>Base of nodes that analysis replaces; they never resolve.</summary>
public abstract record UnresolvedUnaryPlan(LogicalPlan Input) : UnaryPlan(Input)
{
    protected sealed override bool ComputeResolved() => false;
}

/// <summary>Base of leaves that analysis replaces; they never resolve.</summary>
public abstract record UnresolvedLeafPlan : LeafPlan
{
    protected sealed override bool ComputeResolved() => false;
    protected sealed override ImmutableArray<AttributeReference> ComputeOutput() => throw new InvalidOperationException($"{GetType().Name} is not resolved");
}
