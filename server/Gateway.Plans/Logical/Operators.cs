using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

/// <summary>Computes a list of named expressions for every row.</summary>
public sealed record Project(LogicalPlan Input, ImmutableArray<Expression> Items) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => Items;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Items = expressions };
    protected override bool ComputeResolved() => Items.All(static item => item is NamedExpression && item.Resolved && item is not Alias { Child: MultiAlias });
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Items.Select(static item => ((NamedExpression)item).ToAttribute())];
    /// <summary>Gets columns of the input that names may still reach (the side a USING join dropped); they join the items when used.</summary>
    public ImmutableArray<AttributeReference> Hidden { get; init; } = [];
    public override ImmutableArray<AttributeReference> HiddenOutput => Hidden;
}

/// <summary>Keeps the rows for which the condition is true.</summary>
public sealed record Filter(LogicalPlan Input, Expression Condition) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [Condition];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Condition = expressions[0] };
}

/// <summary>HAVING before it is moved into or onto the aggregate below.</summary>
public sealed record UnresolvedHaving(LogicalPlan Input, Expression Condition) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [Condition];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Condition = expressions[0] };
}

/// <summary>QUALIFY: a filter over window functions of the select list below.</summary>
public sealed record UnresolvedQualify(LogicalPlan Input, Expression Condition) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [Condition];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Condition = expressions[0] };
}

/// <summary>Groups rows and computes output expressions over grouping keys and aggregates.</summary>
/// <param name="Groupings">Grouping expressions, perhaps ordinals, aliases, analytics nodes or ALL until analysed.</param>
/// <param name="Items">Output expressions.</param>
/// <param name="GroupByAll">GROUP BY ALL was written.</param>
public sealed record Aggregate(LogicalPlan Input, ImmutableArray<Expression> Groupings, ImmutableArray<Expression> Items, bool GroupByAll = false) : UnaryPlan(Input)
{
    /// <summary>Outputs come before groupings: the check walks them in this order.</summary>
    public override ImmutableArray<Expression> Expressions => [.. Items, .. Groupings];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) =>
        this with { Items = expressions[..Items.Length], Groupings = expressions[Items.Length..] };
    protected override bool ComputeResolved() => !GroupByAll && base.ComputeResolved() && Items.All(static item => item is NamedExpression);
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Items.Select(static item => ((NamedExpression)item).ToAttribute())];
    public override ImmutableArray<AttributeReference> HiddenOutput => [];
}

/// <summary>Adds window function results to the input's columns. All items share partitioning and ordering.</summary>
public sealed record Window(LogicalPlan Input, ImmutableArray<Expression> Items, ImmutableArray<Expression> PartitionBy, ImmutableArray<SortOrder> OrderBy) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [.. Items, .. PartitionBy, .. OrderBy];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with
    {
        Items = expressions[..Items.Length],
        PartitionBy = expressions.Slice(Items.Length, PartitionBy.Length),
        OrderBy = [.. expressions[(Items.Length + PartitionBy.Length)..].Cast<SortOrder>()],
    };
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Input.Output, .. Items.Select(static item => ((NamedExpression)item).ToAttribute())];
}

/// <summary>Named windows of a SELECT (WINDOW clause), visible to the operators below it until they are resolved.</summary>
public sealed record WithWindowDefinitions(LogicalPlan Input, ImmutableDictionary<string, WindowSpec> Definitions) : UnresolvedUnaryPlan(Input);

/// <summary>Sorts rows; <paramref name="Global"/> false sorts within partitions only.</summary>
/// <param name="OrderByAll">ORDER BY ALL was written; <paramref name="Order"/> then holds one item with its direction.</param>
public sealed record Sort(LogicalPlan Input, ImmutableArray<SortOrder> Order, bool Global, bool OrderByAll = false) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [.. Order];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Order = [.. expressions.Cast<SortOrder>()] };
    protected override bool ComputeResolved() => !OrderByAll && base.ComputeResolved();
}

/// <summary>Keeps the first rows. The count is a foldable integer expression.</summary>
public sealed record Limit(LogicalPlan Input, Expression Count) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [Count];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Count = expressions[0] };
}

/// <summary>Skips the first rows.</summary>
public sealed record Offset(LogicalPlan Input, Expression Count) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [Count];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Count = expressions[0] };
}

/// <summary>Keeps the last rows.</summary>
public sealed record Tail(LogicalPlan Input, Expression Count) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [Count];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Count = expressions[0] };
}

/// <summary>Keeps one of each set of equal rows.</summary>
public sealed record Distinct(LogicalPlan Input) : UnaryPlan(Input);

/// <summary>Keeps the first row of each key (DataFrame dropDuplicates).</summary>
/// <param name="Keys">Key column names; empty with <paramref name="AllColumns"/>.</param>
public sealed record Deduplicate(LogicalPlan Input, ImmutableArray<string> Keys, bool AllColumns, bool WithinWatermark) : UnaryPlan(Input)
{
    protected override bool ComputeResolved() => AllColumns || !KeyAttributes.IsDefault;
    /// <summary>The keys once resolved.</summary>
    public ImmutableArray<AttributeReference> KeyAttributes { get; init; }
    public override ImmutableArray<Expression> Expressions => KeyAttributes.IsDefault ? [] : [.. KeyAttributes];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => KeyAttributes.IsDefault ? this : this with { KeyAttributes = [.. expressions.Cast<AttributeReference>()] };
}

/// <summary>Join kinds.</summary>
public enum JoinKind { Inner, Cross, LeftOuter, RightOuter, FullOuter, LeftSemi, LeftAnti }

/// <summary>Joins two relations.</summary>
/// <param name="Condition">ON condition, or null.</param>
/// <param name="Using">USING columns, empty without.</param>
public sealed record Join(LogicalPlan Left, LogicalPlan Right, JoinKind Kind, Expression? Condition, ImmutableArray<string> Using, bool Natural = false) : LogicalPlan
{
    public Join(LogicalPlan left, LogicalPlan right, JoinKind kind, Expression? condition) : this(left, right, kind, condition, []) { }
    public override ImmutableArray<LogicalPlan> Children => [Left, Right];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Left = children[0], Right = children[1] };
    public override ImmutableArray<Expression> Expressions => Condition is null ? [] : [Condition];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => Condition is null ? this : this with { Condition = expressions[0] };
    protected override bool ComputeResolved() => base.ComputeResolved() && Using.IsEmpty && !Natural && !SharesIds;

    /// <summary>Tells that both sides show an attribute of the same id; the right side must then be given fresh ids.</summary>
    public bool SharesIds
    {
        get
        {
            var left = Left.Output.Select(static a => a.Id).ToHashSet();
            return Right.Output.Any(attribute => left.Contains(attribute.Id));
        }
    }

    protected override ImmutableArray<AttributeReference> ComputeOutput() => Kind switch
    {
        JoinKind.Inner or JoinKind.Cross => [.. Left.Output, .. Right.Output],
        JoinKind.LeftOuter => [.. Left.Output, .. Nullable(Right.Output)],
        JoinKind.RightOuter => [.. Nullable(Left.Output), .. Right.Output],
        JoinKind.FullOuter => [.. Nullable(Left.Output), .. Nullable(Right.Output)],
        JoinKind.LeftSemi or JoinKind.LeftAnti => Left.Output,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public override ImmutableArray<AttributeReference> HiddenOutput => Kind is JoinKind.LeftSemi or JoinKind.LeftAnti ? Left.HiddenOutput : [.. Left.HiddenOutput, .. Right.HiddenOutput];

    private static IEnumerable<AttributeReference> Nullable(ImmutableArray<AttributeReference> attributes) => attributes.Select(static a => a with { IsNullable = true });
}

/// <summary>A join whose right side may refer to the left side's columns.</summary>
public sealed record LateralJoin(LogicalPlan Left, LogicalPlan Right, JoinKind Kind, Expression? Condition) : LogicalPlan
{
    /// <summary>The left columns that the right side reads, once resolved.</summary>
    public ImmutableArray<AttributeReference> OuterAttributes { get; init; }
    public override ImmutableArray<LogicalPlan> Children => [Left, Right];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Left = children[0], Right = children[1] };
    public override ImmutableArray<Expression> Expressions => Condition is null ? [] : [Condition];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => Condition is null ? this : this with { Condition = expressions[0] };
    protected override ImmutableArray<AttributeReference> ComputeOutput() =>
        Kind == JoinKind.LeftOuter ? [.. Left.Output, .. Right.Output.Select(static a => a with { IsNullable = true })] : [.. Left.Output, .. Right.Output];
}

/// <summary>Joins each left row with the nearest right row (pandas merge_asof).</summary>
public sealed record AsOfJoin(LogicalPlan Left, LogicalPlan Right, Expression LeftAsOf, Expression RightAsOf, Expression? Condition, ImmutableArray<string> Using, JoinKind Kind, Expression? Tolerance, bool AllowExactMatches, string Direction) : LogicalPlan
{
    public override ImmutableArray<LogicalPlan> Children => [Left, Right];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Left = children[0], Right = children[1] };
    public override ImmutableArray<Expression> Expressions => [LeftAsOf, RightAsOf, .. Condition is null ? new Expression[0] : [Condition], .. Tolerance is null ? new Expression[0] : [Tolerance]];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with
    {
        LeftAsOf = expressions[0],
        RightAsOf = expressions[1],
        Condition = Condition is null ? null : expressions[2],
        Tolerance = Tolerance is null ? null : expressions[^1],
    };
    protected override bool ComputeResolved() => base.ComputeResolved() && Using.IsEmpty;
    protected override ImmutableArray<AttributeReference> ComputeOutput() =>
        Kind == JoinKind.LeftOuter ? [.. Left.Output, .. Right.Output.Select(static a => a with { IsNullable = true })] : [.. Left.Output, .. Right.Output];
}

/// <summary>Set operation kinds.</summary>
public enum SetOperationKind { Union, Intersect, Except }

/// <summary>UNION, INTERSECT or EXCEPT as written, before types are widened.</summary>
/// <param name="All">Keeps duplicates.</param>
/// <param name="ByName">Matches columns by name (DataFrame unionByName).</param>
public sealed record SetOperation(LogicalPlan Left, LogicalPlan Right, SetOperationKind Kind, bool All, bool ByName = false, bool AllowMissingColumns = false) : LogicalPlan
{
    public override ImmutableArray<LogicalPlan> Children => [Left, Right];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Left = children[0], Right = children[1] };
    /// <summary>Set by analysis once both sides have equal types and distinct ids.</summary>
    public bool TypesAgree { get; init; }
    /// <summary>Output attributes of a union, fixed once so that ids stay stable.</summary>
    public ImmutableArray<AttributeReference> UnionOutput { get; init; }
    protected override bool ComputeResolved() => TypesAgree && !ByName;
    protected override ImmutableArray<AttributeReference> ComputeOutput() => !UnionOutput.IsDefault ? UnionOutput : Kind switch
    {
        SetOperationKind.Union => [.. Left.Output.Zip(Right.Output).Select(static pair => pair.First with
        {
            IsNullable = pair.First.Nullable || pair.Second.Nullable,
            AttributeType = TypeMerging.MergeNullability([pair.First.Type, pair.Second.Type]),
        })],
        SetOperationKind.Intersect => [.. Left.Output.Zip(Right.Output).Select(static pair => pair.First with { IsNullable = pair.First.Nullable && pair.Second.Nullable })],
        SetOperationKind.Except => Left.Output,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>LATERAL VIEW or a generator in the select list: adds generated columns to each input row.</summary>
/// <param name="Generator">The generator call.</param>
/// <param name="Outer">Keeps input rows for which nothing is generated.</param>
/// <param name="Qualifier">Table alias of the generated columns, or null.</param>
/// <param name="Names">Column aliases as written; empty takes the generator's.</param>
public sealed record Generate(LogicalPlan Input, Expression Generator, bool Outer, string? Qualifier, ImmutableArray<string> Names) : UnaryPlan(Input)
{
    /// <summary>The generated attributes, once resolved.</summary>
    public ImmutableArray<AttributeReference> GeneratorOutput { get; init; }
    public override ImmutableArray<Expression> Expressions => [Generator];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Generator = expressions[0] };
    protected override bool ComputeResolved() => base.ComputeResolved() && !GeneratorOutput.IsDefault;
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Input.Output, .. GeneratorOutput];
}

/// <summary>Repeats each input row once a projection list (grouping sets, unpivot).</summary>
public sealed record Expand(LogicalPlan Input, ImmutableArray<ImmutableArray<Expression>> Projections, ImmutableArray<AttributeReference> Attributes) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [.. Projections.SelectMany(static list => list)];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions)
    {
        int next = 0;
        return this with { Projections = [.. Projections.Select(list => ImmutableArray.CreateRange(list.Select(_ => expressions[next++])))] };
    }
    protected override ImmutableArray<AttributeReference> ComputeOutput() => Attributes;
}

/// <summary>PIVOT before analysis.</summary>
/// <param name="Groupings">Explicit keys (DataFrame), or null for all other columns (SQL).</param>
/// <param name="Values">Pivot values, or empty to take the distinct ones.</param>
public sealed record Pivot(LogicalPlan Input, ImmutableArray<Expression>? Groupings, Expression Column, ImmutableArray<Expression> Values, ImmutableArray<Expression> Aggregates) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [.. Groupings ?? [], Column, .. Values, .. Aggregates];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions)
    {
        int keys = Groupings?.Length ?? 0;
        return this with
        {
            Groupings = Groupings is null ? null : expressions[..keys],
            Column = expressions[keys],
            Values = expressions.Slice(keys + 1, Values.Length),
            Aggregates = expressions[(keys + 1 + Values.Length)..],
        };
    }
}

/// <summary>UNPIVOT before analysis.</summary>
/// <param name="Ids">Columns kept; null with SQL syntax, which keeps all not listed.</param>
/// <param name="Values">Value columns, grouped when several become one row; null takes all that are not ids.</param>
/// <param name="ValueAliases">Alias of each group, or null entries.</param>
public sealed record Unpivot(LogicalPlan Input, ImmutableArray<Expression>? Ids, ImmutableArray<ImmutableArray<Expression>>? Values, ImmutableArray<string?> ValueAliases, string VariableName, ImmutableArray<string> ValueNames, bool IncludeNulls = true) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => [.. Ids ?? [], .. (Values ?? []).SelectMany(static group => group)];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions)
    {
        int next = Ids?.Length ?? 0;
        return this with
        {
            Ids = Ids is null ? null : expressions[..next],
            Values = Values is null ? null : [.. Values.Value.Select(group => ImmutableArray.CreateRange(group.Select(_ => expressions[next++])))],
        };
    }
}

/// <summary>TABLESAMPLE and DataFrame sample.</summary>
/// <param name="LowerBound">Lower bound of the kept fraction, 0..1.</param>
public sealed record Sample(LogicalPlan Input, double LowerBound, double UpperBound, bool WithReplacement, long? Seed, bool DeterministicOrder = false) : UnaryPlan(Input)
{
    /// <summary>Gets whether whole blocks of a table are taken (TABLESAMPLE SYSTEM).</summary>
    public bool ByBlocks { get; init; }
}

/// <summary>Changes how rows are spread over partitions.</summary>
/// <param name="PartitionBy">Hash keys, or <see cref="SortOrder"/>s for ranges; empty spreads evenly.</param>
public sealed record Repartition(LogicalPlan Input, ImmutableArray<Expression> PartitionBy, int? Count, bool Shuffle) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => PartitionBy;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { PartitionBy = expressions };
}

/// <summary>A hint over a relation, e.g. BROADCAST.</summary>
public sealed record UnresolvedHint(LogicalPlan Input, string Name, ImmutableArray<Expression> Arguments) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => Arguments;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Arguments = expressions };
}
