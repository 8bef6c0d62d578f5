using System.Globalization;
using Gateway.Core.Types;

namespace Gateway.Core.Errors;

/// <summary>
/// Makes the errors that running queries raise most, with Spark's parameter texts, class and its choice of pointing at the
/// fragment or not: those without an origin parameter never carry a context.
/// </summary>
public static class QueryErrors
{
    /// <summary>What the <c>ansiConfig</c> and <c>config</c> parameters hold.</summary>
    public const string AnsiSetting = "\"spark.sql.ansi.enabled\"";

    private const string LegacyTimeParserSetting = "\"spark.sql.legacy.timeParserPolicy\"";
    private const string DocumentationRoot = "https://spark.apache.org/docs/latest";
    private const int MaxArrayLength = int.MaxValue - 15;

    public static QueryException DivideByZero(Origin origin) => new("DIVIDE_BY_ZERO", origin, ("config", AnsiSetting));

    public static QueryException RemainderByZero(Origin origin) => new("REMAINDER_BY_ZERO", origin, ("config", AnsiSetting));

    public static QueryException IntervalDividedByZero(Origin origin) => new("INTERVAL_DIVIDED_BY_ZERO", origin);

    /// <summary>INT and BIGINT arithmetic, sums, rounding. Unary minus and <c>abs</c> come without an origin.</summary>
    /// <param name="tryFunction">The function that gives NULL, e.g. <c>try_add</c>; null where there is none.</param>
    /// <param name="message"><c>overflow</c> for operators, <c>Overflow</c> for rounding, <c>Overflow in integral divide</c> for DIV.</param>
    public static QueryException ArithmeticOverflow(Origin origin, string? tryFunction, string message = "overflow") => new(
        "ARITHMETIC_OVERFLOW",
        origin,
        ("message", message),
        ("alternative", tryFunction is null ? "" : $" Use '{tryFunction}' to tolerate overflow and return NULL instead."),
        ("config", AnsiSetting));

    /// <summary>TINYINT and SMALLINT arithmetic; Spark prints both as short literals.</summary>
    public static QueryException BinaryArithmeticOverflow(short left, string symbol, short right, string tryFunction) => new(
        "BINARY_ARITHMETIC_OVERFLOW",
        ("value1", Quote.Value(left)),
        ("symbol", symbol),
        ("value2", Quote.Value(right)),
        ("functionName", Quote.Id(tryFunction)));

    /// <summary>A decimal result that does not fit under ANSI rules.</summary>
    /// <param name="value">The value as plain digits.</param>
    public static QueryException DecimalOverflow(Origin origin, string value, int precision, int scale) => new(
        "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
        origin,
        ("value", value),
        ("precision", precision.ToString(CultureInfo.InvariantCulture)),
        ("scale", scale.ToString(CultureInfo.InvariantCulture)),
        ("config", AnsiSetting));

    /// <summary>An interval sum or product that does not fit.</summary>
    public static QueryException IntervalOverflow(Origin origin, string? tryFunction) => tryFunction is null
        ? new("INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", origin)
        : new("INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION", origin, ("functionName", Quote.Id(tryFunction)));

    /// <summary>A text that cannot be read as the target; its class depends on the target.</summary>
    /// <param name="expression">The value as a literal, e.g. from <see cref="Quote.Value(string?)"/>.</param>
    public static QueryException CastInvalidInput(Origin origin, string expression, DataType source, DataType target) => new(QueryException.Create(
        "CAST_INVALID_INPUT",
        origin,
        CastClass(target),
        ("expression", expression),
        ("sourceType", Quote.Type(source)),
        ("targetType", Quote.Type(target)),
        ("ansiConfig", AnsiSetting)));

    /// <summary>A number, timestamp or interval that the target type does not hold.</summary>
    /// <param name="value">The value as a literal of its type: <c>300L</c>, <c>99.5BD</c>, <c>1.0E30D</c>, <c>TIMESTAMP '...'</c>.</param>
    public static QueryException CastOverflow(string value, DataType source, DataType target) => new(
        "CAST_OVERFLOW",
        ("value", value),
        ("sourceType", Quote.Type(source)),
        ("targetType", Quote.Type(target)),
        ("ansiConfig", AnsiSetting));

    public static QueryException CastOverflowInInsert(DataType source, DataType target, IReadOnlyList<string> column) => new(
        "CAST_OVERFLOW_IN_TABLE_INSERT",
        ("sourceType", Quote.Type(source)),
        ("targetType", Quote.Type(target)),
        ("columnName", Quote.Id(column)));

    /// <summary>A text longer than its CHAR or VARCHAR column.</summary>
    public static QueryException ExceedsLength(int limit) =>
        new("EXCEED_LIMIT_LENGTH", ("limit", limit.ToString(CultureInfo.InvariantCulture)));

    public static QueryException InvalidArrayIndex(Origin origin, long index, int size) => new(
        "INVALID_ARRAY_INDEX",
        origin,
        ("indexValue", index.ToString(CultureInfo.InvariantCulture)),
        ("arraySize", size.ToString(CultureInfo.InvariantCulture)));

    public static QueryException InvalidElementAtIndex(Origin origin, long index, int size) => new(
        "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
        origin,
        ("indexValue", index.ToString(CultureInfo.InvariantCulture)),
        ("arraySize", size.ToString(CultureInfo.InvariantCulture)));

    public static QueryException IndexOfZero(Origin origin) => new("INVALID_INDEX_OF_ZERO", origin);

    /// <summary>A map that would hold a key twice.</summary>
    /// <param name="key">The key as its plain text.</param>
    public static QueryException DuplicatedMapKey(string key) =>
        new("DUPLICATED_MAP_KEY", ("key", key), ("mapKeyDedupPolicy", "\"spark.sql.mapKeyDedupPolicy\""));

    public static QueryException NullMapKey() => new("NULL_MAP_KEY");

    /// <summary>An array that one parameter asks to be too long.</summary>
    public static QueryException ArrayTooLong(string function, string parameter, long elementCount) => new(
        "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER",
        ("numberOfElements", elementCount.ToString(CultureInfo.InvariantCulture)),
        ("maxRoundedArrayLength", MaxArrayLength.ToString(CultureInfo.InvariantCulture)),
        ("parameter", Quote.Id(parameter)),
        ("functionName", Quote.Id(function)));

    /// <summary>An array that a function's result would make too long.</summary>
    public static QueryException ArrayTooLong(string function, long elementCount) => new(
        "COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION",
        ("numberOfElements", elementCount.ToString(CultureInfo.InvariantCulture)),
        ("maxRoundedArrayLength", MaxArrayLength.ToString(CultureInfo.InvariantCulture)),
        ("functionName", Quote.Id(function)));

    /// <summary>A subquery for a value that gave several rows; a correlated one is found by a join and reported without a context.</summary>
    public static QueryException TooManyRows(Origin origin, bool isCorrelated) => isCorrelated
        ? new QueryException("SCALAR_SUBQUERY_TOO_MANY_ROWS").As("SparkRuntimeException")
        : new QueryException("SCALAR_SUBQUERY_TOO_MANY_ROWS", origin).As("SparkException");

    public static QueryException Raised(string message) => new("USER_RAISED_EXCEPTION", ("errorMessage", message));

    /// <summary>Date-time parts out of range.</summary>
    public static QueryException DateTimeFieldOutOfBounds(string message) =>
        new("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", ("rangeMessage", message));

    /// <summary>A date-time result out of range.</summary>
    /// <param name="operation">E.g. <c>add 300000L YEAR to TIMESTAMP '2020-01-01 00:00:00'</c>.</param>
    public static QueryException DateTimeOverflow(string operation) => new("DATETIME_OVERFLOW", ("operation", operation));

    /// <summary>A text that does not follow a timestamp format under ANSI rules.</summary>
    public static QueryException CannotParseTimestamp(string message, string tryFunction) =>
        new("CANNOT_PARSE_TIMESTAMP", ("message", message), ("func", Quote.Id(tryFunction)));

    /// <summary>A pattern that older versions read in another way.</summary>
    public static QueryException PatternOfOldParser(string pattern) => new(
        "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
        ("pattern", Quote.Value(pattern)),
        ("config", LegacyTimeParserSetting),
        ("docroot", DocumentationRoot));

    /// <summary>A text that older versions read and today's rules do not.</summary>
    public static QueryException TextOfOldParser(string text) => new(
        "INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER",
        ("datetime", Quote.Value(text)),
        ("config", LegacyTimeParserSetting));

    public static QueryException WeekBasedPattern(char letter) =>
        new("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN", ("c", letter.ToString()));

    public static QueryException InvalidPattern(string pattern) => new(
        "INVALID_DATETIME_PATTERN.WITH_SUGGESTION",
        ("pattern", Quote.Value(pattern)),
        ("docroot", DocumentationRoot));

    public static QueryException InvalidTimeZone(string id) => new("INVALID_TIMEZONE", ("timeZone", id));

    /// <summary>A record that FAILFAST mode refuses.</summary>
    public static QueryException MalformedRecord(string record) =>
        new("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", ("badRecord", record), ("failFastMode", "FAILFAST"));

    public static QueryException InvalidVariantCast(string value, DataType target) =>
        new("INVALID_VARIANT_CAST", ("value", value), ("dataType", Quote.Type(target)));

    public static QueryException NegativeScale(int scale) => new QueryException(
        "NEGATIVE_SCALE_DISALLOWED", ("scale", scale.ToString(CultureInfo.InvariantCulture)), ("sqlConf", "\"spark.sql.legacy.allowNegativeScaleOfDecimal\"")).As("AnalysisException");

    /// <summary>Makes the error of a bug in one of Spark's phases of planning, which its users see as such.</summary>
    public static QueryException BrokenPhase(string phase) => new QueryException("INTERNAL_ERROR",
        ("message", $"The Spark SQL phase {phase} failed with an internal error. You hit a bug in Spark or the Spark plugins you use. Please, report this bug to the corresponding communities or vendors, and provide the full stack trace.")).As("SparkException");

    /// <summary>An exception of plain Java that Spark lets through: no condition, only a class and a text.</summary>
    public static QueryException Bare(string javaClass, string message) => new(new QueryError(null, [], [], javaClass, message));

    private static string CastClass(DataType target) => target switch
    {
        BooleanType => "SparkRuntimeException",
        DateType or TimestampType or TimestampNtzType or TimestampNanosType or TimeType => "SparkDateTimeException",
        _ => "SparkNumberFormatException",
    };
}
