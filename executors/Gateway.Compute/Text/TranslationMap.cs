namespace Gateway.Compute.Text;

/// <summary>Maps characters one by one as TRANSLATE does; characters without a counterpart are dropped.</summary>
public sealed class TranslationMap
{
    private readonly short[] _ascii = new short[128];
    private readonly Dictionary<int, byte[]> _others = [];
    private readonly bool _isAsciiOnly;

    private const short Unchanged = -1;
    private const short Dropped = -2;
    private const short Other = -3;

    public TranslationMap(ReadOnlySpan<byte> matching, ReadOnlySpan<byte> replacement)
    {
        _ascii.AsSpan().Fill(Unchanged);
        _isAsciiOnly = true;
        while (!matching.IsEmpty)
        {
            int width = Math.Min(Utf8Text.Width(matching[0]), matching.Length);
            ReadOnlySpan<byte> character = matching[..width];
            matching = matching[width..];
            ReadOnlySpan<byte> target = [];
            if (!replacement.IsEmpty)
            {
                int targetWidth = Math.Min(Utf8Text.Width(replacement[0]), replacement.Length);
                target = replacement[..targetWidth];
                replacement = replacement[targetWidth..];
            }

            Add(character, target);
        }

        _isAsciiOnly = _others.Count == 0;
    }

    public void Append(ReadOnlySpan<byte> text, TextBuffer output)
    {
        for (int offset = 0; offset < text.Length;)
        {
            byte first = text[offset];
            int width = Math.Min(Utf8Text.Width(first), text.Length - offset);
            ReadOnlySpan<byte> character = text.Slice(offset, width);
            offset += width;
            short mapped = first < 0x80 ? _ascii[first] : _isAsciiOnly ? Unchanged : Other;
            switch (mapped)
            {
                case Unchanged:
                    output.Append(character);
                    break;
                case Dropped:
                    break;
                case Other:
                    output.Append(_others.TryGetValue(Key(character), out byte[]? target) ? target : character);
                    break;
                default:
                    output.Append((byte)mapped);
                    break;
            }
        }
    }

    private void Add(ReadOnlySpan<byte> character, ReadOnlySpan<byte> target)
    {
        // A character named twice keeps its first counterpart.
        if (character[0] < 0x80)
        {
            ref short entry = ref _ascii[character[0]];
            if (entry == Unchanged)
            {
                bool isDropped = target.IsEmpty || target[0] == 0;
                entry = isDropped ? Dropped : target[0] < 0x80 ? target[0] : Other;
                if (entry == Other)
                {
                    _others.TryAdd(Key(character), target.ToArray());
                }
            }
        }
        else
        {
            _others.TryAdd(Key(character), target.Length == 1 && target[0] == 0 ? [] : target.ToArray());
        }
    }

    private static int Key(ReadOnlySpan<byte> character)
    {
        int key = 0;
        foreach (byte unit in character)
        {
            key = (key << 8) | unit;
        }

        return key;
    }
}
