using System.Text;

namespace Gateway.Compute.Formats.Json;

/// <summary>Finds the position of a field by its UTF-8 name; guesses that fields come in order.</summary>
internal sealed class Utf8Names
{
    private const int LinearLimit = 8;
    private readonly byte[][] _names;
    private readonly Dictionary<string, int>? _positions;

    public Utf8Names(IEnumerable<string> names)
    {
        string[] texts = [.. names];
        _names = [.. texts.Select(Encoding.UTF8.GetBytes)];
        if (texts.Length > LinearLimit)
        {
            _positions = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < texts.Length; i++)
            {
                _positions.TryAdd(texts[i], i);
            }
        }
    }

    public int Count => _names.Length;

    /// <param name="guess">Where the name is looked for first.</param>
    /// <returns>The position, or -1.</returns>
    public int Find(ReadOnlySpan<byte> name, int guess)
    {
        if ((uint)guess < (uint)_names.Length && name.SequenceEqual(_names[guess]))
        {
            return guess;
        }
        if (_positions is not null)
        {
            return _positions.GetValueOrDefault(Encoding.UTF8.GetString(name), -1);
        }
        for (int i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return i;
            }
        }
        return -1;
    }
}
