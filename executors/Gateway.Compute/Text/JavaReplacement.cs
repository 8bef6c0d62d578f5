using System.Text;

namespace Gateway.Compute.Text;

/// <summary>A compiled replacement text of java.util.regex: literals and group references.</summary>
public sealed class JavaReplacement
{
    private readonly List<(byte[] Literal, int Group)> _parts = [];

    private JavaReplacement()
    {
    }

    /// <summary>Gets whether some reference needs the groups of a match.</summary>
    public bool UsesGroups { get; private set; }

    internal IReadOnlyList<(byte[] Literal, int Group)> Parts => _parts;

    /// <summary>Compiles $1, ${name}, \$ and literals; false for what Java refuses, such as a group that does not exist.</summary>
    public static bool TryCompile(ReadOnlySpan<byte> replacement, JavaRegex regex, out JavaReplacement compiled)
    {
        compiled = new JavaReplacement();
        string text = Encoding.UTF8.GetString(replacement);
        var literal = new StringBuilder();
        for (int position = 0; position < text.Length;)
        {
            char current = text[position++];
            if (current == '\\')
            {
                if (position == text.Length)
                {
                    return false;
                }

                literal.Append(text[position++]);
            }
            else if (current != '$')
            {
                literal.Append(current);
            }
            else if (!compiled.AddReference(text, ref position, literal, regex))
            {
                return false;
            }
        }

        compiled._parts.Add((Encoding.UTF8.GetBytes(literal.ToString()), -1));
        return true;
    }

    private bool AddReference(string text, ref int position, StringBuilder literal, JavaRegex regex)
    {
        if (position == text.Length)
        {
            return false;
        }

        int group;
        if (text[position] == '{')
        {
            int end = text.IndexOf('}', position);
            if (end < 0 || !regex.GroupNames.TryGetValue(text[(position + 1)..end], out group))
            {
                return false;
            }

            position = end + 1;
        }
        else
        {
            group = text[position++] - '0';
            if (group is < 0 or > 9 || group > regex.GroupCount)
            {
                return false;
            }

            while (position < text.Length && char.IsAsciiDigit(text[position]) && (group * 10) + text[position] - '0' <= regex.GroupCount)
            {
                group = (group * 10) + text[position++] - '0';
            }
        }

        _parts.Add((Encoding.UTF8.GetBytes(literal.ToString()), group));
        literal.Clear();
        UsesGroups = true;
        return true;
    }
}
