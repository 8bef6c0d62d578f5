using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;

namespace Gateway.Compute.Formats.Json;

/// <summary>Options of JSON text. Names and defaults are Spark 4.3's JSONOptions.</summary>
public sealed class JsonOptions(SourceOptions options, QuerySettings settings) : TextFormatOptions(options, settings)
{
    public JsonLeniency Leniency { get; } = new()
    {
        AllowComments = options.Flag("allowComments", false),
        AllowUnquotedFieldNames = options.Flag("allowUnquotedFieldNames", false),
        AllowSingleQuotes = options.Flag("allowSingleQuotes", true),
        AllowNumericLeadingZeros = options.Flag("allowNumericLeadingZeros", false),
        AllowNonNumericNumbers = options.Flag("allowNonNumericNumbers", true),
        AllowBackslashEscapingAnyCharacter = options.Flag("allowBackslashEscapingAnyCharacter", false),
        AllowUnquotedControlChars = options.Flag("allowUnquotedControlChars", false),
    };

    public bool PrimitivesAsString { get; } = options.Flag("primitivesAsString", false);
    public bool PrefersDecimal { get; } = options.Flag("prefersDecimal", false);
    public bool DropFieldIfAllNull { get; } = options.Flag("dropFieldIfAllNull", false);
    public bool InferTimestamp { get; } = options.Flag("inferTimestamp", settings.Configuration.GetValueOrDefault("spark.sql.legacy.json.inferTimestamp", "false").Equals("true", StringComparison.OrdinalIgnoreCase));
    public bool PartialResults { get; } = !settings.Configuration.GetValueOrDefault("spark.sql.json.enablePartialResults", "true").Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets the name of the one VARIANT column that whole records become, or null.</summary>
    public string? SingleVariantColumn { get; } = options.Text("singleVariantColumn");

    /// <summary>Gets whether written objects leave out fields that are NULL.</summary>
    public bool IgnoreNullFields { get; } = options.Flag("ignoreNullFields", !settings.Configuration.GetValueOrDefault("spark.sql.jsonGenerator.ignoreNullFields", "true").Equals("false", StringComparison.OrdinalIgnoreCase));

    public bool WritesNonAsciiAsCodePoints { get; } = options.Flag("writeNonAsciiCharacterAsCodePoint", false);

    public bool Pretty { get; } = options.Flag("pretty", false);
}
