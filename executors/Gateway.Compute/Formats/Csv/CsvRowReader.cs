using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Csv;

/// <summary>Reads CSV records into rows of columns. Used by CSV files and <c>from_csv</c>. Belongs to one worker.</summary>
public sealed class CsvRowReader
{
    private readonly CsvOptions _options;
    private readonly Csv.CsvTokenizer _tokenizer;
    private readonly CsvValueReader _values;
    private readonly Target[] _targets;
    private readonly VariantBuilder _variant = new();
    private readonly TextBuffer _scratch = new();
    private readonly bool _checksCount;
    private readonly int _fieldCount;

    /// <param name="schema">The fields of a record, without the corrupt-record column.</param>
    /// <param name="required">Ordinals of the fields that are wanted; the columns given to <see cref="Read"/> are theirs.</param>
    /// <param name="missing">What fields hold, by name, that a shorter record does not have; NULL for others.</param>
    public CsvRowReader(StructType schema, IReadOnlyList<int> required, CsvOptions options, SourceOptions source, QuerySettings settings, bool keepsText, IReadOnlyDictionary<string, object?>? missing = null)
    {
        _options = options;
        _tokenizer = new Csv.CsvTokenizer(options);
        _values = new CsvValueReader(options, new DateTimeFormats(source, settings, forWriting: false));
        bool pads = !settings.Configuration.GetValueOrDefault("spark.sql.readSideCharPadding", "true").Equals("false", StringComparison.OrdinalIgnoreCase);
        _targets = [.. required.Select(ordinal => new Target(ordinal, schema.Fields[ordinal].Type, missing?.GetValueOrDefault(schema.Fields[ordinal].Name), pads ? CharLength(schema.Fields[ordinal]) : 0))];
        _fieldCount = schema.Fields.Length;
        // With fewer columns wanted than there are, the others are not even counted.
        _checksCount = keepsText || !options.ColumnPruning || required.Count == schema.Fields.Length;
    }

    /// <summary>Gets the tokenizer, positioned on the record read last.</summary>
    public Csv.CsvTokenizer Tokenizer => _tokenizer;

    /// <summary>Reads the record at a position into a row and moves behind it.</summary>
    public RecordStatus Read(ReadOnlySpan<byte> text, ref int position, ReadOnlySpan<Column> columns, int row)
    {
        _tokenizer.Read(text, ref position);
        if (_tokenizer.IsOverLimit)
        {
            SetNulls(columns, row);
            return RecordStatus.Malformed;
        }
        bool isGood = !_checksCount || _tokenizer.Count == _fieldCount;
        for (int i = 0; i < _targets.Length; i++)
        {
            var (ordinal, type, missing, paddedLength) = _targets[i];
            if (ordinal >= _tokenizer.Count)
            {
                ColumnValues.Set(columns[i], row, missing);
                if (missing is not null)
                {
                    MarkValid(columns[i], row);
                }
                continue;
            }
            var value = _tokenizer.Value(text, ordinal);
            if (_tokenizer.IsMissing(ordinal) || value.SequenceEqual(_options.NullValue))
            {
                columns[i].SetNull(row);
            }
            else if (_values.TryRead(paddedLength == 0 ? value : Padded(value, paddedLength), type, columns[i], row))
            {
                MarkValid(columns[i], row);
            }
            else
            {
                columns[i].SetNull(row);
                isGood = false;
            }
        }
        return isGood ? RecordStatus.Ok : RecordStatus.Partial;
    }

    /// <summary>Gets the length of a CHAR column of a table, or 0: writing left its last blanks out.</summary>
    private static int CharLength(StructField field) =>
        field.Type is StringType && field.Metadata.GetString("__CHAR_VARCHAR_TYPE_STRING") is { } declared && declared.StartsWith("char(", StringComparison.Ordinal)
            ? int.Parse(declared.AsSpan(5, declared.IndexOf(')', StringComparison.Ordinal) - 5), System.Globalization.CultureInfo.InvariantCulture) : 0;

    private ReadOnlySpan<byte> Padded(ReadOnlySpan<byte> value, int length)
    {
        int missing = length - System.Text.Encoding.UTF8.GetCharCount(value);
        if (missing <= 0)
        {
            return value;
        }
        _scratch.Clear();
        _scratch.Append(value);
        for (; missing > 0; missing--)
        {
            _scratch.Append((byte)' ');
        }
        return _scratch.Written;
    }

    /// <summary>Reads the record at a position as one variant object whose fields are _c0, _c1 and so on.</summary>
    public RecordStatus ReadVariant(ReadOnlySpan<byte> text, ref int position, Column column, int row)
    {
        _tokenizer.Read(text, ref position);
        if (_tokenizer.IsOverLimit)
        {
            ColumnValues.Set(column, row, null);
            return RecordStatus.Malformed;
        }
        _variant.Clear();
        var mark = _variant.BeginObject();
        for (int i = 0; i < _tokenizer.Count; i++)
        {
            _variant.AddField(mark, System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_c{i}")));
            var value = _tokenizer.Value(text, i);
            if (_tokenizer.IsMissing(i) || value.SequenceEqual(_options.NullValue))
            {
                _variant.AppendNull();
            }
            else
            {
                _values.AppendVariant(value, _variant);
            }
        }
        _variant.EndObject(mark);
        Nested.VariantColumn.Write(column, row, _variant, _scratch);
        MarkValid(column, row);
        return RecordStatus.Ok;
    }

    /// <summary>Marks a row NULL in every column.</summary>
    public static void SetNulls(ReadOnlySpan<Column> columns, int row)
    {
        foreach (var column in columns)
        {
            ColumnValues.Set(column, row, null);
        }
    }

    /// <summary>Undoes a NULL that a record read into the same row before, and dropped, may have left.</summary>
    private static unsafe void MarkValid(Column column, int row)
    {
        if (column.Validity is not null)
        {
            column.Validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    private readonly record struct Target(int Ordinal, DataType Type, object? Missing, int PaddedLength);
}
