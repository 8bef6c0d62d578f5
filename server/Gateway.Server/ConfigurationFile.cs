namespace Gateway.Server;

/// <summary>Reads configuration files: a key and a value a line, parted by blanks or <c>=</c>; <c>#</c> starts a comment line.</summary>
public static class ConfigurationFile
{
    public static IReadOnlyDictionary<string, string> Read(FileInfo? file)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (file is null)
        {
            return pairs;
        }
        int number = 0;
        foreach (string raw in File.ReadLines(file.FullName))
        {
            number++;
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            int end = line.IndexOfAny([' ', '\t', '=', ':']);
            if (end <= 0)
            {
                throw new FormatException($"{file.Name}, line {number}: expected a key and a value.");
            }
            pairs[line[..end]] = line[end..].TrimStart(' ', '\t', '=', ':');
        }
        return pairs;
    }
}
