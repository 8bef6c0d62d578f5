using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>typeof(x) becomes the name of x's type; x is never computed.</summary>
public sealed class FoldTypeof : Rule
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan? Apply(LogicalPlan plan, RuleContext context)
    {
        if (plan is Command)
        {
            return null;
        }
        var folded = plan.MapExpressions(expression => expression.Any(IsTypeof) ? expression.TransformDown(node => IsTypeof(node) ? TypeName((FunctionCall)node, context) : node) : expression);
        return ReferenceEquals(folded, plan) ? null : folded;
    }

    private static bool IsTypeof(Expression node) => node is FunctionCall { Function.Name: "typeof", Arguments: [not Literal { Value: null }] };

    private static Expression TypeName(FunctionCall call, RuleContext context)
    {
        try
        {
            return ConstantFolding.Evaluate(call with { Arguments = [Literal.NullOf(call.Arguments[0].Type)] }, context.Settings) with { Origin = call.Origin };
        }
        catch (QueryException)
        {
            return call;
        }
    }
}
