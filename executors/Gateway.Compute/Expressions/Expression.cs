using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Represents a scalar expression, unresolved or resolved. One IR serves SQL, Connect, .NET and the executor.</summary>
/// <remarks>
/// Nodes are immutable. Record equality is not semantic equality: use <see cref="CanonicalText"/>.
/// <see cref="Type"/> and <see cref="Nullable"/> may be asked only when <see cref="Resolved"/>.
/// </remarks>
public abstract record Expression
{
    private bool? _resolved;

    /// <summary>Gets where the node came from; rewrites keep it.</summary>
    public Origin Origin { get; init; }

    /// <summary>Gets the tags that survive rewriting.</summary>
    public ExpressionTags Tags { get; init; }

    /// <summary>Gets the zone a stored text (a view, a SQL function) was written under, where it is not the session's; see <see cref="CapturedZone"/>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Gets the direct children in evaluation order.</summary>
    public abstract ImmutableArray<Expression> Children { get; }

    /// <summary>Gets the result type. Throws <see cref="InvalidOperationException"/> when unresolved.</summary>
    public abstract DataType Type { get; }

    /// <summary>Tells whether the result may be NULL.</summary>
    public abstract bool Nullable { get; }

    /// <summary>Tells whether the value can be computed at analysis: literals only below, deterministic.</summary>
    public virtual bool Foldable => false;

    /// <summary>Tells whether equal inputs always give equal results.</summary>
    public virtual bool Deterministic => Children.All(static child => child.Deterministic);

    /// <summary>Tells whether names, functions and types are all settled below and here.</summary>
    public bool Resolved => _resolved ??= ComputeResolved();

    protected virtual bool ComputeResolved() => Children.All(static child => child.Resolved);

    /// <summary>Returns the node with other children (same count and order), keeping origin and tags.</summary>
    public abstract Expression WithChildren(ImmutableArray<Expression> children);

    /// <summary>Writes the node in one of the printers' styles.</summary>
    public abstract void Print(ExpressionWriter writer);

    /// <summary>Copy constructor of the record: derived caches start empty.</summary>
    protected Expression(Expression original)
    {
        Origin = original.Origin;
        Tags = original.Tags;
        TimeZone = original.TimeZone;
        _resolved = null;
    }

    protected Expression() { }

    /// <summary>Gets the text Spark shows for generated column names and in messages.</summary>
    public string PrettyText => ExpressionWriter.Write(this, PrintStyle.Pretty);

    /// <summary>Gets SQL text that parses back to this expression (Spark's <c>sql</c>).</summary>
    public string SqlText => ExpressionWriter.Write(this, PrintStyle.Sql);

    /// <summary>Gets a text that is equal for semantically equal expressions (ids matter, names and origins do not).</summary>
    public string CanonicalText => ExpressionWriter.Write(this, PrintStyle.Canonical);

    public bool SemanticEquals(Expression other) => ReferenceEquals(this, other) || CanonicalText == other.CanonicalText;

    public sealed override string ToString() => ExpressionWriter.Write(this, PrintStyle.Plan);

    /// <summary>Rewrites bottom-up: children first, then the node itself. Returns the same object where nothing changed.</summary>
    public Expression TransformUp(Func<Expression, Expression> rewrite)
    {
        var rewritten = MapChildren(child => child.TransformUp(rewrite));
        return Keep(rewritten, rewrite(rewritten));
    }

    /// <summary>Rewrites top-down: the node first, then its (new) children.</summary>
    public Expression TransformDown(Func<Expression, Expression> rewrite)
    {
        var rewritten = Keep(this, rewrite(this));
        return rewritten.MapChildren(child => child.TransformDown(rewrite));
    }

    public Expression MapChildren(Func<Expression, Expression> map)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var children = Children;
        ImmutableArray<Expression>.Builder? changed = null;
        for (int i = 0; i < children.Length; i++)
        {
            var mapped = map(children[i]);
            if (changed is null && !ReferenceEquals(mapped, children[i]))
            {
                changed = ImmutableArray.CreateBuilder<Expression>(children.Length);
                changed.AddRange(children, i);
            }
            changed?.Add(mapped);
        }
        return changed is null ? this : WithChildren(changed.MoveToImmutable());
    }

    /// <summary>Visits the node and everything below it, parents first.</summary>
    public IEnumerable<Expression> SelfAndDescendants()
    {
        var stack = new Stack<Expression>();
        stack.Push(this);
        while (stack.TryPop(out var node))
        {
            yield return node;
            var children = node.Children;
            for (int i = children.Length - 1; i >= 0; i--)
            {
                stack.Push(children[i]);
            }
        }
    }

    public bool Any(Func<Expression, bool> predicate) => SelfAndDescendants().Any(predicate);

    private static Expression Keep(Expression before, Expression after) =>
        ReferenceEquals(before, after) || after.Origin.IsKnown || !before.Origin.IsKnown ? after : after with { Origin = before.Origin };

    protected static InvalidOperationException Unresolved(string what) => new($"{what} is not resolved");
}

/// <summary>Marks that rules must remember about an expression across rewrites.</summary>
[Flags]
public enum ExpressionTags
{
    None = 0,
    /// <summary>The user wrote this cast; it shows in generated names.</summary>
    UserCast = 1,
    /// <summary>The output is hidden: found by name only when nothing visible matches, never part of a star.</summary>
    HiddenOutput = 2,
    /// <summary>The alias name was generated, not written by the user.</summary>
    GeneratedName = 4,
    /// <summary>The argument list of a call came from a pipe operator's aggregate.</summary>
    PipeAggregate = 8,
    /// <summary>A reference that may only resolve to a metadata column.</summary>
    MetadataColumn = 16,
}

/// <summary>Identifies an attribute across the whole process; names are only for lookup and printing.</summary>
public readonly record struct ExpressionId(long Value)
{
    private static long _last;
    public static ExpressionId Next() => new(Interlocked.Increment(ref _last));
    public override string ToString() => "#" + Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>How a cast, arithmetic operation or function treats bad values.</summary>
public enum EvaluationMode : byte
{
    /// <summary>Raise an error.</summary>
    Ansi,
    /// <summary>Give NULL or wrap around, as Spark did before ANSI.</summary>
    Legacy,
    /// <summary>Give NULL.</summary>
    Try,
}
