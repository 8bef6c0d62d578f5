using System.Text;
using Gateway.Core.Configuration;

namespace Gateway.Sql.Parsing;

/// <summary>Replaces <c>${name}</c> in a text by the value of a setting before the text is read; an unset name gives nothing, one of the server's environment stays as written.</summary>
public static class VariableSubstitution
{
    private const int MaxDepth = 40;
    private static readonly System.Buffers.SearchValues<char> s_word = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    private static readonly string[] s_prefixes = ["spark:", "sparkconf:", "hivevar:", "hiveconf:"];

    public static string Apply(string text, SessionConfiguration configuration)
    {
        if (!text.Contains("${", StringComparison.Ordinal) || !configuration.Get(ConfigurationKeys.VariableSubstitution))
        {
            return text;
        }

        for (int depth = 0; depth < MaxDepth; depth++)
        {
            string replaced = ReplaceOnce(text, configuration);
            if (replaced == text)
            {
                break;
            }

            text = replaced;
        }

        return text;
    }

    private static string ReplaceOnce(string text, SessionConfiguration configuration)
    {
        var result = new StringBuilder(text.Length);
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf("${", at, StringComparison.Ordinal);
            int close = open < 0 ? -1 : text.IndexOfAny(['}', '$', ' '], open + 2);
            if (open < 0)
            {
                break;
            }

            if (close < 0 || text[close] != '}' || close == open + 2)
            {
                result.Append(text, at, open + 2 - at);
                at = open + 2;
                continue;
            }

            result.Append(text, at, open - at).Append(Value(text[(open + 2)..close], configuration));
            at = close + 1;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string Value(string name, SessionConfiguration configuration)
    {
        if (name.StartsWith("env:", StringComparison.Ordinal) || name.StartsWith("system:", StringComparison.Ordinal))
        {
            return $"${{{name}}}";
        }

        int colon = name.IndexOf(':', StringComparison.Ordinal);
        string? prefix = Array.Find(s_prefixes, candidate => name.StartsWith(candidate, StringComparison.Ordinal));
        // A word before a colon that names no place of settings.
        if (prefix is null && colon > 0 && name.AsSpan(0, colon).ContainsAnyExcept(s_word) is false)
        {
            return $"${{{name}}}";
        }

        return configuration.GetOrNull(prefix is null ? name : name[prefix.Length..]) ?? "";
    }
}
