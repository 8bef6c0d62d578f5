using System.Collections.Immutable;
using Gateway.Core.Types;

namespace Gateway.Engine.Commands;

/// <summary>Finds the collation that new tables, views and functions take from their schema.</summary>
internal static class SchemaCollation
{
    /// <param name="parts">The complete name of what is made; temporary things have one part and no schema.</param>
    public static string? Of(ImmutableArray<string> parts, CommandContext context) =>
        parts.Length == 3 && context.Catalog.Global.FindDatabase(parts[1])?.Collation is { } collation and not StringType.Utf8Binary ? collation : null;
}
