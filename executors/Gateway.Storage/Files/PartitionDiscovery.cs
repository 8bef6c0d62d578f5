using System.Globalization;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Storage.Files;

/// <summary>Reads partition columns from directory names such as <c>year=2024/month=1</c>. Semantics: Spark's PartitioningUtils.</summary>
internal static class PartitionDiscovery
{
    private const string InferenceKey = "spark.sql.sources.partitionColumnTypeInference.enabled";

    /// <summary>Gives the partition schema and every file's values.</summary>
    /// <param name="files">Paths, and for each the directory below which names spell columns.</param>
    public static (StructType Schema, object?[][] Values) Discover(
        IReadOnlyList<(string Path, string Root)> files, StructType? userSchema, StructType? declared, QuerySettings settings)
    {
        var comparer = settings.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var parsed = new List<(string Name, string Value)>[files.Count];
        for (int i = 0; i < parsed.Length; i++)
        {
            parsed[i] = Parse(files[i].Path, files[i].Root);
        }
        string[] names = declared is not null ? [.. declared.Fields.Select(static member => member.Name)]
            : parsed.Length == 0 ? [] : [.. parsed[0].Select(static pair => pair.Name)];
        if (declared is null)
        {
            CheckAlike(files, parsed, comparer);
        }
        var zone = Zone(settings.TimeZone);
        var types = new DataType[names.Length];
        for (int column = 0; column < names.Length; column++)
        {
            string name = names[column];
            var given = declared?.Fields[column] ?? userSchema?.Fields.FirstOrDefault(member => comparer.Equals(member.Name, name));
            types[column] = given?.Type ?? Infer(parsed.Select(pairs => Find(pairs, name, comparer)), zone, settings);
        }
        var schema = new StructType(names.Select((name, i) => new StructField(
            userSchema?.Fields.FirstOrDefault(member => comparer.Equals(member.Name, name))?.Name ?? name, types[i], true)));
        var values = new object?[files.Count][];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new object?[names.Length];
            for (int column = 0; column < names.Length; column++)
            {
                string? text = Find(parsed[i], names[column], comparer);
                values[i][column] = text is null ? null : Value(text, types[column], names[column], zone);
            }
        }
        return (schema, values);
    }

    /// <summary>Reads a timestamp as Spark's cast does.</summary>
    public static bool TryTimestamp(string text, TimeZoneRules zone, out long micros) =>
        DateTimeParser.TryParseTimestamp(Encoding.UTF8.GetBytes(text), zone, 0, out micros);

    public static TimeZoneRules Zone(string id) => TimeZoneCatalog.TryFind(id, out var rules) ? rules
        : throw new QueryException("INVALID_TIMEZONE", ("timeZone", "'" + id + "'"));

    private static List<(string, string)> Parse(string path, string root)
    {
        var pairs = new List<(string, string)>();
        string? directory = Path.GetDirectoryName(path);
        while (directory is not null && directory.Length > root.Length && directory.StartsWith(root, StringComparison.Ordinal))
        {
            string name = Path.GetFileName(directory);
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                break;
            }
            if (equals == 0)
            {
                throw new QueryException("EMPTY_PARTITION_COLUMN_NAME", ("columnSpec", name));
            }
            if (equals == name.Length - 1)
            {
                throw new QueryException("EMPTY_PARTITION_COLUMN_VALUE", ("columnSpec", name));
            }
            pairs.Insert(0, (PathText.Unescape(name[..equals]), PathText.Unescape(name[(equals + 1)..])));
            directory = Path.GetDirectoryName(directory);
        }
        return pairs;
    }

    private static string? Find(List<(string Name, string Value)> pairs, string name, StringComparer comparer)
    {
        foreach (var (known, value) in pairs)
        {
            if (comparer.Equals(known, name))
            {
                return value == PathText.NullPartition ? null : value;
            }
        }
        return null;
    }

    private static void CheckAlike(IReadOnlyList<(string Path, string Root)> files, List<(string Name, string Value)>[] parsed, StringComparer comparer)
    {
        for (int i = 1; i < parsed.Length; i++)
        {
            if (!parsed[i].Select(static pair => pair.Name).SequenceEqual(parsed[0].Select(static pair => pair.Name), comparer))
            {
                var lists = parsed.Select(static pairs => string.Join(", ", pairs.Select(static pair => pair.Name))).Distinct(StringComparer.Ordinal).ToList();
                var paths = files.Select(static file => "file:" + Path.GetDirectoryName(file.Path)).Distinct(StringComparer.Ordinal);
                throw new QueryException(
                    "CONFLICTING_PARTITION_COLUMN_NAMES",
                    ("distinctPartColLists", string.Join("\n\t", lists.Select((list, n) => string.Create(CultureInfo.InvariantCulture, $"Partition column name list #{n}: {list}")))),
                    ("suspiciousPaths", string.Join("\n\t", paths)));
            }
        }
    }

    private static DataType Infer(IEnumerable<string?> texts, TimeZoneRules zone, QuerySettings settings)
    {
        bool enabled = !settings.Configuration.TryGetValue(InferenceKey, out string? text) || !text.Equals("false", StringComparison.OrdinalIgnoreCase);
        DataType? type = null;
        foreach (string? value in texts.Distinct(StringComparer.Ordinal))
        {
            if (value is not null)
            {
                var own = enabled ? Infer(value, zone) : StringType.Instance;
                type = type is null ? own : Widest(type, own);
            }
        }
        return type ?? StringType.Instance;
    }

    private static DataType Infer(string text, TimeZoneRules zone)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return IntegerType.Instance;
        }
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return LongType.Instance;
        }
        if (IsWholeNumber(text, out int digits) && digits <= DecimalType.MaxPrecision)
        {
            return new DecimalType(digits, 0);
        }
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (text[^1] is not ('d' or 'D' or 'f' or 'F') && NumberParser.TryParseDouble(bytes, out _))
        {
            return DoubleType.Instance;
        }
        if (char.IsAsciiDigit(text[0]) && text.Length >= 8)
        {
            if (text.Length == 10 && text[4] == '-' && DateTimeParser.TryParseDate(bytes, out _))
            {
                return DateType.Instance;
            }
            if (text.Contains(':', StringComparison.Ordinal) && text[4] == '-' && DateTimeParser.TryParseTimestamp(bytes, zone, 0, out _))
            {
                return TimestampType.Instance;
            }
        }
        return StringType.Instance;
    }

    private static bool IsWholeNumber(string text, out int digits)
    {
        int start = text[0] is '+' or '-' ? 1 : 0;
        digits = text.Length - start;
        return digits > 0 && text.AsSpan(start).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static DataType Widest(DataType left, DataType right)
    {
        if (left.Equals(right))
        {
            return left;
        }
        return (left, right) switch
        {
            (IntegerType, LongType) or (LongType, IntegerType) => LongType.Instance,
            (IntegerType or LongType, DecimalType wide) => wide,
            (DecimalType wide, IntegerType or LongType) => wide,
            (DecimalType a, DecimalType b) => a.Precision >= b.Precision ? a : b,
            (NumericType, DoubleType) or (DoubleType, NumericType) => DoubleType.Instance,
            (DateType, TimestampType) or (TimestampType, DateType) => TimestampType.Instance,
            _ => StringType.Instance,
        };
    }

    /// <summary>Reads a directory's value as the column's type; a value that does not fit is an error, as in Spark.</summary>
    private static object? Value(string text, DataType type, string column, TimeZoneRules zone)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        object? value = type switch
        {
            StringType or CharType or VarcharType => text,
            BinaryType => bytes,
            BooleanType when NumberParser.TryParseBoolean(bytes, out bool flag) => flag,
            ByteType when NumberParser.TryParseInt64(bytes, false, out long number) && number == (sbyte)number => (sbyte)number,
            ShortType when NumberParser.TryParseInt64(bytes, false, out long number) && number == (short)number => (short)number,
            IntegerType when NumberParser.TryParseInt64(bytes, false, out long number) && number == (int)number => (int)number,
            LongType when NumberParser.TryParseInt64(bytes, false, out long number) => number,
            FloatType when NumberParser.TryParseSingle(bytes, out float real) => real,
            DoubleType when NumberParser.TryParseDouble(bytes, out double real) => real,
            DecimalType target when NumberParser.ParseDecimal(bytes, new(target.Precision, target.Scale), out Int128 unscaled) == ParseStatus.Ok => unscaled,
            DateType when DateTimeParser.TryParseDate(bytes, out int days) => days,
            TimestampType when DateTimeParser.TryParseTimestamp(bytes, zone, 0, out long micros) => micros,
            TimestampNtzType when DateTimeParser.TryParseTimestampNtz(bytes, true, out long micros) => micros,
            TimeType when DateTimeParser.TryParseTime(bytes, out long nanoseconds) => nanoseconds,
            YearMonthIntervalType interval when IntervalParser.ParseYearMonth(bytes, interval.Start, interval.End, out int months) == ParseStatus.Ok => months,
            DayTimeIntervalType interval when IntervalParser.ParseDayTime(bytes, interval.Start, interval.End, out long span, out _) == ParseStatus.Ok => span,
            _ => null,
        };
        return value ?? throw new QueryException(
            "INVALID_PARTITION_VALUE", ("value", "'" + text + "'"), ("dataType", "\"" + TypeText.Sql(type) + "\""), ("columnName", IdentifierText.Quote(column)));
    }
}
