using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves HAVING: grouping columns of the aggregate's input first, then output names; aggregates move into the aggregate below.</summary>
internal sealed class HavingResolver : OperatorResolver<UnresolvedHaving>
{
    public override bool ResolvesInputsFirst => false;

    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(UnresolvedHaving node, Resolution resolution)
    {
        if (Contents.HasWindow(node.Condition))
        {
            resolution.Faults.Throw(1, FaultPhase.Clauses, new QueryException("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", ("clauseName", "HAVING")));
        }
        var input = resolution.ResolveTogether(node.Input);
        if (!input.Resolved)
        {
            return node with { Input = input, Condition = resolution.Expressions(Scope.Empty with { IsReady = false }).Resolve(node.Condition) };
        }
        if (node.Input is Aggregate && input is Project { Input: Generate })
        {
            // A generator over aggregates is computed first: the condition filters its rows.
            return resolution.Resolve(new Filter(input, node.Condition) { Origin = node.Origin });
        }
        if (input is not Aggregate aggregate)
        {
            // Without grouping or aggregates HAVING is a filter over a global aggregate of the select list.
            aggregate = new Aggregate(input is Project project ? project.Input : input, [], input is Project select ? select.Items : []) { Origin = input.Origin };
            if (input is not Project)
            {
                return new Filter(input, resolution.Expressions(resolution.ScopeOf(node with { Input = input })).Resolve(node.Condition)) { Origin = node.Origin };
            }
        }
        var outcome = AggregateConditions.Resolve([node.Condition], aggregate, outputFirst: false, resolution);
        var condition = outcome.Expressions[0];
        if (!condition.Resolved)
        {
            return node with { Input = outcome.Aggregate.Items.Length > aggregate.Items.Length ? outcome.Aggregate : input, Condition = condition };
        }
        if (condition.Type is not BooleanType)
        {
            condition = new Cast(condition, BooleanType.Instance, resolution.Context.Mode) { Origin = node.Origin.IsKnown ? node.Origin : condition.Origin };
        }
        if (Contents.HasGenerator(condition))
        {
            return node with { Input = input, Condition = condition };
        }
        if (Contents.HasWindow(condition))
        {
            throw new QueryException("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", ("clauseName", "HAVING"));
        }
        var split = resolution.KeepsSelectTogether ? new Filter(outcome.Aggregate, condition) { Origin = node.Origin } : SelectSplit.Split(outcome.Aggregate, resolution, condition);
        if (outcome.Aggregate.Items.Length == aggregate.Items.Length)
        {
            return split;
        }
        var visible = split.Output[..aggregate.Items.Length];
        return new Project(split, ImmutableArray<Expression>.CastUp(visible)) { Origin = node.Origin, Tags = PlanTags.StopsAggregates };
    }
}
