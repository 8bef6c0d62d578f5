using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>A shared definition read once, or deterministic and cheap, is put in place of its reference; unread ones vanish.</summary>
/// <remarks>Definitions read several times stay shared: they run once. Recursive ones always stay.</remarks>
public sealed class InlineCte : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        while (Find(plan) is { } with)
        {
            plan = Replace(plan, with.Definition, with.Count);
        }
        return RemoveEmpty(plan);
    }

    private static (CteNode Definition, int Count)? Find(LogicalPlan plan)
    {
        var counts = new Dictionary<long, int>();
        var definitions = new List<CteNode>();
        Count(plan, counts, definitions);
        foreach (var definition in definitions)
        {
            int count = counts.GetValueOrDefault(definition.Id);
            if (!definition.Recursive && count <= 1)
            {
                return (definition, count);
            }
        }
        return null;
    }

    private static void Count(LogicalPlan plan, Dictionary<long, int> counts, List<CteNode> definitions)
    {
        foreach (var node in plan.SelfAndDescendants())
        {
            if (node is CteReference reference)
            {
                counts[reference.Id] = counts.GetValueOrDefault(reference.Id) + 1;
            }
            else if (node is WithCte with)
            {
                definitions.AddRange(with.Definitions);
            }
            foreach (var expression in node.Expressions)
            {
                foreach (var part in expression.SelfAndDescendants())
                {
                    if (part is SubqueryExpression subquery)
                    {
                        Count(subquery.Plan, counts, definitions);
                    }
                }
            }
        }
    }

    private static LogicalPlan Replace(LogicalPlan plan, CteNode definition, int count) => plan.TransformUp(node =>
    {
        node = node.MapExpressions(expression => Optimizer.MapSubqueries(expression, subplan => Replace(subplan, definition, count)));
        return node switch
        {
            CteReference reference when reference.Id == definition.Id => Rename(definition.Plan, reference),
            WithCte with when with.Definitions.Any(candidate => candidate.Id == definition.Id) =>
                with with { Definitions = [.. with.Definitions.Where(candidate => candidate.Id != definition.Id)] },
            _ => node,
        };
    });

    private static LogicalPlan Rename(LogicalPlan body, CteReference reference) =>
        new Project(body, [.. body.Output.Zip(reference.Attributes).Select(static pair => (Expression)new Alias(pair.First, pair.Second.Name, pair.Second.Id, [], pair.Second.Metadata))]);

    private static LogicalPlan RemoveEmpty(LogicalPlan plan) => plan.TransformUp(node =>
    {
        node = node.MapExpressions(static expression => Optimizer.MapSubqueries(expression, RemoveEmpty));
        return node is WithCte { Definitions.IsEmpty: true } with ? with.Input : node;
    });
}
