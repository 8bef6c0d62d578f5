using System.Collections.Immutable;
using Gateway.Compute.Text;
using Gateway.Core.Collations;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Sql.Parsing.Types;

/// <summary>Finds collations by the names that texts write, with suggestions for those that do not exist.</summary>
internal static class CollationNames
{
    private const int MaxSuggestions = 3;
    private const int MaxDistance = 2;
    private static readonly string[] s_modifiers = ["_CI", "_AI", "_CS", "_AS"];

    /// <summary>Gives the canonical name; an unknown one is noted as an error.</summary>
    public static string Resolve(TokenCursor cursor, ImmutableArray<string> parts)
    {
        if (cursor.Failed)
        {
            return StringType.Utf8Binary;
        }

        string name = parts[^1];
        if (Collation.TryFind(name, out var collation))
        {
            return collation.Name;
        }

        cursor.Fault(new QueryException(QueryException.Create(
            "COLLATION_INVALID_NAME", Origin.None, "SparkException", ("collationName", name), ("proposals", string.Join(", ", Suggestions(name))))));
        return StringType.Utf8Binary;
    }

    /// <summary>Gives the name as it is written behind COLLATE, which column names show; an unknown one is noted as an error.</summary>
    public static string Written(TokenCursor cursor, ImmutableArray<string> parts)
    {
        Resolve(cursor, parts);
        return parts[^1];
    }

    private static List<string> Suggestions(string name)
    {
        string root = name.ToUpperInvariant();
        var modifiers = new List<string>();
        while (Array.Find(s_modifiers, candidate => root.EndsWith(candidate, StringComparison.Ordinal)) is { } modifier)
        {
            modifiers.Insert(0, modifier);
            root = root[..^modifier.Length];
        }

        if (modifiers.Contains("_CI") && modifiers.Contains("_CS"))
        {
            modifiers.RemoveAll(static modifier => modifier == "_CI");
        }

        if (modifiers.Contains("_AI") && modifiers.Contains("_AS"))
        {
            modifiers.RemoveAll(static modifier => modifier == "_AI");
        }

        bool isUtf8 = root.StartsWith("UTF8_", StringComparison.Ordinal);
        var candidates = Collation.Names
            .Where(candidate => candidate.StartsWith("UTF8_", StringComparison.Ordinal) == isUtf8 && !s_modifiers.Any(modifier => candidate.EndsWith(modifier, StringComparison.Ordinal)) && !candidate.EndsWith("_RTRIM", StringComparison.Ordinal))
            .Select(candidate => (Name: candidate, Distance: Distance(candidate.ToUpperInvariant(), root)))
            .OrderBy(static candidate => candidate.Distance)
            .Take(MaxSuggestions)
            .ToList();
        return [.. candidates.Where((candidate, i) => i == 0 || candidate.Distance <= MaxDistance).Select(candidate => candidate.Name + (isUtf8 ? "" : string.Concat(modifiers.Distinct())))];
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int next = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }

        return row[^1];
    }
}
