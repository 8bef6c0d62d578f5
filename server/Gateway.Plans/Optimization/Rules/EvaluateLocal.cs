using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Project and Filter over VALUES rows become VALUES rows: Spark computes them at once, so that their errors come even where no result needs them.</summary>
public sealed class EvaluateLocal : Rule
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    /// <summary>Larger relations are left to the executor; they come from clients, which Spark treats the same way but nobody watches.</summary>
    private const int MaximumRows = 1000;

    public override LogicalPlan? Apply(LogicalPlan plan, RuleContext context) => plan switch
    {
        Project { Input: LocalRelation { FromSql: true } local } project when Fits(local, project.Items) =>
            new LocalRelation(project.Output, Rows(local, project.Items, context.Settings)),
        Filter { Input: LocalRelation { FromSql: true } local } filter when Fits(local, [filter.Condition]) =>
            local with { Rows = [.. local.Rows.Zip(Rows(local, [filter.Condition], context.Settings)).Where(static pair => pair.Second[0] is true).Select(static pair => pair.First)] },
        _ => null,
    };

    private static bool Fits(LocalRelation local, ImmutableArray<Expression> expressions) =>
        local.Rows.Length <= MaximumRows
        && expressions.All(static expression => expression.Deterministic && !expression.Any(static node => node is SubqueryExpression or OuterReference or WindowExpression or AggregateExpression or Compute.Functions.FunctionCall { Function.Kind: not Compute.Functions.FunctionKind.Scalar }));

    private static ImmutableArray<object?[]> Rows(LocalRelation local, ImmutableArray<Expression> expressions, QuerySettings settings) =>
        LocalEvaluation.Evaluate([.. expressions.Select(expression => Bind(expression is Alias alias ? alias.Child : expression, local))], local.Schema, local.Rows, settings);

    private static Expression Bind(Expression expression, LocalRelation local) => BodyOrigins.Written(expression).TransformUp(node => node is AttributeReference attribute
        ? new BoundReference(Position(local, attribute), attribute.Type, attribute.Nullable)
        : node);

    private static int Position(LocalRelation local, AttributeReference attribute)
    {
        for (int i = 0; i < local.Attributes.Length; i++)
        {
            if (local.Attributes[i].Id == attribute.Id)
            {
                return i;
            }
        }
        throw new System.Diagnostics.UnreachableException(attribute.ToString());
    }
}
