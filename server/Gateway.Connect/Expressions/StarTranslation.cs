using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;

namespace Gateway.Connect.Expressions;

/// <summary>Translates stars: all columns, those of a qualifier, or those of one DataFrame.</summary>
internal static class StarTranslation
{
    private const string Suffix = ".*";

    public static Expression Translate(Proto.Expression.Types.UnresolvedStar message)
    {
        if (!message.HasUnparsedTarget)
        {
            return new UnresolvedStar([], message.HasPlanId ? message.PlanId : null);
        }
        if (message.HasPlanId)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.UNRESOLVED_STAR_WITH_BOTH_TARGET_AND_PLAN_ID");
        }
        string target = message.UnparsedTarget;
        return target.EndsWith(Suffix, StringComparison.Ordinal)
            ? new UnresolvedStar(AttributeName.Parse(target[..^Suffix.Length]))
            : throw new QueryException("CONNECT_INVALID_PLAN.UNRESOLVED_STAR_TARGET_INVALID", ("target", target));
    }
}
