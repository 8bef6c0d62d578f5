using System.Text;
using Gateway.Compute.Text;
using Gateway.Core.Collations;

namespace Gateway.Compute.Functions;

/// <summary>Proposes collations for a name that none has.</summary>
internal static class CollationNames
{
    private const int MaxDistance = 2;
    private static readonly string[] _utf8Modifiers = ["_RTRIM"];
    private static readonly string[] _modifiers = ["_CI", "_AI", "_CS", "_AS", "_RTRIM"];

    /// <summary>Lists the nearest roots with the modifiers of the name: the nearest one, and others that are about as near.</summary>
    public static string Propose(string name, int count)
    {
        string root = name.ToUpperInvariant();
        bool isUtf8 = root.StartsWith("UTF8_", StringComparison.Ordinal);
        var modifiers = new List<string>();
        while (Array.Find(isUtf8 ? _utf8Modifiers : _modifiers, modifier => root.EndsWith(modifier, StringComparison.Ordinal)) is { } found)
        {
            modifiers.Insert(0, found);
            root = root[..^found.Length];
        }
        modifiers = [.. modifiers.Distinct()];
        RemoveConflict(modifiers, "_CI", "_CS");
        RemoveConflict(modifiers, "_AI", "_AS");
        string suffix = string.Concat(modifiers);
        var proposals = new List<string>();
        foreach (string candidate in Roots(isUtf8).OrderBy(candidate => Distance(candidate, root)).Take(count))
        {
            string proposal = candidate + suffix;
            if (proposals.Count > 0 && Distance(proposal, name) > MaxDistance)
            {
                break;
            }
            proposals.Add(proposal);
        }
        return string.Join(", ", proposals);
    }

    private static IEnumerable<string> Roots(bool isUtf8) => isUtf8
        ? ["UTF8_BINARY", "UTF8_LCASE"]
        : Collation.Names.Where(static name => !name.StartsWith("UTF8_", StringComparison.Ordinal) && !Array.Exists(_modifiers, modifier => name.EndsWith(modifier, StringComparison.Ordinal)));

    private static void RemoveConflict(List<string> modifiers, string weaker, string stronger)
    {
        if (modifiers.Contains(stronger))
        {
            modifiers.Remove(weaker);
        }
    }

    private static int Distance(string left, string right) =>
        TextSimilarity.Levenshtein(Encoding.UTF8.GetBytes(left.ToUpperInvariant()), Encoding.UTF8.GetBytes(right.ToUpperInvariant()));
}
