using System.Globalization;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>One step of a variant path: a key, or an index when the key is null.</summary>
public readonly record struct VariantPathStep(byte[]? Key, int Index);

/// <summary>A compiled path into a variant, such as $.a['b'][0].</summary>
public sealed class VariantPath
{
    private readonly VariantPathStep[] _steps;

    private VariantPath(VariantPathStep[] steps)
    {
        _steps = steps;
    }

    public ReadOnlySpan<VariantPathStep> Steps => _steps;

    /// <summary>Gets the last key of the path; null where there are indexes only.</summary>
    public byte[]? LastKey => Array.FindLast(_steps, static step => step.Key is not null).Key;

    /// <summary>Compiles a path; false when it is malformed.</summary>
    public static bool TryCompile(ReadOnlySpan<byte> path, out VariantPath? compiled)
    {
        compiled = null;
        string text = Encoding.UTF8.GetString(path);
        if (!text.StartsWith('$'))
        {
            return false;
        }

        var steps = new List<VariantPathStep>();
        int position = 1;
        while (position < text.Length)
        {
            if (!TryReadStep(text, ref position, out VariantPathStep step))
            {
                return false;
            }

            steps.Add(step);
        }

        compiled = new VariantPath([.. steps]);
        return true;
    }

    /// <summary>Follows the path; false when a step leads nowhere.</summary>
    public bool TryFollow(VariantValue root, out VariantValue found)
    {
        found = root;
        foreach (VariantPathStep step in _steps)
        {
            if (step.Key is not null)
            {
                // The receiver is copied first: an out argument may not alias it.
                VariantValue container = found;
                if (!container.TryGetField(step.Key, out found))
                {
                    return false;
                }
            }
            else if (found.Kind != VariantKind.Array || step.Index >= found.Count)
            {
                return false;
            }
            else
            {
                found = found.ElementAt(step.Index);
            }
        }

        return true;
    }

    private static bool TryReadStep(string text, ref int position, out VariantPathStep step)
    {
        step = default;
        if (text[position] == '.')
        {
            int end = text.AsSpan(position + 1).IndexOfAny('.', '[');
            end = end < 0 ? text.Length : position + 1 + end;
            string name = text[(position + 1)..end].TrimStart();
            position = end;
            step = new VariantPathStep(Encoding.UTF8.GetBytes(name), 0);
            return name.Length > 0;
        }

        if (text[position] != '[' || position + 1 == text.Length)
        {
            return false;
        }

        char quote = text[position + 1];
        if (quote is '\'' or '"')
        {
            int close = text.IndexOf(quote, position + 2);
            if (close <= position + 2 || close + 1 >= text.Length || text[close + 1] != ']')
            {
                return false;
            }

            string name = text[(position + 2)..close];
            position = close + 2;
            step = new VariantPathStep(Encoding.UTF8.GetBytes(name), 0);
            return !name.Contains('?', StringComparison.Ordinal);
        }

        int bracket = text.IndexOf(']', position);
        if (bracket < 0 || !int.TryParse(text.AsSpan(position + 1, bracket - position - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return false;
        }

        position = bracket + 1;
        step = new VariantPathStep(null, index);
        return true;
    }
}
