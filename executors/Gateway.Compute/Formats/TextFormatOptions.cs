using Gateway.Compute.Evaluation;

namespace Gateway.Compute.Formats;

/// <summary>Options that CSV, JSON and XML share.</summary>
public abstract class TextFormatOptions(SourceOptions options, QuerySettings settings)
{
    protected SourceOptions Source { get; } = options;

    protected QuerySettings Settings { get; } = settings;

    public ParseMode Mode { get; } = (options.Text("mode") ?? "").ToUpperInvariant() switch
    {
        "DROPMALFORMED" => ParseMode.DropMalformed,
        "FAILFAST" => ParseMode.FailFast,
        _ => ParseMode.Permissive,
    };

    /// <summary>Gets the name of the column that takes the text of malformed records.</summary>
    public string CorruptColumn { get; } =
        options.Text("columnNameOfCorruptRecord") ?? settings.Configuration.GetValueOrDefault("spark.sql.columnNameOfCorruptRecord", "_corrupt_record");

    public bool MultiLine { get; } = options.Flag("multiLine", false);

    /// <summary>Gets the character set of the text; null is UTF-8.</summary>
    public string? Encoding { get; } = options.Text("encoding", "charset");

    /// <summary>Gets the bytes between records; null accepts \n, \r\n and \r.</summary>
    public string? LineSeparator { get; } = options.Text("lineSep");

    /// <summary>Gets whether inferred timestamps are without zone (spark.sql.timestampType).</summary>
    public bool PrefersTimestampNtz { get; } = settings.Configuration.GetValueOrDefault("spark.sql.timestampType", "").Equals("TIMESTAMP_NTZ", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets the name of the one VARIANT column that whole records become, or null.</summary>
    public string? SingleVariantColumn { get; } = options.Text("singleVariantColumn");

    /// <summary>Gets the separator of groups in decimals, and their point, by locale.</summary>
    public (byte Group, byte Point) Separators { get; } = options.Text("locale")?.Split('-', '_')[0].ToLowerInvariant() switch
    {
        "de" or "es" or "it" or "nl" or "pt" or "id" or "tr" or "da" => ((byte)'.', (byte)','),
        "fr" or "ru" or "pl" or "cs" or "sv" or "fi" or "uk" or "nb" => ((byte)' ', (byte)','),
        _ => ((byte)',', (byte)'.'),
    };

    public double SamplingRatio { get; } = Ratio(options);

    private static double Ratio(SourceOptions options)
    {
        if (options.Text("samplingRatio") is not { } text || !double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double ratio))
        {
            return 1;
        }
        return ratio > 0 ? ratio : throw new Core.Errors.QueryException(new Core.Errors.QueryError(
            null, [], [], "IllegalArgumentException", $"samplingRatio ({text}) should be greater than 0"));
    }
}
