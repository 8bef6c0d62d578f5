using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Drops columns that nobody above reads: from scans, projections, aggregates, generators and windows.</summary>
public sealed class PruneColumns : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context) => new Pruning().Run(plan);

    private sealed class Pruning
    {

        public LogicalPlan Run(LogicalPlan plan) => Prune(plan, plan.Ids());

        private LogicalPlan Prune(LogicalPlan plan, HashSet<ExpressionId> wanted)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            switch (plan)
            {
                case Project project:
                    var items = project.Items.RemoveAll(item => !wanted.Contains(((NamedExpression)item).Id));
                    return Below(project with { Items = items }, project.Input, items, []);
                case Aggregate aggregate:
                    var kept = aggregate.Items.RemoveAll(item => !wanted.Contains(((NamedExpression)item).Id));
                    if (kept.IsEmpty && !aggregate.Items.IsEmpty)
                    {
                        if (aggregate.Groupings.IsEmpty)
                        {
                            // A global aggregate that nothing reads is one row.
                            return new Project(new OneRowRelation(), []);
                        }
                        kept = [aggregate.Groupings[0] as NamedExpression ?? new Alias(aggregate.Groupings[0], "_key")];
                    }
                    return Below(aggregate with { Items = kept }, aggregate.Input, [.. kept, .. aggregate.Groupings], []);
                case Window window:
                    var functions = window.Items.RemoveAll(item => !wanted.Contains(((NamedExpression)item).Id));
                    if (functions.IsEmpty)
                    {
                        return Prune(window.Input, wanted);
                    }
                    return Below(window with { Items = functions }, window.Input, [.. functions, .. window.PartitionBy, .. window.OrderBy], wanted);
                case TableScan scan:
                    return scan.Narrow(attribute => wanted.Contains(attribute.Id));
                case Join join:
                    return PruneJoin(join, wanted);
                case SetOperation { Kind: SetOperationKind.Union, All: true } union:
                    return PruneUnion(union, wanted);
                case Distinct or SetOperation or Deduplicate { AllColumns: true }:
                    return plan.MapChildren(child => Prune(child, child.Ids()));
                case WithCte or CteReference:
                    return plan.MapChildren(child => Prune(child, child.Ids()));
                case Expand expand:
                    return PruneExpand(expand, wanted);
                case Generate generate:
                    return Below(generate, generate.Input, [generate.Generator], wanted);
                case UnaryPlan unary:
                    return Below(unary, unary.Input, unary.Expressions, wanted);
                case Command:
                    return plan;
                default:
                    return plan.MapChildren(child => Prune(child, child.Ids()));
            }
        }

        private LogicalPlan Below(UnaryPlan plan, LogicalPlan input, ImmutableArray<Expression> expressions, HashSet<ExpressionId> wanted)
        {
            var needed = new HashSet<ExpressionId>(wanted);
            foreach (var expression in expressions)
            {
                Predicates.AddReferences(expression, needed);
            }
            var pruned = (LogicalPlan)(plan with { Input = Prune(input, needed) });
            return pruned.MapExpressions(expression => SubqueryExpression.MapPlans(expression, Run));
        }


        private LogicalPlan PruneJoin(Join join, HashSet<ExpressionId> wanted)
        {
            var needed = new HashSet<ExpressionId>(wanted);
            if (join.Condition is not null)
            {
                Predicates.AddReferences(join.Condition, needed);
            }
            return join with { Left = Side(join.Left, needed), Right = Side(join.Right, needed) };
        }

        private LogicalPlan Side(LogicalPlan side, HashSet<ExpressionId> needed)
        {
            var pruned = Prune(side, [.. side.Output.Select(static attribute => attribute.Id).Where(needed.Contains)]);
            var output = pruned.Output;
            var kept = output.RemoveAll(attribute => !needed.Contains(attribute.Id));
            return kept.Length == output.Length ? pruned : new Project(pruned, [.. kept]);
        }

        private LogicalPlan PruneUnion(SetOperation union, HashSet<ExpressionId> wanted)
        {
            var output = union.Output;
            var kept = Enumerable.Range(0, output.Length).Where(i => wanted.Contains(output[i].Id)).ToArray();
            if (kept.Length == output.Length)
            {
                return union with { UnionOutput = output, Left = Prune(union.Left, union.Left.Ids()), Right = Prune(union.Right, union.Right.Ids()) };
            }
            return union with { UnionOutput = [.. kept.Select(i => output[i])], Left = Select(union.Left, kept), Right = Select(union.Right, kept) };
        }

        private LogicalPlan Select(LogicalPlan side, int[] positions)
        {
            ImmutableArray<Expression> columns = [.. positions.Select(i => side.Output[i])];
            return Prune(new Project(side, columns), [.. columns.Select(static column => ((AttributeReference)column).Id)]);
        }

        private LogicalPlan PruneExpand(Expand expand, HashSet<ExpressionId> wanted)
        {
            var kept = Enumerable.Range(0, expand.Attributes.Length).Where(i => wanted.Contains(expand.Attributes[i].Id)).ToArray();
            var narrowed = expand with
            {
                Attributes = [.. kept.Select(i => expand.Attributes[i])],
                Projections = [.. expand.Projections.Select(list => ImmutableArray.CreateRange(kept.Select(i => list[i])))],
            };
            return Below(narrowed, expand.Input, narrowed.Expressions, []);
        }

    }
}
