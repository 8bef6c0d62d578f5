using Gateway.Compute.Evaluation;

namespace Gateway.Compute.Formats.Xml;

/// <summary>Options of XML text. Names and defaults are Spark 4.3's XmlOptions.</summary>
public sealed class XmlOptions(SourceOptions options, QuerySettings settings) : TextFormatOptions(options, settings)
{
    /// <summary>Gets the element that is a row; null when it was not given.</summary>
    public string? RowTag { get; } = options.Text("rowTag");
    public string RootTag { get; } = options.Text("rootTag") ?? "ROWS";
    public string Declaration { get; } = options.Text("declaration") ?? "version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"";
    public string ArrayElementName { get; } = options.Text("arrayElementName") ?? "item";
    public string AttributePrefix { get; } = options.Text("attributePrefix") ?? "_";
    public string ValueTag { get; } = options.Text("valueTag") ?? "_VALUE";
    public string? NullValue { get; } = options.Text("nullValue");
    public string Indent { get; } = options.Text("indent") ?? "    ";
    public bool ExcludeAttribute { get; } = options.Flag("excludeAttribute", false);
    public bool IgnoreSurroundingSpaces { get; } = options.Flag("ignoreSurroundingSpaces", true);
    public bool IgnoreNamespace { get; } = options.Flag("ignoreNamespace", false);
    public bool InferSchema { get; } = options.Flag("inferSchema", true);
    /// <summary>Gets how names of elements and attributes are compared with names of fields.</summary>
    public StringComparer Names { get; } = settings.Configuration.GetValueOrDefault("spark.sql.caseSensitive", "false").Equals("true", StringComparison.OrdinalIgnoreCase) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
    public bool PrefersDecimal { get; } = options.Flag("prefersDecimal", false);
}
