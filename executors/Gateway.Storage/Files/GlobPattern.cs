using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Storage.Files;

/// <summary>Expands Hadoop's path patterns: <c>* ? [a-z] [^a] {a,b} \x</c>, matched within one path component.</summary>
internal static class GlobPattern
{
    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny("*?[{\\") >= 0;

    /// <summary>Gives the existing paths that match, sorted; none when nothing does.</summary>
    public static List<string> Expand(string path)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string alternative in Alternatives(path))
        {
            List<string> current = ["/"];
            foreach (string component in alternative.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                current = IsPattern(component)
                    ? [.. current.SelectMany(directory => Match(directory, component))]
                    : [.. current.Select(directory => Path.Combine(directory, component)).Where(static candidate => Path.Exists(candidate))];
            }
            found.UnionWith(current);
        }
        return [.. found];
    }

    /// <summary>Tells whether a name matches one component's pattern.</summary>
    public static bool IsMatch(string name, string pattern) => Alternatives(pattern).Any(alternative => ToRegex(alternative).IsMatch(name));

    private static IEnumerable<string> Match(string directory, string component)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }
        var regex = ToRegex(component);
        return Directory.EnumerateFileSystemEntries(directory).Where(entry => regex.IsMatch(Path.GetFileName(entry))).Order(StringComparer.Ordinal);
    }

    /// <summary>Multiplies out <c>{a,b}</c>, which may hold slashes and nest.</summary>
    private static IEnumerable<string> Alternatives(string pattern)
    {
        int open = -1;
        int depth = 0;
        var commas = new List<int>();
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\')
            {
                i++;
            }
            else if (c == '{')
            {
                if (depth++ == 0)
                {
                    open = i;
                    commas.Clear();
                }
            }
            else if (c == ',' && depth == 1)
            {
                commas.Add(i);
            }
            else if (c == '}' && depth > 0 && --depth == 0)
            {
                int[] cuts = [open, .. commas, i];
                int close = i;
                return Enumerable.Range(0, cuts.Length - 1)
                    .SelectMany(part => Alternatives(pattern[..open] + pattern[(cuts[part] + 1)..cuts[part + 1]] + pattern[(close + 1)..]));
            }
        }
        return [pattern];
    }

    private static Regex ToRegex(string component)
    {
        var text = new StringBuilder("^");
        for (int i = 0; i < component.Length; i++)
        {
            char c = component[i];
            switch (c)
            {
                case '*':
                    text.Append(".*");
                    break;
                case '?':
                    text.Append('.');
                    break;
                case '[' when component.IndexOf(']', i + 1) is > 0 and var close:
                    string set = component[(i + 1)..close].Replace("\\", "\\\\", StringComparison.Ordinal);
                    text.Append('[').Append(set.StartsWith('!') ? "^" + set[1..] : set).Append(']');
                    i = close;
                    break;
                case '\\' when i + 1 < component.Length:
                    text.Append(Regex.Escape(component[++i].ToString()));
                    break;
                default:
                    text.Append(Regex.Escape(c.ToString()));
                    break;
            }
        }
        return new Regex(text.Append('$').ToString(), RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }
}
