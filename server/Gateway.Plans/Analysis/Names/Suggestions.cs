using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Lists the names nearest to one that was not found.</summary>
internal static class Suggestions
{
    private const int Count = 5;

    /// <summary>Words an unresolved column with the operator's input columns nearest to it.</summary>
    public static string Columns(ImmutableArray<string> nameParts, IEnumerable<AttributeReference> inputs) =>
        Nearest(nameParts, inputs.OrderBy(static attribute => attribute.Name, StringComparer.Ordinal).ThenBy(static attribute => attribute.Id.Value));

    /// <summary>Lists the nearest names; equally near ones stay in the columns' order.</summary>
    public static string InOrder(ImmutableArray<string> nameParts, IEnumerable<AttributeReference> inputs) => Nearest(nameParts, inputs);

    /// <summary>Lists the columns nearest to a name; qualifiers count where the columns have different ones.</summary>
    private static string Nearest(ImmutableArray<string> nameParts, IEnumerable<AttributeReference> inputs)
    {
        var candidates = inputs.Select(static attribute => (ImmutableArray<string>)[.. attribute.Qualifier, attribute.Name]).ToList();
        bool Alike(int parts) => candidates.Select(candidate => string.Join('\0', candidate[..^Math.Min(parts, candidate.Length)])).Distinct().Take(2).Count() == 1;
        int shown = nameParts.Length == 1 && Alike(1) ? 1 : nameParts.Length <= 2 && Alike(2) ? 2 : int.MaxValue;
        candidates = candidates.ConvertAll(parts => parts[^Math.Min(shown, parts.Length)..]);
        string asked = IdentifierText.QuoteIfNeeded(nameParts);
        return string.Join(", ", candidates.OrderBy(parts => Distance(IdentifierText.Quote(parts), asked)).Take(Count).Select(static parts => Quote.Id(parts)));
    }

    /// <summary>Orders names by their edit distance to the one asked for; equal distances keep their order.</summary>
    public static IEnumerable<string> Nearest(IEnumerable<string> names, string asked) => names.OrderBy(name => Distance(name, asked));

    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[right.Length];
    }
}
