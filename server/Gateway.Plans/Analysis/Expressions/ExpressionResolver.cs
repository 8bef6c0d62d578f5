using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Resolves expressions bottom-up in one scope: names, calls, subqueries, then coercion of each node whose children are resolved.</summary>
/// <remarks>What cannot be resolved is left as it is; the check words it.</remarks>
internal sealed class ExpressionResolver(Resolution resolution, Scope scope)
{
    public Resolution Resolution => resolution;

    public Scope Scope => scope;

    public AnalyzerContext Context => resolution.Context;

    /// <summary>Gets whether the expression stands inside a lambda body.</summary>
    public bool InsideLambda { get; init; }

    /// <summary>Gets whether the call being built is the function of an OVER clause.</summary>
    public bool InsideWindow { get; init; }

    /// <summary>Resolves an item of a select list: a field path keeps the alias that its last part gives it.</summary>
    public Expression ResolveItem(Expression item) => item switch
    {
        UnresolvedAttribute name => FindName(name) ?? name,
        UnresolvedAlias { Child: UnresolvedAttribute name } alias => FindName(name) is { } found ? alias with { Child = found } : alias,
        _ => Resolve(item),
    };

    public Expression Resolve(Expression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (expression.Resolved)
        {
            return expression;
        }
        var before = expression;
        var resolved = ExpressionTable.Find(expression.GetType()) is { } resolver
            ? Guard(expression, () => resolver.Resolve(expression, this))
            : Complete(expression.MapChildren(Resolve));
        return resolved.Origin.IsKnown || !before.Origin.IsKnown ? resolved : resolved with { Origin = before.Origin };
    }

    /// <summary>Finds a name, without the alias of a field path.</summary>
    public Expression ResolveName(UnresolvedAttribute name) => FindName(name) switch
    {
        null => name,
        Alias alias => alias.Child,
        var found => found,
    };

    /// <summary>Coerces a node whose children are resolved, and expands rewritten functions.</summary>
    public Expression Complete(Expression node)
    {
        foreach (var child in node.Children)
        {
            if (!child.Resolved)
            {
                return node;
            }
        }
        return Guard(node, () => Completion.Apply(node, this));
    }

    public ExpressionResolver With(Scope other) => new(resolution, other) { InsideLambda = InsideLambda };

    public ExpressionResolver ForLambda(Scope inner) => new(resolution, inner) { InsideLambda = true };

    public ExpressionResolver ForWindowFunction() => new(resolution, scope) { InsideLambda = InsideLambda, InsideWindow = true };

    public ExpressionResolver OutsideWindow() => InsideWindow ? new(resolution, scope) { InsideLambda = InsideLambda } : this;

    /// <summary>Runs a step; a fault it throws is noted and the expression left as it is.</summary>
    public Expression Guard(Expression expression, Func<Expression> step, FaultPhase phase = FaultPhase.Calls)
    {
        try
        {
            return step();
        }
        catch (QueryException fault)
        {
            resolution.Throw(phase, fault);
            return expression;
        }
    }

    private Expression? FindName(UnresolvedAttribute name)
    {
        if (!scope.IsReady)
        {
            return null;
        }
        try
        {
            return name.PlanId is null ? scope.Find(name) : PlanIdNames.Find(name, scope, resolution);
        }
        catch (QueryException fault)
        {
            resolution.Throw(FaultPhase.Names, fault);
            return null;
        }
    }
}
