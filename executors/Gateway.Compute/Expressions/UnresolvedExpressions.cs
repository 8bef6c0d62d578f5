using System.Collections.Immutable;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Base of nodes that only analysis can give a type.</summary>
public abstract record UnresolvedExpression : Expression
{
    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => throw Unresolved(GetType().Name);
    public override bool Nullable => throw Unresolved(GetType().Name);
    protected sealed override bool ComputeResolved() => false;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
}

/// <summary>A column name as written, e.g. <c>t.a.b</c>, perhaps tied to one DataFrame of a Connect plan.</summary>
/// <param name="PlanId">The client's plan id that the name must resolve in, or null.</param>
public sealed record UnresolvedAttribute(ImmutableArray<string> NameParts, long? PlanId = null, bool IsMetadataColumn = false) : UnresolvedExpression
{
    public string Name => string.Join('.', NameParts);
    public override void Print(ExpressionWriter writer)
    {
        if (writer.Style == PrintStyle.Plan)
        {
            writer.Append("'");
        }
        writer.Append(IdentifierText.QuoteIfNeeded(NameParts));
    }
}

/// <summary><c>*</c>, <c>t.*</c>, <c>* EXCEPT (..)</c>; a plan id restricts it to one DataFrame.</summary>
/// <param name="Target">Qualifier or struct column before the star, or empty.</param>
/// <param name="Except">Names to leave out, each as parts; null without the clause.</param>
public sealed record UnresolvedStar(ImmutableArray<string> Target, long? PlanId = null, ImmutableArray<ImmutableArray<string>>? Except = null) : UnresolvedExpression
{
    public override void Print(ExpressionWriter writer) => writer.Append(Target.IsDefaultOrEmpty ? "*" : IdentifierText.QuoteIfNeeded(Target) + ".*");
}

/// <summary>A back-quoted regular expression over column names (DataFrame <c>colRegex</c>).</summary>
public sealed record UnresolvedRegex(string Pattern, string? Table, long? PlanId = null) : UnresolvedExpression
{
    public override void Print(ExpressionWriter writer) => writer.Append((Table is null ? "" : Table + ".") + "`" + Pattern + "`");
}

/// <summary><c>child[key]</c> or <c>child.field</c> before the child's type is known.</summary>
public sealed record UnresolvedExtractValue(Expression Child, Expression Key) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => [Child, Key];
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0], Key = children[1] };
    public override void Print(ExpressionWriter writer) => writer.Append(Child).Append("[").Append(Key).Append("]");
}

/// <summary>A call by name with every modifier a door can say; operators are calls of <c>+</c>, <c>and</c>, ...</summary>
/// <param name="Filter">FILTER (WHERE ..), or null.</param>
/// <param name="IgnoreNulls">True for IGNORE NULLS, false for RESPECT NULLS, null when not written.</param>
/// <param name="OrderWithinGroup">WITHIN GROUP (ORDER BY ..) items (<see cref="SortOrder"/>), empty when absent.</param>
/// <param name="IsInternal">Looks the name up among functions that SQL cannot see.</param>
public sealed record UnresolvedFunction(
    ImmutableArray<string> NameParts,
    ImmutableArray<Expression> Arguments,
    bool IsDistinct = false,
    Expression? Filter = null,
    bool? IgnoreNulls = null,
    ImmutableArray<Expression> OrderWithinGroup = default,
    bool IsInternal = false) : UnresolvedExpression
{
    public UnresolvedFunction(string name, params ImmutableArray<Expression> arguments) : this([name], arguments) { }

    /// <summary>Gets whether SQL wrote an operator rather than a name; it prints as one before it is resolved, too.</summary>
    public bool IsOperator { get; init; }

    /// <summary>Gets whether the call was written in a form that takes no stars for the columns, e.g. first(* IGNORE NULLS).</summary>
    public bool RefusesStars { get; init; }

    public ImmutableArray<Expression> WithinGroup => OrderWithinGroup.IsDefault ? [] : OrderWithinGroup;

    public override ImmutableArray<Expression> Children => Filter is null ? [.. Arguments, .. WithinGroup] : [.. Arguments, .. WithinGroup, Filter];

    public override Expression WithChildren(ImmutableArray<Expression> children) => this with
    {
        Arguments = children[..Arguments.Length],
        OrderWithinGroup = children.Slice(Arguments.Length, WithinGroup.Length),
        Filter = Filter is null ? null : children[^1],
    };

    public override void Print(ExpressionWriter writer)
    {
        if (writer.Style == PrintStyle.Plan)
        {
            writer.Append("'");
        }
        else if (IsOperator && writer.Style != PrintStyle.Canonical && FunctionRegistry.Builtin.Find(NameParts[^1]) is { } definition)
        {
            new FunctionCall(definition, definition.Name, Arguments, EvaluationMode.Legacy).Print(writer);
            return;
        }
        writer.Append(string.Join('.', NameParts)).Append(IsDistinct ? "(distinct " : "(").Join(", ", Arguments).Append(")");
    }
}

/// <summary><c>name =&gt; value</c> in an argument list.</summary>
public sealed record NamedArgument(string Name, Expression Value) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => [Value];
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Value = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append(Name).Append(" => ").Append(Value);
}

/// <summary>A select item without alias, named once when it becomes resolved.</summary>
public sealed record UnresolvedAlias(Expression Child) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => [Child];
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append("unresolvedalias(").Append(Child).Append(")");
}

/// <summary>An item with several names: a generator's or a struct's outputs.</summary>
public sealed record MultiAlias(Expression Child, ImmutableArray<string> Names) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => [Child];
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append(Child).Append(" AS (").Append(string.Join(", ", Names)).Append(")");
}

/// <summary>A name inside a lambda body that may mean one of its parameters (Connect says so; SQL uses plain attributes).</summary>
public sealed record UnresolvedLambdaVariable(ImmutableArray<string> NameParts) : UnresolvedExpression
{
    public override void Print(ExpressionWriter writer) => writer.Append((writer.Style == PrintStyle.Pretty ? "" : "lambda ") + string.Join('.', NameParts));
}

/// <summary><c>function OVER name</c> before the WINDOW clause is looked up.</summary>
public sealed record UnresolvedWindowExpression(Expression Function, string WindowName) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => [Function];
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Function = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append(Function).Append(" OVER ").Append(WindowName);
}

/// <summary><c>IDENTIFIER(expression)</c> where a name is wanted; analysis evaluates it and calls <paramref name="Make"/>.</summary>
/// <param name="Make">Builds the expression from the name parts.</param>
public sealed record IdentifierClause(Expression NameExpression, Func<ImmutableArray<string>, Expression> Make) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => [NameExpression];
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { NameExpression = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append("IDENTIFIER(").Append(NameExpression).Append(")");
}

/// <summary>The word DEFAULT where an INSERT, UPDATE or MERGE takes the column's default.</summary>
public sealed record DefaultPlaceholder : UnresolvedExpression
{
    public override void Print(ExpressionWriter writer) => writer.Append("DEFAULT");
}

/// <summary>GROUPING SETS, CUBE or ROLLUP in a GROUP BY list.</summary>
/// <param name="Sets">For GROUPING SETS: the sets as written (each may itself be an analytics node); for CUBE and ROLLUP: the grouped items.</param>
public sealed record GroupingAnalytics(GroupingAnalyticsKind Kind, ImmutableArray<ImmutableArray<Expression>> Sets) : UnresolvedExpression
{
    /// <summary>Gets the keys before GROUPING SETS in <c>GROUP BY a, b GROUPING SETS (..)</c>; empty where none were written.</summary>
    public ImmutableArray<Expression> Keys { get; init; } = [];
    public override ImmutableArray<Expression> Children => [.. Sets.SelectMany(static set => set), .. Keys];
    public override Expression WithChildren(ImmutableArray<Expression> children)
    {
        int next = 0;
        ImmutableArray<ImmutableArray<Expression>> sets = [.. Sets.Select(set => ImmutableArray.CreateRange(Enumerable.Range(0, set.Length).Select(_ => children[next++])))];
        return this with { Sets = sets, Keys = children[next..] };
    }

    public override void Print(ExpressionWriter writer)
    {
        writer.Append(Kind switch { GroupingAnalyticsKind.Cube => "cube(", GroupingAnalyticsKind.Rollup => "rollup(", GroupingAnalyticsKind.GroupingSets => "groupingsets(", _ => throw new System.Diagnostics.UnreachableException() });
        writer.Join(", ", Children).Append(")");
    }
}

/// <summary>The three grouping analytics.</summary>
public enum GroupingAnalyticsKind { GroupingSets, Cube, Rollup }
