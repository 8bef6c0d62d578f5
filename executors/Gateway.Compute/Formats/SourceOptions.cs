using System.Globalization;
using Gateway.Core.Errors;

namespace Gateway.Compute.Formats;

/// <summary>Options of a reader or writer; keys ignore case.</summary>
public sealed class SourceOptions
{
    public static readonly SourceOptions Empty = new([]);

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public SourceOptions(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (key, value) in values)
        {
            _values[key] = value;
        }
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    public string? Text(string key) => _values.GetValueOrDefault(key);

    /// <summary>Gets the first option of several names that is set.</summary>
    public string? Text(string key, string alias) => Text(key) ?? Text(alias);

    public string Text(string key, Func<string> otherwise) => Text(key) ?? otherwise();

    /// <summary>Gets a boolean; anything but true and false is Spark's error for the option.</summary>
    public bool Flag(string key, bool otherwise)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }
        return text.ToLowerInvariant() switch
        {
            "true" => true,
            "false" => false,
            _ => throw new QueryException(new QueryError(null, [], [], "IllegalArgumentException", $"{key} flag can be true or false")),
        };
    }

    public int Number(string key, int otherwise) =>
        Text(key) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value
        : throw new QueryException(new QueryError(null, [], [], "NumberFormatException", $"For input string: \"{text}\""));
}
