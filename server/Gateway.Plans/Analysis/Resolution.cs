using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis;

/// <summary>The state of one analysis: walks the plan from the leaves up and hands each operator to its resolver.</summary>
internal sealed class Resolution
{
    public Resolution(AnalyzerContext context) : this(context, new FaultCollector(), new SharedDefinitions()) { }

    private Resolution(AnalyzerContext context, FaultCollector faults, SharedDefinitions definitions)
    {
        Context = context;
        Faults = faults;
        Definitions = definitions;
    }

    public AnalyzerContext Context { get; }

    public FaultCollector Faults { get; }

    /// <summary>Gets the WITH definitions resolved so far.</summary>
    public SharedDefinitions Definitions { get; }

    /// <summary>Gets the scope of the operator around the subquery being resolved, or null at the top.</summary>
    public Scope? Outer { get; private set; }

    /// <summary>Gets or sets parameters of the SQL function whose body is being resolved.</summary>
    public IScopeLayer? Parameters { get; init; }

    /// <summary>Gets the named windows of the enclosing SELECT.</summary>
    public ImmutableDictionary<string, WindowSpec>? Windows { get; private set; }

    /// <summary>Gets whether select lists keep their window functions for the operator above (HAVING, QUALIFY), which then splits them off.</summary>
    public bool KeepsSelectTogether { get; private set; }

    /// <summary>Gets the plans that subquery references name by plan id.</summary>
    public ImmutableDictionary<long, LogicalPlan> References { get; private set; } = ImmutableDictionary<long, LogicalPlan>.Empty;

    /// <summary>Gets or sets whether a call of window() or its like was built; expanding them is skipped otherwise.</summary>
    public bool SawTimeWindow { get; set; }

    /// <summary>Gets the fix-point round in which Spark would look at the current operator.</summary>
    public int Round { get; private set; } = 1;

    /// <summary>Resolves a plan as far as possible.</summary>
    public LogicalPlan Resolve(LogicalPlan plan)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Context.Cancellation.ThrowIfCancellationRequested();
        if (plan.Resolved)
        {
            Round = 1;
            return plan;
        }
        var resolver = ResolverTable.Find(plan.GetType());
        bool keepsTogether = KeepsSelectTogether;
        KeepsSelectTogether = false;
        if (resolver is null || resolver.ResolvesInputsFirst)
        {
            plan = ResolveInputs(plan);
        }
        KeepsSelectTogether = keepsTogether;
        int round = Round;
        LogicalPlan resolved;
        try
        {
            resolved = resolver is null ? DefaultResolver.Resolve(plan, this) : resolver.Resolve(plan, this);
            resolved = SawTimeWindow ? TimeWindows.Expand(resolved, this) : resolved;
        }
        catch (QueryException fault)
        {
            Faults.Throw(round, FaultPhase.Clauses, fault);
            resolved = plan;
        }
        GeneratorPlacement.CheckOperator(resolved, this);
        Round = Math.Max(Round, round + (resolver?.TakesRound ?? false ? 1 : 0));
        return Inherit(plan, resolved);
    }

    /// <summary>Resolves the inputs of a node, left to right.</summary>
    public LogicalPlan ResolveInputs(LogicalPlan plan)
    {
        int round = 1;
        var resolved = plan.MapChildren(child =>
        {
            var input = Resolve(child);
            round = Math.Max(round, Round);
            return input;
        });
        Round = round;
        return resolved;
    }

    /// <summary>Resolves an input whose select list must stay one node.</summary>
    public LogicalPlan ResolveTogether(LogicalPlan plan)
    {
        KeepsSelectTogether = true;
        var resolved = Resolve(plan);
        KeepsSelectTogether = false;
        return resolved;
    }

    /// <summary>Resolves a plan inside a subquery: names not found there are looked up in the scope around it.</summary>
    public LogicalPlan ResolveInside(LogicalPlan plan, Scope? outer)
    {
        var (savedOuter, savedWindows, savedRound, savedTogether) = (Outer, Windows, Round, KeepsSelectTogether);
        (Outer, Windows, KeepsSelectTogether) = (outer, null, false);
        try
        {
            return Resolve(plan);
        }
        finally
        {
            (Outer, Windows, Round, KeepsSelectTogether) = (savedOuter, savedWindows, Math.Max(Round, savedRound), savedTogether);
        }
    }

    /// <summary>Resolves a plan that sees the named windows of its WINDOW clause.</summary>
    public LogicalPlan ResolveWithWindows(LogicalPlan plan, ImmutableDictionary<string, WindowSpec> windows)
    {
        var saved = Windows;
        Windows = windows;
        var resolved = Resolve(plan);
        Windows = saved;
        return resolved;
    }

    /// <summary>Resolves a plan that sees named windows and whose select list must stay one node.</summary>
    public LogicalPlan ResolveTogetherWithWindows(LogicalPlan plan, ImmutableDictionary<string, WindowSpec> windows)
    {
        KeepsSelectTogether = true;
        var resolved = ResolveWithWindows(plan, windows);
        KeepsSelectTogether = false;
        return resolved;
    }

    /// <summary>Resolves a plan whose subquery expressions name the given plans.</summary>
    public LogicalPlan ResolveWithReferences(LogicalPlan plan, ImmutableDictionary<long, LogicalPlan> references)
    {
        var saved = References;
        References = references;
        var resolved = Resolve(plan);
        References = saved;
        return resolved;
    }

    /// <summary>Makes the resolution of a stored text: another context, the same faults.</summary>
    public Resolution Within(AnalyzerContext context, IScopeLayer? parameters = null) =>
        new(context, Faults, Definitions) { Parameters = parameters };

    /// <summary>Makes an expression resolver over a scope.</summary>
    public ExpressionResolver Expressions(Scope scope) => new(this, scope);

    /// <summary>Makes the scope of an operator over the outputs of its inputs.</summary>
    public Scope ScopeOf(LogicalPlan plan, params ReadOnlySpan<IScopeLayer> later) => ScopeFactory.Over(plan, this, later);

    /// <summary>Notes a fault of the current round.</summary>
    public void Throw(FaultPhase phase, QueryException fault) => Faults.Throw(Round, phase, fault);

    /// <summary>Gives the new node the origin and plan id of the one it replaces.</summary>
    private static LogicalPlan Inherit(LogicalPlan before, LogicalPlan after)
    {
        if (ReferenceEquals(before, after))
        {
            return after;
        }
        if (!after.Origin.IsKnown && before.Origin.IsKnown)
        {
            after = after with { Origin = before.Origin };
        }
        if (before.PlanId is { } id && after.PlanId != id)
        {
            after = after.PlanId is null ? after with { PlanId = id } : PlanIdCarrier.Add(after, id);
        }
        return after;
    }
}
