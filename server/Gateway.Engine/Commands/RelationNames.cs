using Gateway.Core.Errors;

namespace Gateway.Engine.Commands;

/// <summary>Checks the names of what the catalog is to keep.</summary>
internal static class RelationNames
{
    /// <summary>Throws INVALID_SCHEMA_OR_RELATION_NAME unless a name consists of ASCII letters, digits and underscores.</summary>
    public static void Check(string name)
    {
        if (name.Length == 0 || !name.All(static unit => char.IsAsciiLetterOrDigit(unit) || unit == '_'))
        {
            throw new QueryException("INVALID_SCHEMA_OR_RELATION_NAME", ("name", Quote.Id(name.Split('.'))));
        }
    }
}
