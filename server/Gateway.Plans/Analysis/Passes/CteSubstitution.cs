using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Passes;

/// <summary>Replaces names that WITH defines by references to shared definitions. Inner definitions hide outer ones.</summary>
internal static class CteSubstitution
{
    private static long _lastId;

    private sealed record Known(long Id, string Name, bool IsRecursiveReference);

    public static LogicalPlan Apply(LogicalPlan plan, AnalyzerContext context) => Substitute(plan, ImmutableDictionary<string, Known>.Empty.WithComparers(context.NameComparer), context, starts: true);

    /// <param name="starts">The plan begins a definition or a subquery expression: only there a repeated name is told from the one outside.</param>
    private static LogicalPlan Substitute(LogicalPlan plan, ImmutableDictionary<string, Known> known, AnalyzerContext context, bool starts = false)
    {
        if (plan.Resolved)
        {
            return plan;
        }
        switch (plan)
        {
            case UnresolvedWith with:
                return Define(with, known, context, starts);
            case UnresolvedRelation { NameParts: [var name] } relation when known.TryGetValue(name, out var definition):
                var reference = new CteReference(definition.Id, definition.Name, default, definition.IsRecursiveReference) { Origin = relation.Origin };
                return new SubqueryAlias(reference, name) { Origin = relation.Origin };
            case TimeTravel { Input: UnresolvedRelation { NameParts: [var name] } relation } when known.ContainsKey(name):
                throw new QueryException("UNSUPPORTED_FEATURE.TIME_TRAVEL", relation.Origin, ("relationId", Quote.Id(name)));
        }
        var substituted = plan.MapChildren(child => Substitute(child, known, context));
        return substituted.MapExpressions(expression => Inside(expression, known, context));
    }

    private static Expression Inside(Expression expression, ImmutableDictionary<string, Known> known, AnalyzerContext context) => expression.Resolved
        ? expression
        : expression.TransformUp(node => node is SubqueryExpression subquery ? subquery.WithPlan(Substitute(subquery.Plan, known, context, starts: true)) : node);

    private static WithCte Define(UnresolvedWith with, ImmutableDictionary<string, Known> known, AnalyzerContext context, bool starts)
    {
        var definitions = ImmutableArray.CreateBuilder<CteNode>();
        var inner = known;
        foreach (var definition in with.Definitions)
        {
            if (starts && known.ContainsKey(definition.Name) && context.Configuration.Get(ConfigurationKeys.CtePrecedencePolicy) == "EXCEPTION")
            {
                throw new QueryException("AMBIGUOUS_ALIAS_IN_NESTED_CTE",
                    ("name", Quote.Id(definition.Name)), ("config", Quote.Conf("spark.sql.legacy.ctePrecedencePolicy")), ("docroot", "https://spark.apache.org/docs/latest"));
            }
            long id = Interlocked.Increment(ref _lastId);
            bool recursive = with.Recursive && ReadsItself(definition.Plan, definition.Name, context.NameComparer);
            var scope = recursive ? inner.SetItem(definition.Name, new Known(id, definition.Name, true)) : inner;
            var body = definition.Plan;
            if (recursive)
            {
                RecursiveShape.Check(definition, with.Origin, context.NameComparer);
            }
            LogicalPlan plan = Substitute(body, scope, context, starts: true);
            if (!definition.ColumnNames.IsDefaultOrEmpty)
            {
                plan = new UnresolvedColumnAliases(plan, definition.ColumnNames) { Origin = definition.Origin.IsKnown ? definition.Origin : plan.Origin };
            }
            definitions.Add(new CteNode(id, definition.Name, plan, recursive, definition.MaxLevels));
            bool outerWins = starts && known.ContainsKey(definition.Name) && context.Configuration.Get(ConfigurationKeys.CtePrecedencePolicy) == "LEGACY";
            inner = outerWins ? inner : inner.SetItem(definition.Name, new Known(id, definition.Name, false));
        }
        return new WithCte(Substitute(with.Input, inner, context), definitions.ToImmutable()) { Origin = with.Origin, PlanId = with.PlanId };
    }

    /// <summary>Tells whether a definition's body refers to its own name, not hidden by a WITH further in.</summary>
    public static bool ReadsItself(LogicalPlan plan, string name, StringComparer comparer)
    {
        switch (plan)
        {
            case UnresolvedRelation { NameParts: [var own] }:
                return comparer.Equals(own, name);
            case UnresolvedWith with when with.Definitions.Any(definition => comparer.Equals(definition.Name, name)):
                return with.Definitions.TakeWhile(definition => !comparer.Equals(definition.Name, name)).Any(definition => ReadsItself(definition.Plan, name, comparer));
            case UnresolvedWith with when with.Definitions.Any(definition => ReadsItself(definition.Plan, name, comparer)):
                return true;
        }
        return plan.Children.Any(child => ReadsItself(child, name, comparer))
            || plan.Expressions.Any(expression => expression.SelfAndDescendants().OfType<SubqueryExpression>().Any(subquery => ReadsItself(subquery.Plan, name, comparer)));
    }
}

/// <summary>Checks that a recursive definition is a UNION ALL of an anchor and a step.</summary>
internal static class RecursiveShape
{
    public static void Check(CteDefinition definition, Origin origin, StringComparer comparer)
    {
        var plan = definition.Plan;
        while (plan is SubqueryAlias or UnresolvedColumnAliases or UnresolvedWith)
        {
            plan = ((UnaryPlan)plan).Input;
        }
        if (plan is not SetOperation { Kind: SetOperationKind.Union } union || CteSubstitution.ReadsItself(union.Left, definition.Name, comparer))
        {
            throw new QueryException("INVALID_RECURSIVE_CTE");
        }
        if (!union.All)
        {
            throw new QueryException("UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE", origin);
        }
    }
}
