using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates nearest-by joins: all pairs, ranked within each left row, cut to the best k.</summary>
internal static class NearestByTranslation
{
    private const int MaxResults = 100_000;
    private const string RowColumn = "__nearest_by_row";
    private const string RankColumn = "__nearest_by_rank";

    public static LogicalPlan Translate(Translator translator, Proto.NearestByJoin message)
    {
        if (message.NumResults is < 1 or > MaxResults)
        {
            throw new QueryException("NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE", ("numResults", Text(message.NumResults)), ("min", "1"), ("max", Text(MaxResults)));
        }
        if (message.Mode.ToLowerInvariant() is not ("approx" or "exact"))
        {
            throw new QueryException("NEAREST_BY_JOIN.UNSUPPORTED_MODE", ("mode", message.Mode), ("supported", "'approx', 'exact'"));
        }
        bool isDistance = message.Direction.ToLowerInvariant() switch
        {
            "distance" => true,
            "similarity" => false,
            _ => throw new QueryException("NEAREST_BY_JOIN.UNSUPPORTED_DIRECTION", ("direction", message.Direction), ("supported", "'distance', 'similarity'")),
        };
        var kind = message.JoinType.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() switch
        {
            "inner" => JoinKind.Inner,
            "left" or "leftouter" => JoinKind.LeftOuter,
            _ => throw new QueryException("NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE", ("joinType", message.JoinType), ("supported", "'INNER', 'LEFT OUTER'")),
        };
        var ranking = translator.Expression(InvalidPlan.Required(message.RankingExpression, message, "ranking_expression"));
        var left = new WithColumns(translator.Relation(message.Left), [new Alias(new UnresolvedFunction("monotonically_increasing_id"), RowColumn)]);
        var pairs = new Join(left, translator.Relation(message.Right), kind, Literal.True);
        var window = new WindowSpec([new UnresolvedAttribute([RowColumn])], [new SortOrder(ranking, isDistance, NullsFirst: false)], null);
        var ranked = new WithColumns(pairs, [new Alias(new WindowExpression(new UnresolvedFunction("row_number"), window), RankColumn)]);
        var best = new Filter(ranked, new UnresolvedFunction("<=", new UnresolvedAttribute([RankColumn]), Literal.Of(message.NumResults)));
        return new DropColumns(best, [], [RowColumn, RankColumn]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
