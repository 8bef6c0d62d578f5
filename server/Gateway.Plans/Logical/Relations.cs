using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

/// <summary>A table, view or path by name, not looked up yet.</summary>
public sealed record UnresolvedRelation(ImmutableArray<string> NameParts, ImmutableDictionary<string, string> Options, bool Streaming = false) : UnresolvedLeafPlan
{
    public UnresolvedRelation(ImmutableArray<string> nameParts) : this(nameParts, ImmutableDictionary<string, string>.Empty) { }
    public override bool IsStreaming => Streaming;
}

/// <summary>A relation AS OF a version or timestamp.</summary>
public sealed record TimeTravel(LogicalPlan Input, Expression? Timestamp, Expression? Version) : UnresolvedUnaryPlan(Input)
{
    public override ImmutableArray<Expression> Expressions => Timestamp is not null ? [Timestamp] : Version is not null ? [Version] : [];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) =>
        this with { Timestamp = Timestamp is null ? null : expressions[0], Version = Version is null ? null : expressions[^1] };
}

/// <summary>A relation named by IDENTIFIER(expression).</summary>
/// <param name="Make">Builds the plan from the evaluated name.</param>
public sealed record PlanIdentifierClause(Expression NameExpression, Func<ImmutableArray<string>, LogicalPlan> Make) : UnresolvedLeafPlan
{
    public override ImmutableArray<Expression> Expressions => [NameExpression];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { NameExpression = expressions[0] };
}

/// <summary>A table-valued function call in FROM, e.g. <c>range(10)</c>.</summary>
public sealed record UnresolvedTableFunction(ImmutableArray<string> NameParts, ImmutableArray<Expression> Arguments) : UnresolvedLeafPlan
{
    public override ImmutableArray<Expression> Expressions => Arguments;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Arguments = expressions };
}

/// <summary>VALUES: rows of expressions, evaluated during analysis.</summary>
public sealed record UnresolvedInlineTable(ImmutableArray<string> Names, ImmutableArray<ImmutableArray<Expression>> Rows) : UnresolvedLeafPlan
{
    /// <summary>Raises INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH for a row that has not one value a column.</summary>
    public void RequireEvenRows()
    {
        for (int row = 0; row < Rows.Length; row++)
        {
            if (Rows[row].Length != Names.Length)
            {
                throw new QueryException(QueryException.Create("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH", Origin, "ParseException",
                    ("expectedNumCols", Text(Names.Length)), ("actualNumCols", Text(Rows[row].Length)), ("rowIndex", Text(row))));
            }
        }
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override ImmutableArray<Expression> Expressions => [.. Rows.SelectMany(static row => row)];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions)
    {
        int next = 0;
        return this with { Rows = [.. Rows.Select(row => ImmutableArray.CreateRange(row.Select(_ => expressions[next++])))] };
    }
}

/// <summary>A relation without FROM: one row, no columns.</summary>
public sealed record OneRowRelation : LeafPlan
{
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [];
}

/// <summary>Rows held in memory, by column.</summary>
/// <param name="Rows">Boxed values in the form of literals, one array a row.</param>
/// <param name="FromSql">True for VALUES and command results, whose projections Spark evaluates eagerly.</param>
public sealed record LocalRelation(ImmutableArray<AttributeReference> Attributes, ImmutableArray<object?[]> Rows, bool FromSql = true) : LeafPlan
{
    protected override ImmutableArray<AttributeReference> ComputeOutput() => Attributes;
}

/// <summary>Rows the client sent as Arrow, kept as engine columns behind <see cref="ITable"/>; analysed like any table.</summary>
/// <param name="Schema">The schema the client asked for, or null to take the data's.</param>
public sealed record ArrowRelation(ITable Data, StructType? RequestedSchema) : UnresolvedLeafPlan;

/// <summary>The integers from start (inclusive) to end (exclusive): <c>spark.range</c> and <c>range()</c>.</summary>
public sealed record RangeRelation(long Start, long End, long Step, int? Partitions, ImmutableArray<AttributeReference> Attributes) : LeafPlan
{
    public RangeRelation(long start, long end, long step, int? partitions) : this(start, end, step, partitions, [new AttributeReference("id", LongType.Instance, false)]) { }
    protected override ImmutableArray<AttributeReference> ComputeOutput() => Attributes;
}

/// <summary>A table the catalog found: files, an in-memory table, a system table.</summary>
/// <param name="Attributes">One a table column, in table order; the optimizer may narrow the list.</param>
public sealed record TableScan(ITable Table, ImmutableArray<AttributeReference> Attributes) : LeafPlan
{
    /// <summary>Gets the table column behind each attribute once some were dropped; until then attributes are the table's columns in order.</summary>
    public ImmutableArray<int> Ordinals { get; init; }

    /// <summary>Keeps only some attributes.</summary>
    public TableScan Narrow(Func<AttributeReference, bool> keep)
    {
        int visible = Table.Schema.Fields.Length;
        int[] kept = [.. Enumerable.Range(0, Attributes.Length).Where(i => keep(Attributes[i]))];
        return this with
        {
            Attributes = [.. kept.Select(i => Attributes[i])],
            Ordinals = !Ordinals.IsDefault ? [.. kept.Select(i => Ordinals[i])] : Attributes.Length == visible && !Attributes.Any(static attribute => attribute.Tags.HasFlag(ExpressionTags.MetadataColumn)) ? [.. kept] : default,
            Metadata = Metadata.RemoveAll(attribute => !keep(attribute)),
        };
    }

    /// <summary>Gets hidden file metadata columns.</summary>
    public ImmutableArray<AttributeReference> Metadata { get; init; } = [];
    public override ImmutableArray<AttributeReference> HiddenOutput => Metadata;
    public override bool IsStreaming => Table.IsStreaming;
    protected override ImmutableArray<AttributeReference> ComputeOutput() => Attributes;
}

/// <summary>DataFrameReader.load: a format with options and paths.</summary>
/// <param name="Schema">The schema the user gave, or null to infer.</param>
public sealed record UnresolvedDataSource(string? Format, StructType? UserSchema, ImmutableDictionary<string, string> Options, ImmutableArray<string> Paths, bool Streaming = false) : UnresolvedLeafPlan
{
    public override bool IsStreaming => Streaming;
}

/// <summary>Sets the qualifier of a relation: <c>FROM t AS alias</c>, or a table's own name.</summary>
/// <param name="Qualifier">Catalog and database parts before the alias, outermost first.</param>
public sealed record SubqueryAlias(LogicalPlan Input, string Name, ImmutableArray<string> Qualifier) : UnaryPlan(Input)
{
    public SubqueryAlias(LogicalPlan input, string name) : this(input, name, []) { }
    private ImmutableArray<string> OutputQualifier => [.. Qualifier, Name];
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Input.Output.Select(attribute => attribute with { Qualifier = OutputQualifier, Origin = default, Tags = attribute.Tags & ~ExpressionTags.HiddenOutput })];
    public override ImmutableArray<AttributeReference> HiddenOutput => [.. Input.HiddenOutput.Select(attribute => attribute with { Qualifier = OutputQualifier, Origin = default })];
}

/// <summary>Renames all columns of a relation: <c>FROM t AS a(x, y)</c>.</summary>
public sealed record UnresolvedColumnAliases(LogicalPlan Input, ImmutableArray<string> Names) : UnresolvedUnaryPlan(Input);

/// <summary>An expanded view: sets names and captured settings apart from the query around it.</summary>
/// <param name="Settings">Settings captured at CREATE that govern the body.</param>
public sealed record View(LogicalPlan Input, ImmutableArray<string> NameParts, bool IsTemporary, ImmutableDictionary<string, string> Settings) : UnaryPlan(Input);

/// <summary>A definition of WITH.</summary>
/// <param name="MaxLevels">MAX RECURSION LEVEL of a recursive definition, or null.</param>
public sealed record CteDefinition(string Name, LogicalPlan Plan, ImmutableArray<string> ColumnNames, int? MaxLevels = null)
{
    public Core.Errors.Origin Origin { get; init; }
}

/// <summary>WITH definitions before a query.</summary>
public sealed record UnresolvedWith(LogicalPlan Input, ImmutableArray<CteDefinition> Definitions, bool Recursive) : UnresolvedUnaryPlan(Input);

/// <summary>Holds the shared definitions that <see cref="CteReference"/>s below read.</summary>
public sealed record WithCte(LogicalPlan Input, ImmutableArray<CteNode> Definitions) : LogicalPlan
{
    public override ImmutableArray<LogicalPlan> Children => [.. Definitions.Select(static definition => definition.Plan), Input];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) =>
        this with { Definitions = [.. Definitions.Select((definition, i) => definition with { Plan = children[i] })], Input = children[^1] };
    protected override ImmutableArray<AttributeReference> ComputeOutput() => Input.Output;
}

/// <summary>One shared definition.</summary>
/// <param name="Id">Process-wide id.</param>
/// <param name="Recursive">The plan is a union of anchor and step that reads itself.</param>
public sealed record CteNode(long Id, string Name, LogicalPlan Plan, bool Recursive, int? MaxLevels = null);

/// <summary>Reads a shared definition; each reference has ids of its own.</summary>
/// <param name="DefinitionOutput">The definition's columns in the same order, or empty until it is resolved.</param>
/// <param name="IsRecursive">True for the reference inside the recursive step.</param>
public sealed record CteReference(long Id, string Name, ImmutableArray<AttributeReference> Attributes, bool IsRecursive) : LeafPlan
{
    protected override bool ComputeResolved() => !Attributes.IsDefault;
    protected override ImmutableArray<AttributeReference> ComputeOutput() => Attributes;
}
