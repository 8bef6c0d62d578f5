using System.Collections.Immutable;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>An aggregate function call with its modifiers. The aggregate of the call computes; this node says over which rows.</summary>
/// <param name="Function">The bound call; its definition is of kind Aggregate.</param>
/// <param name="Filter">FILTER (WHERE ..), or null.</param>
public sealed record AggregateExpression(Functions.FunctionCall Function, bool IsDistinct, Expression? Filter) : Expression
{
    public override ImmutableArray<Expression> Children => Filter is null ? [Function] : [Function, Filter];
    public override DataType Type => Function.Type;
    public override bool Nullable => Function.Nullable;
    public override bool Foldable => false;
    public override Expression WithChildren(ImmutableArray<Expression> children) =>
        this with { Function = (Functions.FunctionCall)children[0], Filter = Filter is null ? null : children[1] };

    public override void Print(ExpressionWriter writer)
    {
        Function.PrintCall(writer, IsDistinct);
        if (Filter is not null)
        {
            writer.Append(" FILTER (WHERE ").Append(Filter).Append(")");
        }
    }
}

/// <summary>Frame kinds.</summary>
public enum FrameKind { Rows, Range }

/// <summary>What a frame bound means.</summary>
public enum FrameBoundKind
{
    UnboundedPreceding,
    CurrentRow,
    UnboundedFollowing,
    /// <summary>The current row's position (or order value) plus the offset; PRECEDING offsets are stored negated.</summary>
    Offset,
}

/// <summary>One end of a frame.</summary>
/// <param name="Offset">For <see cref="FrameBoundKind.Offset"/>: the signed distance as an expression; else null.</param>
public sealed record FrameBound(FrameBoundKind Kind, Expression? Offset = null)
{
    public void Print(ExpressionWriter writer)
    {
        switch (Kind)
        {
            case FrameBoundKind.UnboundedPreceding:
                writer.Append("UNBOUNDED PRECEDING");
                break;
            case FrameBoundKind.CurrentRow:
                writer.Append("CURRENT ROW");
                break;
            case FrameBoundKind.UnboundedFollowing:
                writer.Append("UNBOUNDED FOLLOWING");
                break;
            case FrameBoundKind.Offset when Offset is Functions.FunctionCall { Function.Name: "negative" } negative:
                writer.Append(negative.Arguments[0]).Append(" PRECEDING");
                break;
            case FrameBoundKind.Offset:
                writer.Append(Offset!).Append(" FOLLOWING");
                break;
        }
    }
}

/// <summary>ROWS or RANGE BETWEEN lower AND upper.</summary>
public sealed record WindowFrame(FrameKind Kind, FrameBound Lower, FrameBound Upper)
{
    public void Print(ExpressionWriter writer)
    {
        writer.Append(Kind == FrameKind.Rows ? "ROWS BETWEEN " : "RANGE BETWEEN ");
        Lower.Print(writer);
        writer.Append(" AND ");
        Upper.Print(writer);
    }
}

/// <summary>PARTITION BY, ORDER BY and frame of a window.</summary>
/// <param name="Frame">Null until analysis fills the default of the function.</param>
public sealed record WindowSpec(ImmutableArray<Expression> PartitionBy, ImmutableArray<SortOrder> OrderBy, WindowFrame? Frame)
{
    /// <summary>Gets the span of the specification, which faults of its frame point at.</summary>
    public Core.Errors.Origin Origin { get; init; }

    public ImmutableArray<Expression> Expressions =>
        [.. PartitionBy, .. OrderBy, .. Frame?.Lower.Offset is { } lower ? new[] { lower } : [], .. Frame?.Upper.Offset is { } upper ? new[] { upper } : []];

    public WindowSpec WithExpressions(ImmutableArray<Expression> expressions)
    {
        int next = 0;
        ImmutableArray<Expression> partitionBy = [.. PartitionBy.Select(_ => expressions[next++])];
        ImmutableArray<SortOrder> orderBy = [.. OrderBy.Select(_ => (SortOrder)expressions[next++])];
        var frame = Frame;
        if (frame?.Lower.Offset is not null)
        {
            frame = frame with { Lower = frame.Lower with { Offset = expressions[next++] } };
        }
        if (frame?.Upper.Offset is not null)
        {
            frame = frame with { Upper = frame.Upper with { Offset = expressions[next++] } };
        }
        return this with { PartitionBy = partitionBy, OrderBy = orderBy, Frame = frame };
    }

    public void Print(ExpressionWriter writer)
    {
        writer.Append("(");
        string separator = "";
        if (!PartitionBy.IsEmpty)
        {
            writer.Append("PARTITION BY ").Join(", ", PartitionBy);
            separator = " ";
        }
        if (!OrderBy.IsEmpty)
        {
            writer.Append(separator).Append("ORDER BY ").Join(", ", OrderBy);
            separator = " ";
        }
        if (Frame is null)
        {
            writer.Append(separator).Append("unspecifiedframe$()");
        }
        else
        {
            writer.Append(separator);
            Frame.Print(writer);
        }
        writer.Append(")");
    }
}

/// <summary><c>function OVER (spec)</c>. The function is an <see cref="AggregateExpression"/>, or a call of kind Window, perhaps still unresolved.</summary>
/// <param name="IgnoreNulls">IGNORE NULLS was written.</param>
public sealed record WindowExpression(Expression Function, WindowSpec Spec, bool IgnoreNulls = false) : Expression
{
    public override ImmutableArray<Expression> Children => [Function, .. Spec.Expressions];
    public override DataType Type => Function.Type;
    public override bool Nullable => Function.Nullable;
    public override bool Foldable => false;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Function = children[0], Spec = Spec.WithExpressions(children[1..]) };
    protected override bool ComputeResolved() => base.ComputeResolved() && Spec.Frame is not null;
    public override void Print(ExpressionWriter writer)
    {
        bool isNth = Function is Functions.FunctionCall { Function.Window: Functions.WindowFunctionKind.NthValue };
        writer.Append(Function).Append((IgnoreNulls, writer.Style) switch
        {
            (true, _) when isNth => " ignore nulls OVER ",
            (true, PrintStyle.Canonical or PrintStyle.Plan) => " IGNORE NULLS OVER ",
            _ => " OVER ",
        });
        Spec.Print(writer);
    }
}
