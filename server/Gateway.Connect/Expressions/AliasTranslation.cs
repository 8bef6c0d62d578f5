using System.Text.Json;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Connect.Expressions;

/// <summary>Translates names given to expressions.</summary>
internal static class AliasTranslation
{
    public static Expression Translate(Translator translator, Proto.Expression.Types.Alias message)
    {
        var child = translator.Expression(InvalidPlan.Required(message.Expr, message, "expr"));
        if (message.Name.Count == 1)
        {
            return new Alias(child, message.Name[0]) { ExplicitMetadata = MetadataOf(message) };
        }
        if (message.HasMetadata)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.ALIAS_WITH_MULTIPLE_IDENTIFIERS_AND_METADATA");
        }
        return new MultiAlias(child, [.. message.Name]);
    }

    public static Metadata? MetadataOf(Proto.Expression.Types.Alias message)
    {
        if (!message.HasMetadata || message.Metadata.Length == 0)
        {
            return null;
        }
        try
        {
            return Metadata.Parse(message.Metadata);
        }
        catch (JsonException malformed)
        {
            throw InvalidPlan.Assertion("The metadata of an alias is not a JSON object: " + malformed.Message);
        }
    }
}
