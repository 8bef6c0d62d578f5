using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Gateway.Core.Tables;

namespace Gateway.Core.Errors;

/// <summary>
/// Knows every error condition of Spark 4.3. Raising one that Spark does not have, or with a parameter that it does not
/// have, is a bug and fails as one.
/// </summary>
public static class ErrorCatalog
{
    private static readonly Lazy<SortedLines> s_conditions = new(() => SortedLines.Load("Gateway.Core.Errors.error-conditions.tsv"));
    private static readonly Lazy<SortedLines> s_messages = new(() => SortedLines.Load("Gateway.Core.Errors.error-messages.tsv"));
    private static readonly ConcurrentDictionary<string, ErrorCondition> s_cache = new();

    /// <summary>The condition of a name, or null.</summary>
    public static ErrorCondition? Find(string name)
    {
        if (s_cache.TryGetValue(name, out var condition))
        {
            return condition;
        }

        return s_conditions.Value.Find(name) is { } line ? s_cache.GetOrAdd(name, Parse(line)) : null;
    }

    /// <summary>The condition of a name; a name that Spark does not have is a bug.</summary>
    public static ErrorCondition Get(string name) => Find(name) ?? throw new UnreachableException($"Spark has no error condition {name}.");

    /// <summary>Every condition's name.</summary>
    public static IEnumerable<string> Names() => s_conditions.Value.Keys();

    /// <summary>Fails if the error's condition or one of its parameters is not Spark's.</summary>
    public static void Verify(QueryError error)
    {
        if (error.Condition is null)
        {
            return;
        }

        var condition = Get(error.Condition);
        foreach (var (name, _) in error.Parameters)
        {
            if (!condition.Parameters.Contains(name) && !condition.OptionalParameters.Contains(name))
            {
                throw new UnreachableException($"{error.Condition} has no parameter {name}; it has {string.Join(", ", condition.Parameters)}.");
            }
        }
    }

    private static ErrorCondition Parse(string line)
    {
        var fields = line.Split('\t');
        var parameters = fields[2].Split(',', StringSplitOptions.RemoveEmptyEntries);
        var message = s_messages.Value.Find(fields[0]);
        return new ErrorCondition(
            fields[0],
            fields[1],
            [.. parameters.Where(name => !name.EndsWith('?'))],
            [.. parameters.Where(name => name.EndsWith('?')).Select(name => name.TrimEnd('?'))],
            fields[3],
            message?[(message.IndexOf('\t', StringComparison.Ordinal) + 1)..].Replace("\\n", "\n", StringComparison.Ordinal));
    }
}
