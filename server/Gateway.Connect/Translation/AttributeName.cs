using System.Collections.Immutable;
using System.Text;
using Gateway.Core.Errors;

namespace Gateway.Connect.Translation;

/// <summary>Splits attribute names such as <c>a.`b.c`</c> at dots outside back-quotes.</summary>
public static class AttributeName
{
    public static ImmutableArray<string> Parse(string name)
    {
        var parts = ImmutableArray.CreateBuilder<string>();
        var part = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (isQuoted)
            {
                if (c != '`')
                {
                    part.Append(c);
                }
                else if (i + 1 < name.Length && name[i + 1] == '`')
                {
                    part.Append('`');
                    i++;
                }
                else
                {
                    isQuoted = false;
                    if (i + 1 < name.Length && name[i + 1] != '.')
                    {
                        throw Malformed(name);
                    }
                }
            }
            else if (c == '`')
            {
                if (part.Length > 0)
                {
                    throw Malformed(name);
                }
                isQuoted = true;
            }
            else if (c == '.')
            {
                if (i == 0 || name[i - 1] == '.' || i == name.Length - 1)
                {
                    throw Malformed(name);
                }
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }
        if (isQuoted)
        {
            throw Malformed(name);
        }
        parts.Add(part.ToString());
        return parts.ToImmutable();
    }

    private static QueryException Malformed(string name) => new("INVALID_ATTRIBUTE_NAME_SYNTAX", ("name", name));
}
