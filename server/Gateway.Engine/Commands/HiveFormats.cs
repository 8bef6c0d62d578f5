using Gateway.Core.Errors;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Knows the names that STORED AS takes.</summary>
internal static class HiveFormats
{
    private static readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase)
    {
        "avro", "avrofile", "orc", "orcfile", "parquet", "parquetfile", "rcfile", "sequencefile", "textfile",
    };

    /// <summary>Throws for a format of another name.</summary>
    public static void Check(HiveFormat? hive)
    {
        if (hive?.Format is { } name && !_names.Contains(name))
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1059", ("serdeInfo", name));
        }
    }
}
