using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;

namespace Gateway.Compute.Formats.Csv;

/// <summary>Options of CSV text. Names and defaults are Spark 4.3's CSVOptions.</summary>
public sealed class CsvOptions : TextFormatOptions
{
    public CsvOptions(SourceOptions options, QuerySettings settings) : base(options, settings)
    {
        Separator = Encoding8(Delimiter(options.Text("sep", "delimiter") ?? ","));
        Quote = Character(options, "quote", '"');
        Escape = Character(options, "escape", '\\');
        EscapeOfEscape = options.Text("charToEscapeQuoteEscaping") is { Length: > 0 } own ? (byte)own[0] : Escape != Quote ? Escape : (byte)0;
        Comment = Character(options, "comment", '\0');
        Header = options.Flag("header", false);
        InferSchema = options.Flag("inferSchema", false);
        PreferDate = options.Flag("preferDate", true);
        EnforceSchema = options.Flag("enforceSchema", true);
        IgnoreLeadingWhiteSpace = options.Flag("ignoreLeadingWhiteSpace", false);
        IgnoreTrailingWhiteSpace = options.Flag("ignoreTrailingWhiteSpace", false);
        TrimLeadingInWrite = options.Flag("ignoreLeadingWhiteSpace", true);
        TrimTrailingInWrite = options.Flag("ignoreTrailingWhiteSpace", true);
        NullValue = Encoding8(options.Text("nullValue") ?? "");
        EmptyValueInRead = Encoding8(options.Text("emptyValue") ?? "");
        EmptyValueInWrite = Encoding8(options.Text("emptyValue") ?? "\"\"");
        NanValue = Encoding8(options.Text("nanValue") ?? "NaN");
        PositiveInfinity = Encoding8(options.Text("positiveInf") ?? "Inf");
        NegativeInfinity = Encoding8(options.Text("negativeInf") ?? "-Inf");
        MaxColumns = options.Number("maxColumns", 20480);
        MaxCharsPerColumn = options.Number("maxCharsPerColumn", -1);
        QuoteAll = options.Flag("quoteAll", false);
        EscapeQuotes = options.Flag("escapeQuotes", true);
        UnescapedQuotes = (options.Text("unescapedQuoteHandling") ?? "STOP_AT_DELIMITER").ToUpperInvariant();
        ColumnPruning = options.Flag("columnPruning", !settings.Configuration.GetValueOrDefault("spark.sql.csv.parser.columnPruning.enabled", "true").Equals("false", StringComparison.OrdinalIgnoreCase));
    }

    public byte[] Separator { get; }
    /// <summary>Gets the quote character; 0 for none.</summary>
    public byte Quote { get; }
    public byte Escape { get; }
    /// <summary>Gets the character that escapes the escape inside quotes; 0 for none.</summary>
    public byte EscapeOfEscape { get; }
    public byte Comment { get; }
    public bool Header { get; }
    public bool InferSchema { get; }
    public bool PreferDate { get; }
    public bool EnforceSchema { get; }
    public bool IgnoreLeadingWhiteSpace { get; }
    public bool IgnoreTrailingWhiteSpace { get; }
    public bool TrimLeadingInWrite { get; }
    public bool TrimTrailingInWrite { get; }
    public byte[] NullValue { get; }
    public byte[] EmptyValueInRead { get; }
    public byte[] EmptyValueInWrite { get; }
    public byte[] NanValue { get; }
    public byte[] PositiveInfinity { get; }
    public byte[] NegativeInfinity { get; }
    public int MaxColumns { get; }
    public int MaxCharsPerColumn { get; }
    public bool QuoteAll { get; }
    public bool EscapeQuotes { get; }
    public string UnescapedQuotes { get; }
    public bool ColumnPruning { get; }

    private static byte[] Encoding8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static byte Character(SourceOptions options, string key, char otherwise) => options.Text(key) switch
    {
        null => (byte)otherwise,
        { Length: 0 } => 0,
        { Length: 1 } text when text[0] < 0x80 => (byte)text[0],
        "\\t" => (byte)'\t',
        "\\u0000" => 0,
        _ => throw new QueryException(new QueryError(null, [], [], "RuntimeException", key + " cannot be more than one character")),
    };

    /// <summary>Undoes the escapes that a delimiter may be written with: \t, \\, \u0000 and so on.</summary>
    private static string Delimiter(string text)
    {
        if (text.Length == 0)
        {
            throw new QueryException(new QueryError(null, [], [], "IllegalArgumentException", "requirement failed: Delimiter cannot be empty string"));
        }
        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }
            if (++i == text.Length)
            {
                throw new QueryException(QueryException.Create("INVALID_DELIMITER_VALUE.SINGLE_BACKSLASH", Origin.None, "IllegalArgumentException", []));
            }
            switch (text[i])
            {
                case 't':
                    plain.Append('\t');
                    break;
                case 'r':
                    plain.Append('\r');
                    break;
                case 'n':
                    plain.Append('\n');
                    break;
                case 'b':
                    plain.Append('\b');
                    break;
                case 'f':
                    plain.Append('\f');
                    break;
                case '\\' or '\'' or '"':
                    plain.Append(text[i]);
                    break;
                case 'u' when text.Length >= i + 5 && text.AsSpan(i).StartsWith("u0000", StringComparison.Ordinal):
                    plain.Append('\0');
                    i += 4;
                    break;
                default:
                    throw new QueryException(QueryException.Create("INVALID_DELIMITER_VALUE.UNSUPPORTED_SPECIAL_CHARACTER", Origin.None, "IllegalArgumentException", ("str", "'" + text + "'")));
            }
        }
        return plain.ToString();
    }
}
