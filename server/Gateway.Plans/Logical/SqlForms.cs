using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

// Forms that only SQL text can say; analysis rewrites or refuses them.

/// <summary>LIMIT ALL: keeps every row, and lifts the row limit of recursive queries below.</summary>
public sealed record LimitAll(LogicalPlan Input) : UnresolvedUnaryPlan(Input);

/// <summary>TRANSFORM: sends the input's columns through a script.</summary>
/// <param name="Columns">The output columns as written, or null for key and value.</param>
public sealed record ScriptTransformation(LogicalPlan Input, string Script, StructType? Columns) : UnresolvedUnaryPlan(Input);

/// <summary>UNNEST(array, ..): the arrays side by side as columns.</summary>
public sealed record Unnest(ImmutableArray<Expression> Arrays, bool WithOrdinality) : UnresolvedLeafPlan
{
    public override ImmutableArray<Expression> Expressions => Arrays;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Arrays = expressions };
}

/// <summary>Kinds of JSON_TABLE columns.</summary>
public enum JsonTableColumnKind { Value, Ordinality, Exists }

/// <summary>One column of JSON_TABLE.</summary>
/// <param name="Path">The path as written, or null for the column's name.</param>
public sealed record JsonTableColumn(string Name, JsonTableColumnKind Kind, DataType Type, string? Path);

/// <summary>JSON_TABLE(document, path COLUMNS (..)).</summary>
public sealed record JsonTable(Expression Document, string RowPath, ImmutableArray<JsonTableColumn> Columns, bool ErrorOnError) : UnresolvedLeafPlan
{
    public override ImmutableArray<Expression> Expressions => [Document];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Document = expressions[0] };
}

/// <summary>CHANGES FROM .. TO ..: the change feed of a table.</summary>
/// <param name="ByVersion">Bounds are versions; else timestamps.</param>
public sealed record TableChanges(LogicalPlan Input, bool ByVersion, Expression? From, Expression? To, bool FromInclusive, bool ToInclusive) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [.. new[] { From, To }.OfType<Expression>()];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) =>
        this with { From = From is null ? null : expressions[0], To = To is null ? null : expressions[^1] };
}

/// <summary>JOIN .. NEAREST k BY: joins each left row with the right rows of best rank.</summary>
/// <param name="ByDistance">Smaller is nearer; else larger is more similar.</param>
public sealed record NearestByJoin(LogicalPlan Left, LogicalPlan Right, JoinKind Kind, bool Approximate, int Count, bool ByDistance, Expression Ranking) : LogicalPlan
{
    public override ImmutableArray<LogicalPlan> Children => [Left, Right];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Left = children[0], Right = children[1] };
    public override ImmutableArray<Expression> Expressions => [Ranking];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Ranking = expressions[0] };
    protected override bool ComputeResolved() => false;
    protected override ImmutableArray<AttributeReference> ComputeOutput() =>
        Kind == JoinKind.LeftOuter ? [.. Left.Output, .. Right.Output.Select(static a => a with { IsNullable = true })] : [.. Left.Output, .. Right.Output];
}

/// <summary>ASOF JOIN .. MATCH_CONDITION as written.</summary>
public sealed record UnresolvedAsOfJoin(LogicalPlan Left, LogicalPlan Right, JoinKind Kind, Expression Match, Expression? Condition, ImmutableArray<string> Using) : LogicalPlan
{
    public override ImmutableArray<LogicalPlan> Children => [Left, Right];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Left = children[0], Right = children[1] };
    public override ImmutableArray<Expression> Expressions => Condition is null ? [Match] : [Match, Condition];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Match = expressions[0], Condition = Condition is null ? null : expressions[1] };
    protected override bool ComputeResolved() => false;
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Left.Output, .. Right.Output];
}

/// <summary>BIN BY: spreads rows over the bins of equal width that their range covers.</summary>
public sealed record BinBy(LogicalPlan Input, ImmutableArray<string> RangeStart, ImmutableArray<string> RangeEnd, Expression Width, Expression? AlignTo, ImmutableArray<ImmutableArray<string>> Distribute, string BinStart, string BinEnd, string Ratio) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => AlignTo is null ? [Width] : [Width, AlignTo];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Width = expressions[0], AlignTo = AlignTo is null ? null : expressions[1] };
}


/// <summary>An expression of a pipe operator: with aggregates in AGGREGATE, without them elsewhere.</summary>
public sealed record PipeExpression(Expression Child, bool IsAggregate, string Clause) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => [Child];
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append("pipeexpression(").Append(Child).Append(")");
}

/// <summary><c>|&gt; AGGREGATE</c>: outputs the keys, then the aggregates. An ordinal key counts the input's columns.</summary>
/// <param name="Groupings">Keys as written, aliases included.</param>
public sealed record PipeAggregate(LogicalPlan Input, ImmutableArray<Expression> Groupings, ImmutableArray<Expression> Aggregates) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [.. Groupings, .. Aggregates];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Groupings = expressions[..Groupings.Length], Aggregates = expressions[Groupings.Length..] };
}

/// <summary><c>|&gt; SET name = value</c>: replaces one column of the input, which must have it; the qualifier goes.</summary>
public sealed record PipeSet(LogicalPlan Input, string Name, Expression Value) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [Value];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Value = expressions[0] };
}
