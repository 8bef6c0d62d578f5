using System.Globalization;
using System.Text;
using Gateway.Core.Errors;

namespace Gateway.Storage.Files;

/// <summary>Turns the paths of requests into local ones, and escapes partition values as Hive does.</summary>
public static class PathText
{
    /// <summary>The directory value of NULL.</summary>
    public const string NullPartition = "__HIVE_DEFAULT_PARTITION__";

    private const string Escaped = "\"#%'*/:=?\\{[]^";

    /// <summary>Gives the local path of a plain path or a <c>file:</c> URI. Other schemes are UNSUPPORTED_... errors.</summary>
    public static string ToLocal(string path)
    {
        string local = path;
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        if (colon > 0 && (slash < 0 || colon < slash))
        {
            string scheme = path[..colon];
            if (!scheme.Equals("file", StringComparison.OrdinalIgnoreCase))
            {
                throw new QueryException(new QueryError(null, [], [], "UnsupportedFileSystemException", $"No FileSystem for scheme \"{scheme}\""));
            }
            local = path[(colon + 1)..];
            if (local.StartsWith("//", StringComparison.Ordinal))
            {
                int root = local.IndexOf('/', 2);
                local = root < 0 ? "/" : local[root..];
            }
        }
        return Path.GetFullPath(local.Length == 0 ? "." : local);
    }

    /// <summary>Gives the short URI form that messages about missing paths have: <c>file:/a/b</c>.</summary>
    public static string Qualified(string path) => "file:" + ToLocal(path);

    /// <summary>Escapes a partition column's name or value for a directory name.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c < ' ' || c == 0x7F || Escaped.Contains(c, StringComparison.Ordinal))
            {
                escaped.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            }
            else
            {
                escaped.Append(c);
            }
        }
        return escaped.ToString();
    }

    /// <summary>Undoes <see cref="Escape"/>; what is not an escape stays.</summary>
    public static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
            {
                plain.Append((char)code);
                i += 2;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }
}
