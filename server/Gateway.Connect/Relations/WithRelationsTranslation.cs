using System.Collections.Immutable;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates a root with the plans it refers to.</summary>
/// <remarks>
/// DataFrames named in SQL text become definitions that only this statement sees. References of subquery expressions are
/// put where the expressions name them, so the root keeps the id by which columns refer to it.
/// </remarks>
internal static class WithRelationsTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.WithRelations message)
    {
        var root = InvalidPlan.Required(message.Root, message, "root");
        bool isSql = root.RelTypeCase == Proto.Relation.RelTypeOneofCase.Sql;
        if (isSql && message.References.All(static reference => reference.RelTypeCase == Proto.Relation.RelTypeOneofCase.SubqueryAlias))
        {
            return WithDefinitions(
                translator.Relation(root),
                [.. message.References.Select(reference => new CteDefinition(reference.SubqueryAlias.Alias, translator.Relation(reference.SubqueryAlias.Input), []))]);
        }
        if (isSql)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.INVALID_SQL_WITH_REFERENCES", ("query", root.Sql.Query));
        }
        var references = new Dictionary<long, Proto.Relation>();
        foreach (var reference in message.References)
        {
            if (reference.Common is not { HasPlanId: true } common)
            {
                throw new QueryException("CONNECT_INVALID_PLAN.INVALID_WITH_RELATION_REFERENCE");
            }
            references[common.PlanId] = reference;
        }
        return translator.WithReferences(references, root);
    }

    /// <summary>Puts definitions around a query, or around the queries inside a command.</summary>
    private static LogicalPlan WithDefinitions(LogicalPlan plan, ImmutableArray<CteDefinition> definitions) => definitions switch
    {
        [] => plan,
        _ when plan is Command => plan.MapChildren(child => new UnresolvedWith(child, definitions, false)),
        _ => new UnresolvedWith(plan, definitions, false),
    };
}
