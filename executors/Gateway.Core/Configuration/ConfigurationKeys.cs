using System.Globalization;

namespace Gateway.Core.Configuration;

/// <summary>Lists the settings that the engine itself reads, with their types.</summary>
public static class ConfigurationKeys
{
    public static readonly ConfigurationKey<bool> AnsiEnabled = Boolean("spark.sql.ansi.enabled");
    public static readonly ConfigurationKey<bool> EnforceReservedKeywords = Boolean("spark.sql.ansi.enforceReservedKeywords");
    public static readonly ConfigurationKey<bool> DoubleQuotedIdentifiers = Boolean("spark.sql.ansi.doubleQuotedIdentifiers");
    public static readonly ConfigurationKey<bool> AnsiRelationPrecedence = Boolean("spark.sql.ansi.relationPrecedence");
    public static readonly ConfigurationKey<bool> CaseSensitive = Boolean("spark.sql.caseSensitive");
    public static readonly ConfigurationKey<bool> EscapedStringLiterals = Boolean("spark.sql.parser.escapedStringLiterals");
    public static readonly ConfigurationKey<bool> ExponentLiteralAsDecimal = Boolean("spark.sql.legacy.exponentLiteralAsDecimal.enabled");
    public static readonly ConfigurationKey<bool> LegacySetOperationPrecedence = Boolean("spark.sql.legacy.setopsPrecedence.enabled");
    public static readonly ConfigurationKey<bool> VariableSubstitution = Boolean("spark.sql.variable.substitute");
    public static readonly ConfigurationKey<bool> QuotedRegexColumnNames = Boolean("spark.sql.parser.quotedRegexColumnNames");
    public static readonly ConfigurationKey<bool> GroupByOrdinal = Boolean("spark.sql.groupByOrdinal");
    public static readonly ConfigurationKey<bool> GroupByAliases = Boolean("spark.sql.groupByAliases");
    public static readonly ConfigurationKey<bool> OrderByOrdinal = Boolean("spark.sql.orderByOrdinal");
    public static readonly ConfigurationKey<bool> LateralColumnAliases = Boolean("spark.sql.lateralColumnAlias.enableImplicitResolution");
    public static readonly ConfigurationKey<bool> RunSqlOnFiles = Boolean("spark.sql.runSQLOnFiles");
    public static readonly ConfigurationKey<bool> CrossJoinEnabled = Boolean("spark.sql.crossJoin.enabled");
    public static readonly ConfigurationKey<bool> AllowPrecisionLoss = Boolean("spark.sql.decimalOperations.allowPrecisionLoss");
    public static readonly ConfigurationKey<bool> LegacyIntervals = Boolean("spark.sql.legacy.interval.enabled");
    public static readonly ConfigurationKey<bool> LegacySizeOfNull = Boolean("spark.sql.legacy.sizeOfNull");
    public static readonly ConfigurationKey<bool> CharVarcharAsString = Boolean("spark.sql.legacy.charVarcharAsString");
    public static readonly ConfigurationKey<bool> PreserveCharVarcharTypeInfo = Boolean("spark.sql.preserveCharVarcharTypeInfo");
    public static readonly ConfigurationKey<bool> TimeTypeEnabled = Boolean("spark.sql.timeType.enabled");
    public static readonly ConfigurationKey<bool> NanosecondTimestamps = Boolean("spark.sql.timestampNanosTypes.enabled");
    public static readonly ConfigurationKey<bool> IgnoreMissingFiles = Boolean("spark.sql.files.ignoreMissingFiles");
    public static readonly ConfigurationKey<bool> IgnoreCorruptFiles = Boolean("spark.sql.files.ignoreCorruptFiles");
    public static readonly ConfigurationKey<bool> PartitionColumnTypeInference = Boolean("spark.sql.sources.partitionColumnTypeInference.enabled");
    public static readonly ConfigurationKey<bool> PythonArrowFunctions = Boolean("spark.sql.execution.pythonUDF.arrow.enabled");
    public static readonly ConfigurationKey<bool> ArrowLargeTypes = Boolean("spark.sql.execution.arrow.useLargeVarTypes");
    public static readonly ConfigurationKey<bool> EnrichErrors = Boolean("spark.sql.connect.enrichError.enabled");

    public static readonly ConfigurationKey<int> ShufflePartitions = Int32("spark.sql.shuffle.partitions");
    public static readonly ConfigurationKey<int> MaxToStringFields = Int32("spark.sql.debug.maxToStringFields");
    public static readonly ConfigurationKey<int> MaxNestedViewDepth = Int32("spark.sql.view.maxNestedViewDepth");
    public static readonly ConfigurationKey<int> PivotMaxValues = Int32("spark.sql.pivotMaxValues");
    public static readonly ConfigurationKey<int> ArrowMaxRecordsPerBatch = Int32("spark.sql.execution.arrow.maxRecordsPerBatch");
    public static readonly ConfigurationKey<int> RecursionLevelLimit = Int32("spark.sql.cteRecursionLevelLimit");
    public static readonly ConfigurationKey<int> RecursionRowLimit = Int32("spark.sql.cteRecursionRowLimit");
    public static readonly ConfigurationKey<long> ArrowMaxBytesPerBatch = Bytes("spark.sql.execution.arrow.maxBytesPerBatch");
    public static readonly ConfigurationKey<long> MaxPartitionBytes = Bytes("spark.sql.files.maxPartitionBytes");
    public static readonly ConfigurationKey<long> AutoBroadcastJoinThreshold = Bytes("spark.sql.autoBroadcastJoinThreshold");
    public static readonly ConfigurationKey<long> LocalRelationSizeLimit = Int64("spark.sql.session.localRelationSizeLimit");

    public static readonly ConfigurationKey<string> SessionTimeZone = Text("spark.sql.session.timeZone");
    public static readonly ConfigurationKey<string> WarehouseDirectory = Text("spark.sql.warehouse.dir");
    public static readonly ConfigurationKey<string> DefaultSource = Text("spark.sql.sources.default");
    public static readonly ConfigurationKey<string> DefaultCatalog = Text("spark.sql.defaultCatalog");
    public static readonly ConfigurationKey<string> CorruptRecordColumn = Text("spark.sql.columnNameOfCorruptRecord");

    /// <summary>TIMESTAMP_LTZ or TIMESTAMP_NTZ.</summary>
    public static readonly ConfigurationKey<string> TimestampType = Word("spark.sql.timestampType");

    /// <summary>ANSI, LEGACY or STRICT.</summary>
    public static readonly ConfigurationKey<string> StoreAssignmentPolicy = Word("spark.sql.storeAssignmentPolicy");

    /// <summary>EXCEPTION or LAST_WIN.</summary>
    public static readonly ConfigurationKey<string> MapKeyDedupPolicy = Word("spark.sql.mapKeyDedupPolicy");

    /// <summary>EXCEPTION, LEGACY or CORRECTED.</summary>
    public static readonly ConfigurationKey<string> TimeParserPolicy = Word("spark.sql.legacy.timeParserPolicy");

    /// <summary>EXCEPTION, LEGACY or CORRECTED.</summary>
    public static readonly ConfigurationKey<string> CtePrecedencePolicy = Word("spark.sql.legacy.ctePrecedencePolicy");

    /// <summary>STATIC or DYNAMIC.</summary>
    public static readonly ConfigurationKey<string> PartitionOverwriteMode = Word("spark.sql.sources.partitionOverwriteMode");

    /// <summary>UTF-8, BASIC, BASE64, HEX or HEX_DISCRETE; null prints by default.</summary>
    public const string BinaryOutputStyle = "spark.sql.binaryOutputStyle";

    private static ConfigurationKey<bool> Boolean(string name) => new(name, text => bool.Parse(text.AsSpan().Trim()));

    private static ConfigurationKey<int> Int32(string name) => new(name, text => int.Parse(text, CultureInfo.InvariantCulture));

    private static ConfigurationKey<long> Int64(string name) => new(name, text => long.Parse(text, CultureInfo.InvariantCulture));

    private static ConfigurationKey<long> Bytes(string name) => new(name, text => ConfigurationValues.TryBytes(text, 1, out var bytes) ? bytes : 0);

    private static ConfigurationKey<string> Text(string name) => new(name, text => text);

    private static ConfigurationKey<string> Word(string name) => new(name, text => text.Trim().ToUpperInvariant());
}
