using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>f(constants) becomes its value; AND, OR, IF and CASE with constant conditions lose dead branches.</summary>
/// <remarks>An expression whose evaluation fails stays: the error belongs to execution, and only where a row reaches it.</remarks>
public sealed class FoldConstants : Rule
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan? Apply(LogicalPlan plan, RuleContext context)
    {
        if (plan is Command or Generate)
        {
            return null;
        }
        var folded = plan.MapExpressions(expression => Fold(expression, context));
        return ReferenceEquals(folded, plan) ? null : folded;
    }

    /// <summary>Folds an expression; select items keep their aliases.</summary>
    public static Expression Fold(Expression expression, RuleContext context) => expression switch
    {
        Literal or AttributeReference or SortOrder { Child: Literal } => expression,
        Alias { Child: Literal } => expression,
        _ => expression.TransformUp(node => FoldNode(node, context)),
    };

    private static Expression FoldNode(Expression node, RuleContext context)
    {
        node = Shorten(node);
        if (node is Literal or Alias or LambdaFunction or LambdaVariable or SortOrder || !node.Foldable)
        {
            return node;
        }
        if (node is Cast cast && !cast.Child.Type.Equals(cast.Target) && TypeMerging.Same(cast.Child.Type, cast.Target))
        {
            return node;
        }
        try
        {
            return ConstantFolding.Evaluate(node, context.Settings) with { Origin = node.Origin };
        }
        catch (QueryException)
        {
            return node;
        }
    }

    private static Expression Shorten(Expression node)
    {
        switch (node)
        {
            case FunctionCall { Function.Name: "and" } and:
                if (Predicates.IsTrue(and.Arguments[0]))
                {
                    return and.Arguments[1];
                }
                if (Predicates.IsTrue(and.Arguments[1]))
                {
                    return and.Arguments[0];
                }
                return and.Arguments[0] is Literal { Value: false } ? and.Arguments[0] : node;
            case FunctionCall { Function.Name: "or" } or:
                if (or.Arguments[0] is Literal { Value: false })
                {
                    return or.Arguments[1];
                }
                if (or.Arguments[1] is Literal { Value: false })
                {
                    return or.Arguments[0];
                }
                return Predicates.IsTrue(or.Arguments[0]) ? or.Arguments[0] : node;
            case FunctionCall strict when NullIntolerance.IsNull(strict):
                return Literal.NullOf(strict.Type);
            case FunctionCall { Function.Name: "coalesce" } alternatives:
                return ShortenCoalesce(alternatives);
            case InSubquery { Values: [Literal { Value: null }] } membership:
                return Predicates.Call("if", new Exists(membership.Plan, membership.OuterAttributes), Literal.NullOf(membership.Type), Literal.False);
            case FunctionCall { Function.Name: "if" } choice when choice.Arguments[0] is Literal condition:
                return condition.Value is true ? choice.Arguments[1] : choice.Arguments[2];
            case CaseWhen caseWhen when caseWhen.Branches.Any(static branch => branch.Condition is Literal):
                return ShortenCase(caseWhen);
            default:
                return node;
        }
    }

    /// <summary>Drops NULLs and what stands behind an alternative that is never NULL.</summary>
    private static Expression ShortenCoalesce(FunctionCall call)
    {
        var kept = call.Arguments.Where(static argument => argument is not Literal { Value: null }).ToList();
        int certain = kept.FindIndex(static argument => !argument.Nullable);
        if (certain >= 0)
        {
            kept.RemoveRange(certain + 1, kept.Count - certain - 1);
        }
        return kept.Count switch
        {
            0 => Literal.NullOf(call.Type),
            1 => kept[0],
            _ => kept.Count == call.Arguments.Length ? call : call with { Arguments = [.. kept] },
        };
    }

    private static Expression ShortenCase(CaseWhen caseWhen)
    {
        var kept = caseWhen.Branches.Where(static branch => !Predicates.IsFalseOrNull(branch.Condition)).ToList();
        int certain = kept.FindIndex(static branch => Predicates.IsTrue(branch.Condition));
        var otherwise = caseWhen.Else;
        if (certain >= 0)
        {
            otherwise = kept[certain].Value;
            kept.RemoveRange(certain, kept.Count - certain);
        }
        if (kept.Count > 0)
        {
            return kept.Count == caseWhen.Branches.Length ? caseWhen : caseWhen with { Branches = [.. kept], Else = otherwise };
        }
        return otherwise ?? Literal.NullOf(caseWhen.Type);
    }
}
