using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Knows the data sources that are no files: <c>source.`path`</c> cannot read them.</summary>
internal static class DirectSources
{
    private static readonly HashSet<string> _withoutFiles = new(StringComparer.OrdinalIgnoreCase) { "console", "hive", "jdbc", "memory", "noop", "rate", "rate-micro-batch", "socket", "statestore", "state-metadata" };

    /// <summary>Raises the error of a name that is such a source; other names pass.</summary>
    public static void Refuse(string name)
    {
        if (_withoutFiles.Contains(name))
        {
            throw new QueryException("UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY", ("dataSourceType", name));
        }
        if (name.Equals("avro", StringComparison.OrdinalIgnoreCase) || name.Equals("kafka", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException(name.ToUpperInvariant() + "_DATA_SOURCE_NOT_ENABLED", ("provider", name));
        }
    }
}
