using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Builds scopes in the order in which Spark looks names up.</summary>
internal static class ScopeFactory
{
    /// <summary>Makes the scope of an operator over its resolved inputs.</summary>
    /// <param name="later">Layers between the inputs and the outer scope, e.g. lateral aliases.</param>
    public static Scope Over(LogicalPlan plan, Resolution resolution, params ReadOnlySpan<IScopeLayer> later)
    {
        foreach (var child in plan.Children)
        {
            if (!child.Resolved)
            {
                return Scope.Empty with { IsReady = false };
            }
        }
        ImmutableArray<AttributeReference> hidden = plan.Children.Length == 1 ? plan.Children[0].HiddenOutput : [.. plan.Children.SelectMany(static child => child.HiddenOutput)];
        return Over(plan.InputAttributes, hidden, resolution, later) with { Inputs = plan.Children };
    }

    public static Scope Over(ImmutableArray<AttributeReference> attributes, ImmutableArray<AttributeReference> hidden, Resolution resolution, params ReadOnlySpan<IScopeLayer> later)
    {
        var layers = ImmutableArray.CreateBuilder<IScopeLayer>();
        layers.Add(new AttributeLayer(attributes, resolution.Context));
        if (!hidden.IsEmpty)
        {
            layers.Add(new HiddenLayer(hidden, resolution.Context));
        }
        return With(layers, layers.ToImmutable(), attributes, resolution, later) with { Hidden = hidden };
    }

    /// <summary>Makes a scope of given first layers, followed by everything that every scope has.</summary>
    /// <param name="outerLayers">What subqueries of these expressions see.</param>
    public static Scope With(ImmutableArray<IScopeLayer>.Builder layers, ImmutableArray<IScopeLayer> outerLayers, ImmutableArray<AttributeReference> visible, Resolution resolution, params ReadOnlySpan<IScopeLayer> later)
    {
        layers.Add(new BareFunctionLayer(call => resolution.Expressions(Scope.Empty).Resolve(call)));
        foreach (var layer in later)
        {
            layers.Add(layer);
        }
        if (resolution.Outer is { } outer)
        {
            layers.Add(new OuterLayer(outer));
        }
        if (resolution.Parameters is { } parameters)
        {
            layers.Add(parameters);
        }
        layers.Add(new VariableLayer(resolution.Context));
        return new Scope(layers.ToImmutable(), visible) { OuterLayers = outerLayers, OuterVisible = resolution.Outer?.Visible ?? [] };
    }
}
