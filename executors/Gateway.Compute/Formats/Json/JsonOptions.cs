using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Compute.Text.Json;

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

    /// <summary>Gets whether written objects leave out fields that are NULL.</summary>
    public bool IgnoreNullFields { get; } = options.Flag("ignoreNullFields", !settings.Configuration.GetValueOrDefault("spark.sql.jsonGenerator.ignoreNullFields", "true").Equals("false", StringComparison.OrdinalIgnoreCase));

    public bool WritesNonAsciiAsCodePoints { get; } = options.Flag("writeNonAsciiCharacterAsCodePoint", false);

    public bool Pretty { get; } = options.Flag("pretty", false);

    /// <summary>Gets whether written fields and map keys are in the order of their names.</summary>
    public bool SortsKeys { get; } = options.Flag("sortKeys", false);

    /// <summary>Gives what the column reader needs of the options.</summary>
    public JsonReadOptions ReadOptions()
    {
        var formats = new DateTimeFormats(Source, Settings, forWriting: false);
        return new JsonReadOptions { Leniency = Leniency, KeepsPartialResults = PartialResults, Text = formats.ReadOptions() with { GroupSeparator = Separators.Group, DecimalPoint = Separators.Point } };
    }

    /// <summary>Gives what the column writer needs of the options.</summary>
    public JsonWriteOptions WriteOptions()
    {
        var plain = new JsonWriteOptions();
        var formats = new DateTimeFormats(Source, Settings, forWriting: true);
        var (oldDate, oldTimestamp) = formats.LegacyWriters;
        return plain with
        {
            Zone = formats.Zone,
            LegacyDate = oldDate,
            LegacyTimestamp = oldTimestamp,
            IgnoresNullFields = IgnoreNullFields,
            IsPretty = Pretty,
            SortsKeys = SortsKeys,
            EscapesNonAscii = WritesNonAsciiAsCodePoints,
            DateFormat = Source.Text("dateFormat") is { } date && oldDate is null ? DateTimeFormats.Compile(date, forParsing: false).In(formats.Locale) : plain.DateFormat,
            TimestampFormat = Source.Text("timestampFormat") is { } timestamp && oldTimestamp is null ? DateTimeFormats.Compile(timestamp, forParsing: false).In(formats.Locale) : plain.TimestampFormat,
            TimestampNtzFormat = Source.Text("timestampNTZFormat") is { } local ? DateTimeFormats.Compile(local, forParsing: false).In(formats.Locale) : plain.TimestampNtzFormat,
        };
    }
}
