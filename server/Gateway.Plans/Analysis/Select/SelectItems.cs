using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Resolves a select list item by item: stars, names (earlier items included), generated names.</summary>
internal static class SelectItems
{
    /// <param name="generated">Columns that generators of the same list produce.</param>
    public static ImmutableArray<Expression> Resolve(ImmutableArray<Expression> items, LogicalPlan plan, ImmutableArray<AttributeReference> generated, Resolution resolution)
    {
        var lateral = new LateralAliasLayer(resolution.Context);
        bool aliasesCount = resolution.Context.Configuration.Get(ConfigurationKeys.LateralColumnAliases);
        var generatedLayer = new AttributeLayer(generated, resolution.Context);
        var scope = aliasesCount ? resolution.ScopeOf(plan, generatedLayer, lateral) : resolution.ScopeOf(plan, generatedLayer);
        var resolver = resolution.Expressions(scope);
        var resolved = ImmutableArray.CreateBuilder<Expression>(items.Length);
        foreach (var item in items)
        {
            foreach (var expanded in ExpandStar(item, scope, resolution))
            {
                var named = Named(expanded, resolver);
                CheckLateralUse(named, resolution);
                GeneratorPlacement.CheckItem(named, resolution);
                if (named is Alias alias)
                {
                    lateral.Add(alias);
                }
                resolved.Add(named);
            }
        }
        return resolved.ToImmutable();
    }

    private static Expression Named(Expression item, ExpressionResolver resolver)
    {
        if (item is AttributeReference { Resolved: true })
        {
            return item;
        }
        var resolved = resolver.ResolveItem(item);
        return ItemNaming.TrimInner(ItemNaming.Name(resolved));
    }

    private static ImmutableArray<Expression> ExpandStar(Expression item, Scope scope, Resolution resolution)
    {
        var inner = item is UnresolvedAlias unnamed ? unnamed.Child : item;
        if (!scope.IsReady || inner is not (UnresolvedStar or UnresolvedRegex))
        {
            return [item];
        }
        try
        {
            return inner is UnresolvedStar star
                ? StarExpansion.Expand(star.Origin.IsKnown ? star : star with { Origin = item.Origin }, scope, resolution.Context)
                : RegexColumns.Expand((UnresolvedRegex)inner, scope, resolution.Context);
        }
        catch (QueryException fault)
        {
            resolution.Throw(FaultPhase.Names, fault);
            return [item];
        }
    }

    private static void CheckLateralUse(Expression item, Resolution resolution)
    {
        if (!item.Any(static node => node is LateralColumnAliasReference))
        {
            return;
        }
        foreach (var node in item.SelfAndDescendants())
        {
            if (node is WindowExpression or AggregateExpression && Find(node) is { } used)
            {
                string condition = node is WindowExpression ? "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW" : "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC";
                string parameter = node is WindowExpression ? "windowExpr" : "aggFunc";
                resolution.Throw(FaultPhase.Clauses, new QueryException(condition, ("lca", Quote.Id(used.NameParts)), (parameter, Quote.Expr(node.PrettyText))));
                return;
            }
        }
    }

    private static LateralColumnAliasReference? Find(Expression node) => node.SelfAndDescendants().OfType<LateralColumnAliasReference>().FirstOrDefault();
}
