using Gateway.Compute.Evaluation;
using Gateway.Compute.Numerics;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Csv;

/// <summary>Finds the types of CSV columns from their texts. Semantics: Spark 4.3's CSVInferSchema.</summary>
public sealed class CsvSchemaInference
{
    private readonly CsvOptions _options;
    private readonly DateTimeFormats _formats;
    private readonly CsvValueReader _values;
    private readonly DateTimePattern? _strictDate;
    private DataType[] _types;

    public CsvSchemaInference(int columnCount, CsvOptions options, SourceOptions source, QuerySettings settings)
    {
        _options = options;
        _formats = new DateTimeFormats(source, settings, forWriting: false);
        _values = new CsvValueReader(options, _formats);
        _strictDate = _formats.HasDatePattern ? null : DateTimeFormats.Compile("yyyy-MM-dd", forParsing: true);
        _types = [.. Enumerable.Repeat<DataType>(NullType.Instance, columnCount)];
    }

    /// <summary>Takes one record into account.</summary>
    public void Add(ReadOnlySpan<byte> text, CsvTokenizer record)
    {
        int count = Math.Min(record.Count, _types.Length);
        for (int i = 0; i < count; i++)
        {
            if (_types[i] is StringType || record.IsMissing(i))
            {
                continue;
            }
            var value = record.Value(text, i);
            if (!value.IsEmpty && !value.SequenceEqual(_options.NullValue))
            {
                _types[i] = Widen(_types[i], value);
            }
        }
    }

    /// <summary>Gives the types found; columns without values are strings.</summary>
    public DataType[] Finish()
    {
        for (int i = 0; i < _types.Length; i++)
        {
            _types[i] = _types[i] is NullType ? StringType.Instance : _types[i];
        }
        return _types;
    }

    private DataType Widen(DataType soFar, ReadOnlySpan<byte> text)
    {
        var found = soFar switch
        {
            NullType or IntegerType => TryInteger(text),
            LongType => TryLong(text),
            DecimalType => TryDecimal(text),
            DoubleType => TryDouble(text),
            DateType => TryDate(text),
            TimestampNtzType => TryTimestampNtz(text),
            TimestampType => TryTimestamp(text),
            BooleanType => TryBoolean(text),
            _ => StringType.Instance,
        };
        return Merge(soFar, found);
    }

    private DataType TryInteger(ReadOnlySpan<byte> text) =>
        CsvValueReader.TryInteger(text, int.MinValue, int.MaxValue, out _) ? IntegerType.Instance : TryLong(text);

    private DataType TryLong(ReadOnlySpan<byte> text) =>
        CsvValueReader.TryInteger(text, long.MinValue, long.MaxValue, out _) ? LongType.Instance : TryDecimal(text);

    private DataType TryDecimal(ReadOnlySpan<byte> text)
    {
        int start = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var digits = text[start..].TrimStart((byte)'0');
        bool isWhole = text.Length > start && text[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        return isWhole && digits.Length <= DecimalType.MaxPrecision ? new DecimalType(Math.Max(1, digits.Length), 0) : TryDouble(text);
    }

    private DataType TryDouble(ReadOnlySpan<byte> text) => _values.TryDouble(text, isSingle: false, out _) ? DoubleType.Instance
        : _options.PreferDate ? TryDate(text) : TryTimestampNtz(text);

    private DataType TryDate(ReadOnlySpan<byte> text)
    {
        bool isDate = _strictDate is null ? _formats.TryDate(text, out _) : _strictDate.TryParseDate(text, out _, out _);
        return isDate ? DateType.Instance : TryTimestampNtz(text);
    }

    private DataType TryTimestampNtz(ReadOnlySpan<byte> text) =>
        _options.PrefersTimestampNtz && _formats.TryTimestampNtz(text, out _) ? TimestampNtzType.Instance : TryTimestamp(text);

    private DataType TryTimestamp(ReadOnlySpan<byte> text) => _formats.TryTimestamp(text, out _) ? TimestampType.Instance : TryBoolean(text);

    private static DataType TryBoolean(ReadOnlySpan<byte> text) =>
        System.Text.Ascii.EqualsIgnoreCase(text, "true"u8) || System.Text.Ascii.EqualsIgnoreCase(text, "false"u8) ? BooleanType.Instance : StringType.Instance;

    private DataType Merge(DataType left, DataType right)
    {
        if (left.Equals(right))
        {
            return left;
        }
        return (left, right) switch
        {
            (NullType, _) => right,
            (_, NullType) => left,
            (IntegerType, LongType) or (LongType, IntegerType) => LongType.Instance,
            (IntegralType or DecimalType or DoubleType, DoubleType) or (DoubleType, IntegralType or DecimalType) => DoubleType.Instance,
            (IntegralType a, DecimalType b) => Merge(Whole(a), b),
            (DecimalType a, IntegralType b) => Merge(a, Whole(b)),
            (DecimalType a, DecimalType b) => Wider(a, b),
            (DateType, TimestampType) or (TimestampType, DateType) when !_formats.HasTimestampPattern => TimestampType.Instance,
            (DateType, TimestampNtzType) or (TimestampNtzType, DateType) when !_formats.HasTimestampPattern => TimestampNtzType.Instance,
            (TimestampNtzType, TimestampType) or (TimestampType, TimestampNtzType) => TimestampType.Instance,
            _ => StringType.Instance,
        };
    }

    private static DecimalType Whole(IntegralType type) => type is LongType ? new DecimalType(20, 0) : new DecimalType(10, 0);

    private static DataType Wider(DecimalType left, DecimalType right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        int range = Math.Max(left.Precision - left.Scale, right.Precision - right.Scale);
        return range + scale > DecimalType.MaxPrecision ? DoubleType.Instance : new DecimalType(range + scale, scale);
    }
}
