using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>CASE WHEN .. THEN .. [ELSE ..] END. Branches are evaluated only for the rows that reach them.</summary>
/// <param name="Else">Null without ELSE: the result is then nullable.</param>
public sealed record CaseWhen(ImmutableArray<(Expression Condition, Expression Value)> Branches, Expression? Else) : Expression
{
    // Asked of every level of nested CASEs, so they are worked out once a node.
    private DataType? _type;
    private bool? _nullable;
    private ImmutableArray<Expression> _children;

    /// <summary>Copy constructor of the record: derived caches start empty.</summary>
    private CaseWhen(CaseWhen original) : base(original)
    {
        Branches = original.Branches;
        Else = original.Else;
    }

    public override ImmutableArray<Expression> Children => _children.IsDefault ? _children = AllParts() : _children;

    /// <summary>Gets the result expressions: every THEN, then ELSE when written.</summary>
    public IEnumerable<Expression> Values => Else is null ? Branches.Select(static b => b.Value) : Branches.Select(static b => b.Value).Append(Else);

    public override DataType Type => _type ??= TypeMerging.MergeNullability(Values.Select(static value => value.Type));

    /// <summary>Branches behind one whose condition is the literal TRUE do not count.</summary>
    public override bool Nullable => _nullable ??= ComputeNullable();

    public override bool Foldable => Children.All(static child => child.Foldable);

    public override Expression WithChildren(ImmutableArray<Expression> children) => this with
    {
        Branches = [.. Enumerable.Range(0, Branches.Length).Select(i => (children[2 * i], children[2 * i + 1]))],
        Else = Else is null ? null : children[^1],
    };

    protected override bool ComputeResolved() =>
        base.ComputeResolved() && Branches.All(static b => b.Condition.Type is BooleanType) && TypeMerging.AllSame(Values.Select(static value => value.Type));

    public override void Print(ExpressionWriter writer)
    {
        writer.Append("CASE");
        foreach (var (condition, value) in Branches)
        {
            writer.Append(" WHEN ").Append(condition).Append(" THEN ").Append(value);
        }
        if (Else is not null)
        {
            writer.Append(" ELSE ").Append(Else);
        }
        writer.Append(" END");
    }

    private ImmutableArray<Expression> AllParts()
    {
        var parts = new Expression[Branches.Length * 2 + (Else is null ? 0 : 1)];
        for (int i = 0; i < Branches.Length; i++)
        {
            (parts[2 * i], parts[2 * i + 1]) = Branches[i];
        }
        if (Else is not null)
        {
            parts[^1] = Else;
        }
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(parts);
    }

    private bool ComputeNullable()
    {
        foreach (var (condition, value) in Branches)
        {
            if (value.Nullable)
            {
                return true;
            }
            if (condition is Literal { Value: true })
            {
                return false;
            }
        }
        return Else is null || Else.Nullable;
    }
}

/// <summary>Reads one field of a struct.</summary>
/// <param name="Name">The name as the query wrote it; null prints the field's own.</param>
public sealed record GetStructField(Expression Child, int Ordinal, string? Name = null) : Expression
{
    public StructField Field => ((StructType)Child.Type).Fields[Ordinal];
    public override ImmutableArray<Expression> Children => [Child];
    public override DataType Type => Field.Type;
    public override bool Nullable => Child.Nullable || Field.Nullable;
    public override bool Foldable => Child.Foldable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };
    public override void Print(ExpressionWriter writer)
    {
        writer.Append(Child).Append(".");
        string name = writer.Style == PrintStyle.Canonical ? Ordinal.ToString(CultureInfo.InvariantCulture) : Name ?? Field.Name;
        writer.Append(writer.Style == PrintStyle.Sql ? IdentifierText.Quote(name) : name);
    }
}

/// <summary>Reads one field of every struct of an array, giving an array.</summary>
public sealed record GetArrayStructFields(Expression Child, int Ordinal, string? Name = null) : Expression
{
    private StructField Field => ((StructType)((ArrayType)Child.Type).Element).Fields[Ordinal];
    public override ImmutableArray<Expression> Children => [Child];
    public override DataType Type => new ArrayType(Field.Type, ((ArrayType)Child.Type).ContainsNull || Field.Nullable);
    public override bool Nullable => Child.Nullable;
    public override bool Foldable => Child.Foldable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append(Child).Append(".").Append(Name ?? Field.Name);
}

/// <summary>Reads an array element by 0-based index.</summary>
/// <param name="Mode">ANSI: an index out of range is an error; else NULL.</param>
public sealed record GetArrayItem(Expression Child, Expression Index, EvaluationMode Mode) : Expression
{
    public override ImmutableArray<Expression> Children => [Child, Index];
    public override DataType Type => ((ArrayType)Child.Type).Element;
    public override bool Nullable => Functions.NullRules.ArrayItem(Child, Index, oneBased: false, nullIsFirst: true, failsOutside: Mode == EvaluationMode.Ansi);
    public override bool Foldable => Child.Foldable && Index.Foldable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0], Index = children[1] };
    protected override bool ComputeResolved() => base.ComputeResolved() && Child.Type is ArrayType && Index.Type is IntegralType;
    public override void Print(ExpressionWriter writer) => writer.Append(Child).Append("[").Append(Index).Append("]");
}

/// <summary>Looks a key up in a map; a missing key gives NULL.</summary>
public sealed record GetMapValue(Expression Child, Expression Key) : Expression
{
    public override ImmutableArray<Expression> Children => [Child, Key];
    public override DataType Type => ((MapType)Child.Type).Value;
    public override bool Nullable => true;
    public override bool Foldable => Child.Foldable && Key.Foldable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0], Key = children[1] };
    protected override bool ComputeResolved() => base.ComputeResolved() && Child.Type is MapType map && TypeMerging.Same(map.Key, Key.Type);
    public override void Print(ExpressionWriter writer) => writer.Append(Child).Append("[").Append(Key).Append("]");
}

/// <summary><c>value IN (a, b, ..)</c> over expressions of one type.</summary>
public sealed record In(Expression Value, ImmutableArray<Expression> List) : Expression
{
    private ImmutableArray<Expression> _children;

    /// <summary>Copy constructor of the record: derived caches start empty.</summary>
    private In(In original) : base(original)
    {
        Value = original.Value;
        List = original.List;
    }

    public override ImmutableArray<Expression> Children => _children.IsDefault ? _children = [Value, .. List] : _children;
    public override DataType Type => BooleanType.Instance;
    public override bool Nullable => Children.Any(static child => child.Nullable);
    public override bool Foldable => Children.All(static child => child.Foldable);
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Value = children[0], List = children[1..] };
    protected override bool ComputeResolved() => base.ComputeResolved() && Functions.ConditionalCheck.FindFault(this) is null;
    public override void Print(ExpressionWriter writer) => writer.Append("(").Append(Value).Append(" IN (").Join(", ", List).Append("))");
}

/// <summary>Adds, replaces or drops fields of a struct (Column.withField, dropFields).</summary>
/// <param name="Value">The new value, or null to drop the field.</param>
public sealed record UpdateFields(Expression Child, ImmutableArray<string> FieldPath, Expression? Value) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => Value is null ? [Child] : [Child, Value];
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0], Value = Value is null ? null : children[1] };
    /// <summary>Prints a chain of changes as one call; a change inside a nested struct as a change of that struct.</summary>
    public override void Print(ExpressionWriter writer)
    {
        var changes = new Stack<UpdateFields>();
        Expression source = this;
        while ((source is Replaceable replaceable ? replaceable.Original : source) is UpdateFields change)
        {
            changes.Push(change);
            source = change.Child;
        }
        writer.Append("update_fields(").Append(source);
        foreach (var change in changes)
        {
            writer.Append(", ");
            PrintChange(writer, source, change.FieldPath, 0, change.Value);
        }
        writer.Append(")");
    }

    private static void PrintChange(ExpressionWriter writer, Expression source, ImmutableArray<string> path, int depth, Expression? value)
    {
        if (depth < path.Length - 1)
        {
            writer.Append("WithField(update_fields(").Append(source).Append(".").Append(string.Join('.', path[..(depth + 1)])).Append(", ");
            PrintChange(writer, source, path, depth + 1, value);
            writer.Append("))");
        }
        else if (value is null)
        {
            writer.Append("dropfield()");
        }
        else
        {
            writer.Append("WithField(").Append(value).Append(")");
        }
    }
}

/// <summary>One item of ORDER BY.</summary>
/// <param name="NullsFirst">Null until analysis fills the default: first when ascending, last when descending.</param>
public sealed record SortOrder(Expression Child, bool Ascending = true, bool? NullsFirst = null) : Expression
{
    public bool EffectiveNullsFirst => NullsFirst ?? Ascending;
    public override ImmutableArray<Expression> Children => [Child];
    public override DataType Type => Child.Type;
    public override bool Nullable => Child.Nullable;
    public override bool Foldable => false;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };
    public override void Print(ExpressionWriter writer) =>
        writer.Append(Child).Append(Ascending ? " ASC" : " DESC").Append(EffectiveNullsFirst ? " NULLS FIRST" : " NULLS LAST");
}

/// <summary>A function rewritten into others while its own name and arguments go on being printed.</summary>
/// <param name="Original">The call as the user wrote it: printed, never evaluated.</param>
/// <param name="Replacement">What is coerced, checked and evaluated.</param>
public sealed record Replaceable(Expression Original, Expression Replacement) : Expression
{
    public override ImmutableArray<Expression> Children => [Replacement];
    public override DataType Type => Replacement.Type;
    public override bool Nullable => Replacement.Nullable;
    /// <summary>Gets whether the call is a constant; calls that share an argument are none until they are unfolded.</summary>
    public override bool Foldable => Replacement.Foldable && !SharesArgument;

    /// <summary>Gets whether Spark writes the call with one argument for several places, which it cannot compute before the plan is rewritten.</summary>
    public bool SharesArgument => Original is FunctionCall { Function.Name: "between" or "nullif" or "zeroifnull" };

    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Replacement = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append(writer.Style == PrintStyle.Canonical ? Replacement : Original);
}
