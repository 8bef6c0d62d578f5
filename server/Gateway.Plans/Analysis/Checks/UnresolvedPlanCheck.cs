using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Words relations that nothing has.</summary>
internal static class UnresolvedPlanCheck
{
    public static void Check(LogicalPlan plan, AnalyzerContext context)
    {
        switch (plan)
        {
            case UnresolvedRelation relation:
                throw NotFound(relation.NameParts, relation.Origin, context);
            case CteReference { Attributes.IsDefault: true } reference:
                throw NotFound([reference.Name], reference.Origin, context);
            case UnresolvedDataSource source:
                throw new QueryException(QueryException.Create("DATA_SOURCE_NOT_FOUND", source.Origin, "SparkClassNotFoundException", ("provider", source.Format ?? "")));
        }
    }

    private static QueryException NotFound(IEnumerable<string> nameParts, Origin origin, AnalyzerContext context) =>
        new("TABLE_OR_VIEW_NOT_FOUND", origin, ("relationName", Quote.Id(nameParts)), ("searchPath", IsOfSession([.. nameParts]) ? "[`system`.`session`]" : context.SearchPath));

    private static bool IsOfSession(string[] nameParts) => nameParts is [var system, var session, _]
        && system.Equals("system", StringComparison.OrdinalIgnoreCase) && session.Equals("session", StringComparison.OrdinalIgnoreCase);
}
