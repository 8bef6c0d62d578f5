using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

// The DataFrame API's own forms. They stay nodes until analysed because their errors differ from SQL's.

/// <summary>Adds or replaces columns by name; later ones do not see earlier ones.</summary>
public sealed record WithColumns(LogicalPlan Input, ImmutableArray<Expression> Aliases) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => Aliases;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Aliases = expressions };
}

/// <summary>Renames columns in order; unknown names are ignored.</summary>
public sealed record WithColumnsRenamed(LogicalPlan Input, ImmutableArray<(string From, string To)> Renames) : UnresolvedUnaryPlan(Input);

/// <summary>Drops columns; unknown ones are ignored.</summary>
public sealed record DropColumns(LogicalPlan Input, ImmutableArray<Expression> Columns, ImmutableArray<string> Names) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => Columns;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Columns = expressions };
}

/// <summary>Renames all columns by position.</summary>
public sealed record ToDataFrame(LogicalPlan Input, ImmutableArray<string> Names) : UnresolvedUnaryPlan(Input);

/// <summary>Reorders, casts and checks columns against a schema, by name (<c>DataFrame.to</c>).</summary>
public sealed record ToSchema(LogicalPlan Input, StructType Target) : UnresolvedUnaryPlan(Input);

/// <summary>Replaces nulls (and NaNs).</summary>
/// <param name="Values">One for all columns, or one a column.</param>
public sealed record FillNa(LogicalPlan Input, ImmutableArray<string> Columns, ImmutableArray<Literal> Values) : UnresolvedUnaryPlan(Input);

/// <summary>Drops rows with too few values that are neither null nor NaN.</summary>
public sealed record DropNa(LogicalPlan Input, ImmutableArray<string> Columns, int? MinimumNonNulls) : UnresolvedUnaryPlan(Input);

/// <summary>Replaces values.</summary>
public sealed record ReplaceValues(LogicalPlan Input, ImmutableArray<string> Columns, ImmutableArray<(Literal Old, Literal New)> Replacements) : UnresolvedUnaryPlan(Input);

/// <summary>Renders the first rows as text: one row, one string column.</summary>
public sealed record ShowString(LogicalPlan Input, int RowCount, int Truncate, bool Vertical, bool Html) : UnresolvedUnaryPlan(Input);

/// <summary>Summary statistics as strings (<c>summary</c>, <c>describe</c>).</summary>
/// <param name="Columns">Columns described; null means all numeric and string ones.</param>
public sealed record Summary(LogicalPlan Input, ImmutableArray<string> Statistics, ImmutableArray<string>? Columns) : UnresolvedUnaryPlan(Input);

/// <summary>Kinds of the small statistics relations.</summary>
public enum StatisticKind { Crosstab, Covariance, Correlation, ApproximateQuantile, FrequentItems, SampleBy }

/// <summary>One of DataFrameStatFunctions' relations.</summary>
/// <param name="Numbers">Probabilities, support, relative error or fractions, by kind.</param>
public sealed record StatisticRelation(LogicalPlan Input, StatisticKind Kind, ImmutableArray<string> Columns, ImmutableArray<double> Numbers, ImmutableArray<(Literal Stratum, double Fraction)> Fractions, Expression? Key = null, long? Seed = null, string? Method = null) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => Key is null ? [] : [Key];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => Key is null ? this : this with { Key = expressions[0] };
}

/// <summary>Turns rows into columns (<c>DataFrame.transpose</c>).</summary>
public sealed record Transpose(LogicalPlan Input, ImmutableArray<Expression> IndexColumns) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => IndexColumns;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { IndexColumns = expressions };
}

/// <summary>Parses a column of text (<c>spark.read.json(rdd)</c>).</summary>
public sealed record ParseText(LogicalPlan Input, string Format, StructType? UserSchema, ImmutableDictionary<string, string> Options) : UnresolvedUnaryPlan(Input);

/// <summary>Computes named metrics beside the data (<c>DataFrame.observe</c>).</summary>
public sealed record CollectMetrics(LogicalPlan Input, string Name, ImmutableArray<Expression> Metrics) : UnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => Metrics;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Metrics = expressions };
    protected override bool ComputeResolved() => base.ComputeResolved() && Metrics.All(static metric => metric is NamedExpression);
}

/// <summary>Declares how late event times may be.</summary>
public sealed record EventTimeWatermark(LogicalPlan Input, string EventTime, string Delay) : UnresolvedUnaryPlan(Input);

/// <summary>A plan whose subquery expressions and table arguments name these references by plan id.</summary>
public sealed record WithRelations(LogicalPlan Root, ImmutableArray<LogicalPlan> References) : LogicalPlan
{
    public override ImmutableArray<LogicalPlan> Children => [Root, .. References];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Root = children[0], References = children[1..] };
    protected override bool ComputeResolved() => false;
    protected override ImmutableArray<AttributeReference> ComputeOutput() => Root.Output;
}

/// <summary>Refers to a plan the server keeps (checkpoint, foreachBatch).</summary>
public sealed record CachedRemoteRelation(string RelationId) : UnresolvedLeafPlan;
