using System.Text;

namespace Gateway.Core.Tables;

/// <summary>
/// Searches an embedded table whose lines are sorted ordinally by their first field; the table stays one text and
/// nothing else is built from it. Lines that begin with <c>#</c> are remarks.
/// </summary>
internal sealed class SortedLines
{
    private readonly string _text;
    private readonly int[] _starts;

    public SortedLines(string text)
    {
        _text = text;
        var starts = new List<int>(1024);
        for (var at = 0; at < text.Length; at = text.IndexOf('\n', at) + 1)
        {
            if (text[at] != '#')
            {
                starts.Add(at);
            }
        }

        _starts = [.. starts];
    }

    public static SortedLines Load(string resource)
    {
        using var stream = typeof(SortedLines).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new SortedLines(reader.ReadToEnd());
    }

    /// <summary>The line of a key, or null.</summary>
    public string? Find(string key)
    {
        int low = 0, high = _starts.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = KeyAt(middle).CompareTo(key, StringComparison.Ordinal);
            if (order == 0)
            {
                return _text[_starts[middle].._text.IndexOf('\n', _starts[middle])];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    public IEnumerable<string> Keys()
    {
        for (var i = 0; i < _starts.Length; i++)
        {
            yield return KeyAt(i).ToString();
        }
    }

    private ReadOnlySpan<char> KeyAt(int index)
    {
        var rest = _text.AsSpan(_starts[index]);
        return rest[..rest.IndexOfAny('\t', '\n')];
    }
}
