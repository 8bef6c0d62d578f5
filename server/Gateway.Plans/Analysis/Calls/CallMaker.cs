using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Builds calls of built-in functions over resolved arguments, for rewrites that need them.</summary>
internal sealed class CallMaker(Resolution resolution)
{
    public Expression Call(string name, params ImmutableArray<Expression> arguments) =>
        resolution.Expressions(Scope.Empty).Resolve(new UnresolvedFunction([name], arguments));

    /// <summary>Calls a function that SQL cannot see.</summary>
    public Expression Internal(string name, params ImmutableArray<Expression> arguments) =>
        resolution.Expressions(Scope.Empty).Resolve(new UnresolvedFunction([name], arguments, IsInternal: true));

    public Expression Cast(Expression value, Core.Types.DataType type) =>
        TypeMerging.Same(value.Type, type) ? value : new Cast(value, type, resolution.Context.Mode) { Origin = value.Origin };
}
