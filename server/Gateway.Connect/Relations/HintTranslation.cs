using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates planner hints.</summary>
internal static class HintTranslation
{
    private static readonly HashSet<string> _columnHints = new(StringComparer.OrdinalIgnoreCase) { "COALESCE", "REPARTITION", "REPARTITION_BY_RANGE", "REBALANCE" };

    public static LogicalPlan Translate(Translator translator, Proto.Hint message) => new UnresolvedHint(
        translator.Relation(message.Input),
        message.Name,
        [.. message.Parameters.Select(parameter => Argument(translator.Expression(parameter), _columnHints.Contains(message.Name)))]);

    /// <summary>Texts given to hints about partitions are column names.</summary>
    private static Expression Argument(Expression parameter, bool takesColumns) =>
        takesColumns && parameter is Literal { Value: string name } ? new UnresolvedAttribute(AttributeName.Parse(name)) { Origin = parameter.Origin } : parameter;
}
