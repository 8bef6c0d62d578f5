using Gateway.Compute.Text;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Tells in which order an immutable set of Scala gives back strings, where messages list them so.</summary>
/// <remarks>Semantics: Scala 2.13 Set: up to four elements in the order of insertion, more as a trie of improved hash codes, five bits a level, elements before subtries.</remarks>
internal static class ScalaSets
{
    private const int SmallSet = 4;
    private const int BitsPerLevel = 5;

    public static IEnumerable<string> Order(IReadOnlyCollection<string> elements) =>
        elements.Count <= SmallSet ? elements : Walk([.. elements.Distinct().Select(static element => (element, Improve((uint)JavaHash.OfString(element))))], 0);

    private static IEnumerable<string> Walk(List<(string Element, uint Hash)> elements, int shift)
    {
        var slots = elements.GroupBy(element => (element.Hash >> shift) & ((1u << BitsPerLevel) - 1)).OrderBy(static slot => slot.Key).Select(static slot => slot.ToList()).ToList();
        bool isLast = shift + BitsPerLevel >= 32;
        return slots.Where(slot => slot.Count == 1 || isLast).SelectMany(static slot => slot.Select(static element => element.Element))
            .Concat(slots.Where(slot => slot.Count > 1 && !isLast).SelectMany(slot => Walk(slot, shift + BitsPerLevel)));
    }

    private static uint Improve(uint hash)
    {
        unchecked
        {
            hash += ~(hash << 9);
            hash ^= hash >> 14;
            hash += hash << 4;
            return hash ^ (hash >> 10);
        }
    }
}
