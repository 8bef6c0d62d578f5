using System.Collections.Immutable;
using System.Globalization;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Logical;
using Gateway.Sql.Parsing;

namespace Gateway.Engine.Commands;

/// <summary>Computes the statistics of tables with queries over them.</summary>
internal static class StatisticsQuery
{
    private const string HistogramKey = "spark.sql.statistics.histogram.enabled";
    private const string BinCountKey = "spark.sql.statistics.histogram.numBins";
    private const int ItemsPerColumn = 8;

    public static bool Supports(DataType type) =>
        type is IntegralType or DecimalType or FloatType or DoubleType or BooleanType or DateType or TimestampType or TimestampNtzType or TimeType or StringType or BinaryType;

    public static long CountRows(StoredTable table, CommandContext context) => (long)Query(table, ["count(*)"], context)[0]!;

    /// <summary>Gives the number of rows and the statistics of each column.</summary>
    public static (long RowCount, List<AnalyzedColumn> Columns) Run(StoredTable table, IReadOnlyList<StructField> columns, CommandContext context)
    {
        int binCount = context.Session.Configuration.GetOrNull(HistogramKey) == "true" ? context.Session.Configuration.GetInt(BinCountKey) : 0;
        var row = Query(table, ["count(*)", .. columns.SelectMany(column => Items(column, binCount))], context);
        long rowCount = (long)row[0]!;
        var found = new List<AnalyzedColumn>();
        for (int i = 0; i < columns.Count; i++)
        {
            found.Add(Read(table, columns[i], row.AsSpan(1 + (i * ItemsPerColumn), ItemsPerColumn), rowCount, binCount, context));
        }
        return (rowCount, found);
    }

    private static AnalyzedColumn Read(StoredTable table, StructField column, ReadOnlySpan<object?> values, long rowCount, int binCount, CommandContext context)
    {
        long present = (long)values[0]!;
        if (column.Type is TimeType time && present > 0)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1090", ("colName", column.Name), ("dataType", string.Create(CultureInfo.InvariantCulture, $"TimeType({time.Precision})")));
        }
        long width = DefaultLength(column.Type);
        bool measured = column.Type is StringType or BinaryType;
        var statistics = new AnalyzedColumn((string?)values[1], (string?)values[2], rowCount - present, Math.Min((long)values[3]!, present),
            measured ? (long?)values[4] ?? width : width, measured ? (long?)values[5] ?? width : width);
        return values[6] is object?[] ends && present > 0
            ? statistics with { Height = (string?)Query(table, [$"CAST({present}D / {binCount} AS STRING)"], context, onlyOne: true)[0], Bins = Bins(table, column, [.. ends.Cast<string>()], context) }
            : statistics;
    }

    /// <summary>Counts the distinct values between neighbouring percentiles; the first bin includes its lower bound.</summary>
    private static ImmutableArray<(string, string, long)> Bins(StoredTable table, StructField column, string[] ends, CommandContext context)
    {
        string value = AsDouble(column.Type, Quote.Id([column.Name]));
        var counts = Query(table, [.. ends.Skip(1).Select((upper, i) =>
            $"approx_count_distinct(CASE WHEN {value} {(i == 0 ? ">=" : ">")} {Number(ends[i])} AND {value} <= {Number(upper)} THEN {value} END)")], context);
        return [.. ends.Skip(1).Select((upper, i) => (ends[i], upper, ends[i] == upper ? 1L : (long)counts[i]!))];
    }

    private static string Number(string text) => $"CAST('{text}' AS DOUBLE)";

    private static IEnumerable<string> Items(StructField column, int binCount)
    {
        string name = Quote.Id([column.Name]);
        bool ordered = column.Type is not (StringType or BinaryType or TimeType);
        yield return $"count({name})";
        yield return ordered ? Shown(column.Type, $"min({name})") : "CAST(NULL AS STRING)";
        yield return ordered ? Shown(column.Type, $"max({name})") : "CAST(NULL AS STRING)";
        yield return $"approx_count_distinct({name})";
        yield return column.Type is StringType or BinaryType ? $"CAST(ceil(avg(length({name}))) AS BIGINT)" : "CAST(NULL AS BIGINT)";
        yield return column.Type is StringType or BinaryType ? $"CAST(max(length({name})) AS BIGINT)" : "CAST(NULL AS BIGINT)";
        bool histogram = binCount > 0 && ordered && column.Type is not BooleanType;
        yield return histogram
            ? $"transform(percentile_approx({name}, array({string.Join(", ", Enumerable.Range(0, binCount + 1).Select(i => Fraction(i, binCount)))}), 10000), x -> CAST({AsDouble(column.Type, "x")} AS STRING))"
            : "NULL";
        yield return "NULL";
    }

    private static string Fraction(int index, int count) => (index / (double)count).ToString("R", CultureInfo.InvariantCulture) + "D";

    private static string Shown(DataType type, string value) => type switch
    {
        TimestampType => $"date_format({value}, 'yyyy-MM-dd HH:mm:ss.SSSSSS Z')",
        TimestampNtzType => $"date_format({value}, 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
        _ => $"CAST({value} AS STRING)",
    };

    private static string AsDouble(DataType type, string value) => type switch
    {
        DateType => $"CAST(unix_date({value}) AS DOUBLE)",
        TimestampType => $"CAST(unix_micros({value}) AS DOUBLE)",
        TimestampNtzType => $"CAST(timestampdiff(MICROSECOND, TIMESTAMP_NTZ'1970-01-01 00:00:00', {value}) AS DOUBLE)",
        _ => $"CAST({value} AS DOUBLE)",
    };

    private static long DefaultLength(DataType type) => type switch
    {
        BooleanType or ByteType => 1,
        ShortType => 2,
        IntegerType or FloatType or DateType => 4,
        DecimalType { Precision: > 18 } => 16,
        StringType => 20,
        BinaryType => 100,
        _ => 8,
    };

    private static object?[] Query(StoredTable table, IEnumerable<string> items, CommandContext context, bool onlyOne = false)
    {
        LogicalPlan input = new OneRowRelation();
        if (!onlyOne)
        {
            var opened = table.Open(context.Settings, ImmutableDictionary<string, string>.Empty, context.Session.Engine.Pool);
            input = new SubqueryAlias(new TableScan(opened.Table, [.. opened.Table.Schema.Fields.Select(static field => new Compute.Expressions.AttributeReference(
                field.Name, field.Type, field.Nullable, field.Metadata, Compute.Expressions.ExpressionId.Next(), []))]), table.NameParts[^1], []);
        }
        var plan = new Project(input, [.. items.Select((item, i) => new Compute.Expressions.Alias(
            context.Session.Parser().ParseExpression(new SqlText(item)), string.Create(CultureInfo.InvariantCulture, $"item{i}")))]);
        return context.Session.Prepare(plan, context.Cancellation).Collect(context.Cancellation)[0];
    }
}
