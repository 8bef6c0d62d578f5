using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Names;

/// <summary>One kind of names that an expression can see. New kinds of names are new layers.</summary>
internal interface IScopeLayer
{
    /// <summary>Finds what the name means in this layer, or null to ask the next one.</summary>
    /// <exception cref="QueryException">The name means something here, but wrongly; no later layer is asked.</exception>
    Expression? Find(UnresolvedAttribute name);
}

/// <summary>The names that the expressions of one operator can see, layer after layer.</summary>
/// <param name="Layers">Asked in order.</param>
/// <param name="Visible">The attributes that a subquery of these expressions may refer to as outer columns.</param>
internal sealed record Scope(ImmutableArray<IScopeLayer> Layers, ImmutableArray<AttributeReference> Visible)
{
    public static readonly Scope Empty = new([], []);

    /// <summary>Gets whether the operator's inputs are resolved; names wait otherwise.</summary>
    public bool IsReady { get; init; } = true;

    /// <summary>Gets whether a star among the arguments of a call stands for its columns, as it does in select lists and filters.</summary>
    public bool ExpandsStars { get; init; } = true;

    /// <summary>Gets columns that a qualified star shows though a bare one does not.</summary>
    public ImmutableArray<AttributeReference> Hidden { get; init; } = [];

    /// <summary>Gets the columns of the query around, for qualified stars that nothing here matches.</summary>
    public ImmutableArray<AttributeReference> OuterVisible { get; init; } = [];

    /// <summary>Gets the resolved inputs of the operator, for names tied to one DataFrame.</summary>
    public ImmutableArray<Logical.LogicalPlan> Inputs { get; init; } = [];

    /// <summary>Gets layers that subqueries of these expressions search after their own, e.g. enclosing lambda parameters never.</summary>
    public ImmutableArray<IScopeLayer> OuterLayers { get; init; } = [];

    public Expression? Find(UnresolvedAttribute name)
    {
        foreach (var layer in Layers)
        {
            if (layer.Find(name) is { } found)
            {
                return found;
            }
        }
        return null;
    }

    public Scope Before(IScopeLayer layer) => this with { Layers = Layers.Insert(0, layer) };
}
