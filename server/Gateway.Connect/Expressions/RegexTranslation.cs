using System.Text.RegularExpressions;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;

namespace Gateway.Connect.Expressions;

/// <summary>Translates <c>colRegex</c>: back-quoted text is a pattern, anything else a plain name.</summary>
internal static partial class RegexTranslation
{
    public static Expression Translate(Proto.Expression.Types.UnresolvedRegex message)
    {
        long? planId = message.HasPlanId ? message.PlanId : null;
        var alone = Quoted().Match(message.ColName);
        if (alone.Success)
        {
            return new UnresolvedRegex(alone.Groups[1].Value, null, planId);
        }
        var qualified = Qualified().Match(message.ColName);
        return qualified.Success
            ? new UnresolvedRegex(qualified.Groups[2].Value, qualified.Groups[1].Value, planId)
            : new UnresolvedAttribute(AttributeName.Parse(message.ColName), planId);
    }

    [GeneratedRegex("^`((?s).+)`$", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex("^((?s).+)\\.`((?s).+)`$", RegexOptions.CultureInvariant)]
    private static partial Regex Qualified();
}
