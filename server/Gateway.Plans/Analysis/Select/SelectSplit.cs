using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Splits a resolved select list into the operators that compute its parts: generators, lateral aliases, windows.</summary>
internal static class SelectSplit
{
    public static LogicalPlan Split(LogicalPlan select, Resolution resolution) => Split(select, resolution, null);

    /// <param name="having">A filter that goes between an aggregate and everything computed after it.</param>
    public static LogicalPlan Split(LogicalPlan select, Resolution resolution, Expression? having)
    {
        switch (select)
        {
            case Aggregate aggregate:
                bool windows = aggregate.Items.Any(Contents.HasWindow);
                bool lateral = aggregate.Items.Any(LateralAliasSplit.IsUsed);
                if (windows && lateral && having is not null)
                {
                    resolution.Throw(FaultPhase.Clauses, new QueryException("UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_WITH_WINDOW_AND_HAVING",
                        ("lca", Quote.Id(aggregate.Items.SelectMany(static item => item.SelfAndDescendants()).OfType<LateralColumnAliasReference>().First().NameParts))));
                    return select;
                }
                if (windows && aggregate.Items.Any(static item => item.Any(static node => node is AggregateExpression call && Contents.HasWindow(call.Function))))
                {
                    resolution.Throw(FaultPhase.Clauses, new QueryException("_LEGACY_ERROR_TEMP_1031"));
                    return select;
                }
                if (aggregate.Items.Any(Contents.HasGenerator))
                {
                    return GeneratorItems.AboveAggregate(aggregate, having, resolution);
                }
                if (lateral || windows)
                {
                    var (below, items) = AggregateSplit.Split(aggregate);
                    if (having is not null && !AggregateSplit.IsComputedBelow(having, aggregate))
                    {
                        return new Filter(Split(new Project(below, items) { Origin = select.Origin }, resolution, null), having) { Origin = select.Origin };
                    }
                    LogicalPlan input = having is null ? below : new Filter(below, AggregateSplit.Rewrite(having, items)) { Origin = select.Origin };
                    return Split(new Project(input, items) { Origin = select.Origin }, resolution, null);
                }
                return having is null ? aggregate : new Filter(aggregate, having) { Origin = select.Origin };
            case Project project when project.Items.Any(LateralAliasSplit.IsUsed):
                var above = LateralAliasSplit.Split(project);
                return Split(above with { Input = Split(above.Input, resolution, null) }, resolution, null);
            case Project project when project.Items.Any(Contents.HasWindow):
                return WindowSplit.Split(project);
            default:
                return select;
        }
    }
}
