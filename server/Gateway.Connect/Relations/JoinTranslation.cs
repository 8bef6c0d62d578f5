using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using JoinType = Spark.Connect.Join.Types.JoinType;

namespace Gateway.Connect.Relations;

/// <summary>Translates joins and lateral joins.</summary>
internal static class JoinTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Join message)
    {
        if (message.JoinCondition is not null && message.UsingColumns.Count > 0)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.USING_COLUMNS_OR_JOIN_CONDITION_SET_IN_JOIN");
        }
        if (message.JoinDataType is not null)
        {
            throw InvalidPlan.NotSupported(Proto.Join.Descriptor.FindFieldByNumber(Proto.Join.JoinDataTypeFieldNumber));
        }
        return new Join(
            translator.Relation(message.Left),
            translator.Relation(message.Right),
            KindOf(message.JoinType),
            message.JoinCondition is { } condition ? translator.Expression(condition) : null,
            [.. message.UsingColumns]);
    }

    public static LogicalPlan Translate(Translator translator, Proto.LateralJoin message) => new LateralJoin(
        translator.Relation(message.Left),
        translator.Relation(message.Right),
        KindOf(message.JoinType),
        message.JoinCondition is { } condition ? translator.Expression(condition) : null);

    /// <summary>Reads the names that as-of joins use.</summary>
    public static JoinKind KindOf(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() switch
    {
        "inner" => JoinKind.Inner,
        "cross" => JoinKind.Cross,
        "outer" or "full" or "fullouter" => JoinKind.FullOuter,
        "left" or "leftouter" => JoinKind.LeftOuter,
        "right" or "rightouter" => JoinKind.RightOuter,
        "semi" or "leftsemi" => JoinKind.LeftSemi,
        "anti" or "leftanti" => JoinKind.LeftAnti,
        _ => throw InvalidPlan.BadEnum("spark.connect.AsOfJoin.join_type", name, 0),
    };

    private static JoinKind KindOf(JoinType type) => type switch
    {
        JoinType.Inner => JoinKind.Inner,
        JoinType.FullOuter => JoinKind.FullOuter,
        JoinType.LeftOuter => JoinKind.LeftOuter,
        JoinType.RightOuter => JoinKind.RightOuter,
        JoinType.LeftAnti => JoinKind.LeftAnti,
        JoinType.LeftSemi => JoinKind.LeftSemi,
        JoinType.Cross => JoinKind.Cross,
        JoinType.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.Join.join_type", type.ToString(), (int)type),
    };
}
