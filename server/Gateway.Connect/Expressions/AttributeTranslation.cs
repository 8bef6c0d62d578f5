using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;

namespace Gateway.Connect.Expressions;

/// <summary>Translates column names.</summary>
internal static class AttributeTranslation
{
    public static Expression Translate(Proto.Expression.Types.UnresolvedAttribute message) =>
        new UnresolvedAttribute(AttributeName.Parse(message.UnparsedIdentifier), message.HasPlanId ? message.PlanId : null, message.IsMetadataColumn);
}
