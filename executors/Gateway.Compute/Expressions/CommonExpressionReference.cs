using System.Collections.Immutable;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Stands for an argument that a replacement uses more than once (BETWEEN, nullif). Errors show it as Spark does; coercion drops it once the node around it is well typed.</summary>
public sealed record CommonExpressionReference(Expression Child) : Expression
{
    public override ImmutableArray<Expression> Children => [Child];
    public override DataType Type => Child.Type;
    public override bool Nullable => Child.Nullable;
    public override bool Foldable => Child.Foldable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };

    public override void Print(ExpressionWriter writer)
    {
        if (writer.Style == PrintStyle.Canonical)
        {
            writer.Append(Child);
        }
        else
        {
            writer.Append("commonexpressionref()");
        }
    }
}
