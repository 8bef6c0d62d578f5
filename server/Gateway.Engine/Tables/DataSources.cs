using Gateway.Plans.Logical;

namespace Gateway.Engine.Tables;

/// <summary>Finds the scan source of a format and its paths.</summary>
internal static class DataSources
{
    private static readonly HashSet<string> _fileFormats = new(StringComparer.OrdinalIgnoreCase) { "parquet", "csv", "json", "text" };

    public static bool IsFileFormat(string name) => _fileFormats.Contains(name);

    public static LogicalPlan? Find(UnresolvedDataSource source) => null;
}
