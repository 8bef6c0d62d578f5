using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Core.Collations;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Builds the table functions without arguments that list what the engine knows: <c>sql_keywords()</c> and <c>collations()</c>.</summary>
public static class StaticTables
{
    private const string IcuVersion = "78.3.0.0";

    private const string Languages =
        "af Afrikaans|am Amharic|ar Arabic|as Assamese|az Azerbaijani|be Belarusian|bg Bulgarian|bn Bangla|bo Tibetan|br Breton|bs Bosnian|ca Catalan|ceb Cebuano|chr Cherokee|cs Czech|" +
        "cy Welsh|da Danish|de German|dsb Lower Sorbian|dz Dzongkha|ee Ewe|el Greek|en English|eo Esperanto|es Spanish|et Estonian|fa Persian|ff Fula|fi Finnish|fil Filipino|fo Faroese|" +
        "fr French|fy Western Frisian|ga Irish|gl Galician|gu Gujarati|ha Hausa|haw Hawaiian|he Hebrew|hi Hindi|hr Croatian|hsb Upper Sorbian|hu Hungarian|hy Armenian|id Indonesian|ig Igbo|" +
        "is Icelandic|it Italian|ja Japanese|ka Georgian|kk Kazakh|kl Kalaallisut|km Khmer|kn Kannada|ko Korean|kok Konkani|ku Kurdish|ky Kyrgyz|lb Luxembourgish|lij Ligurian|lkt Lakota|" +
        "ln Lingala|lo Lao|lt Lithuanian|lv Latvian|mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|nb Norwegian Bokmål|ne Nepali|nl Dutch|nn Norwegian Nynorsk|" +
        "no Norwegian|nso Northern Sotho|om Oromo|or Odia|pa Punjabi|pl Polish|ps Pashto|pt Portuguese|ro Romanian|ru Russian|sa Sanskrit|se Northern Sami|si Sinhala|sk Slovak|sl Slovenian|" +
        "smn Inari Sami|sq Albanian|sr Serbian|st Southern Sotho|sv Swedish|sw Swahili|ta Tamil|te Telugu|th Thai|tk Turkmen|tn Tswana|to Tongan|tr Turkish|ug Uyghur|uk Ukrainian|ur Urdu|" +
        "uz Uzbek|vi Vietnamese|wae Walser|wo Wolof|xh Xhosa|yi Yiddish|yo Yoruba|zh Chinese|zu Zulu";

    private const string Countries =
        "AFG Afghanistan|AUT Austria|BIH Bosnia & Herzegovina|CAN Canada|CHN China|HKG Hong Kong SAR China|IDN Indonesia|IND India|ISR Israel|MAC Macao SAR China|MNE Montenegro|NOR Norway|" +
        "SAU Saudi Arabia|SGP Singapore|SRB Serbia|TWN Taiwan|USA United States";

    private const string WorkerLogging = "spark.sql.pyspark.worker.logging.enabled";

    /// <summary>The table functions that are no generators.</summary>
    public static readonly FrozenSet<string> Names = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "collations", "python_worker_logs", "range", "sql_keywords");

    internal static LogicalPlan? Find(string? name, Origin origin, AnalyzerContext context) => name switch
    {
        "sql_keywords" => Keywords(context.Keywords),
        "collations" => Collations(),
        "python_worker_logs" => WorkerLogs(origin, context),
        _ => null,
    };

    /// <summary>What Python workers log is not kept: there is never a row.</summary>
    private static LocalRelation WorkerLogs(Origin origin, AnalyzerContext context)
    {
        if (!context.Configuration.GetBoolean(WorkerLogging))
        {
            throw new QueryException(QueryException.Create("FEATURE_NOT_ENABLED", origin, "AnalysisException",
                ("featureName", "Python Worker Logging"), ("configKey", WorkerLogging), ("configValue", "true")));
        }
        StructField Text(string name) => new(name, StringType.Instance, true);
        var frame = new StructType([Text("class"), Text("method"), Text("file"), Text("line")]);
        var exception = new StructType([Text("class"), Text("msg"), new("stacktrace", new ArrayType(frame, true), true)]);
        return new(
            [
                new AttributeReference("ts", TimestampType.Instance, true), new AttributeReference("level", StringType.Instance, true), new AttributeReference("msg", StringType.Instance, true),
                new AttributeReference("context", new MapType(StringType.Instance, StringType.Instance, true), true), new AttributeReference("exception", exception, true),
                new AttributeReference("logger", StringType.Instance, true),
            ],
            []);
    }

    private static LocalRelation Keywords(ImmutableArray<string> words) => new(
        [new AttributeReference("keyword", StringType.Instance, false), new AttributeReference("reserved", BooleanType.Instance, false)],
        [.. words.Order(StringComparer.Ordinal).Select(static word => new object?[] { word, false })]);

    private static LocalRelation Collations()
    {
        ImmutableArray<AttributeReference> columns =
        [
            .. new[] { ("CATALOG", false), ("SCHEMA", false), ("NAME", false), ("LANGUAGE", true), ("COUNTRY", true), ("ACCENT_SENSITIVITY", false), ("CASE_SENSITIVITY", false), ("PAD_ATTRIBUTE", false), ("ICU_VERSION", true) }
                .Select(static column => new AttributeReference(column.Item1, StringType.Instance, column.Item2)),
        ];
        var languages = Entries(Languages);
        var countries = Entries(Countries);
        var rows = Collation.Names.Select(name =>
        {
            Collation.TryFind(name, out var collation);
            bool isUtf8 = name.StartsWith("UTF8_", StringComparison.Ordinal);
            string[] parts = name.Split('_');
            return new object?[]
            {
                "SYSTEM", "BUILTIN", name, isUtf8 ? null : languages.GetValueOrDefault(parts[0]), isUtf8 ? null : parts.Select(countries.GetValueOrDefault).FirstOrDefault(static country => country is not null),
                collation.IgnoresAccents ? "ACCENT_INSENSITIVE" : "ACCENT_SENSITIVE", collation.IgnoresCase ? "CASE_INSENSITIVE" : "CASE_SENSITIVE",
                collation.IgnoresTrailingSpaces ? "RTRIM" : "NO_PAD", isUtf8 ? null : IcuVersion,
            };
        });
        return new LocalRelation(columns, [.. rows]);
    }

    private static Dictionary<string, string> Entries(string text) =>
        text.Split('|').Select(static entry => entry.Split(' ', 2)).ToDictionary(static entry => entry[0], static entry => entry[1], StringComparer.Ordinal);
}
