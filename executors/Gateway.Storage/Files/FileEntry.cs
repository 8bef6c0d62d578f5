using System.Text;

namespace Gateway.Storage.Files;

/// <summary>A file to be read.</summary>
/// <param name="Path">Absolute local path.</param>
/// <param name="ModifiedMicros">Modification time in microseconds since the epoch.</param>
/// <param name="Partition">Boxed values of the partition columns, in the index's order.</param>
public sealed record FileEntry(string Path, long Length, long ModifiedMicros, object?[] Partition)
{
    /// <summary>Gets the path as Spark shows it: a <c>file:</c> URI.</summary>
    public string Uri => ToUri(Path);

    /// <summary>Makes the URI of a local path, escaping what Java's URI escapes in a path.</summary>
    public static string ToUri(string path)
    {
        var text = new StringBuilder("file://");
        foreach (char c in path)
        {
            if (c > ' ' && c < 0x7F && "\"%<>[]\\^`{|}#?".IndexOf(c, StringComparison.Ordinal) < 0)
            {
                text.Append(c);
            }
            else if (c >= 0x80)
            {
                text.Append(c);
            }
            else
            {
                text.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        return text.ToString();
    }
}
