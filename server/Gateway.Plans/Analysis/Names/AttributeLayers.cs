using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Names;

/// <summary>The output columns of the operator's inputs.</summary>
internal sealed class AttributeLayer(AttributeIndex index) : IScopeLayer
{
    public AttributeLayer(ImmutableArray<AttributeReference> attributes, AnalyzerContext context) : this(new AttributeIndex(attributes, context)) { }

    public Expression? Find(UnresolvedAttribute name) => index.Find(name.NameParts, name.Origin);
}

/// <summary>Columns that names reach though the inputs do not show them; notes which were used so that the inputs can be made to show them.</summary>
internal sealed class HiddenLayer(ImmutableArray<AttributeReference> attributes, AnalyzerContext context) : IScopeLayer
{
    private readonly AttributeIndex _index = new(attributes, context);

    public HashSet<ExpressionId> Used { get; } = [];

    public Expression? Find(UnresolvedAttribute name)
    {
        var found = _index.Find(name.NameParts, name.Origin);
        if (found is not null)
        {
            Used.UnionWith(found.SelfAndDescendants().OfType<AttributeReference>().Select(static attribute => attribute.Id));
        }
        return found;
    }
}

/// <summary>A layer in which a name that means several columns counts as not found.</summary>
internal sealed class UnambiguousLayer(IScopeLayer layer) : IScopeLayer
{
    public Expression? Find(UnresolvedAttribute name)
    {
        try
        {
            return layer.Find(name);
        }
        catch (QueryException fault) when (IsAmbiguous(fault))
        {
            return null;
        }
    }

    /// <summary>Finds a name in one index, or nothing where it is ambiguous.</summary>
    public static Expression? Find(AttributeIndex index, UnresolvedAttribute name)
    {
        try
        {
            return index.Find(name.NameParts, name.Origin);
        }
        catch (QueryException fault) when (IsAmbiguous(fault))
        {
            return null;
        }
    }

    private static bool IsAmbiguous(QueryException fault) => fault.Error.Condition == "AMBIGUOUS_REFERENCE";
}

/// <summary>Columns of the query around a subquery; what is found is wrapped as an outer reference.</summary>
internal sealed class OuterLayer(Scope outer) : IScopeLayer
{
    public Expression? Find(UnresolvedAttribute name)
    {
        try
        {
            return outer.OuterLayers.Select(layer => layer.Find(name)).FirstOrDefault(static found => found is not null) is { } found ? Wrap(found) : null;
        }
        catch (QueryException)
        {
            // What is ambiguous or malformed around the subquery is just not found inside it.
            return null;
        }
    }

    public static Expression Wrap(Expression found) => found.TransformUp(static node => node switch
    {
        AttributeReference attribute => new OuterReference(attribute) { Origin = attribute.Origin },
        TemporaryReference temporary => temporary.Child,
        _ => node,
    });
}

/// <summary>Columns below an aggregate or projection that HAVING and ORDER BY may use on condition.</summary>
/// <param name="refused">Names that turned out unusable; they are looked up further on.</param>
internal sealed class TemporaryLayer(AttributeIndex index, ISet<string> refused) : IScopeLayer
{
    public Expression? Find(UnresolvedAttribute name)
    {
        if (refused.Contains(name.Name))
        {
            return null;
        }
        var found = index.Find(name.NameParts, name.Origin);
        return found is null ? null : new TemporaryReference(found is Alias alias ? alias.Child : found, name) { Origin = name.Origin };
    }
}

/// <summary>A reference that holds only if it ends up in an aggregate function or a grouping expression.</summary>
internal sealed record TemporaryReference(Expression Child, UnresolvedAttribute Name) : Expression
{
    public override ImmutableArray<Expression> Children => [Child];
    public override Core.Types.DataType Type => Child.Type;
    public override bool Nullable => Child.Nullable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };
    public override void Print(ExpressionWriter writer) => writer.Append(Child);

    /// <summary>Puts the names back that stand marked in an expression.</summary>
    public static Expression Restore(Expression expression) => expression.TransformDown(static node => node is TemporaryReference temporary ? temporary.Name : node);

    /// <summary>Takes the marks off an expression.</summary>
    public static Expression Strip(Expression expression) => expression.TransformUp(static node => node is TemporaryReference temporary ? temporary.Child : node);
}
