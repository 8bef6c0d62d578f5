using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Csv;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Storage.Files;

namespace Gateway.Storage.TextFiles;

/// <summary>Reads CSV records, a line each or spanning lines.</summary>
internal sealed class CsvRecordReader : RecordReader
{
    private readonly CsvOptions _options;
    private readonly StructType _fields;
    private readonly bool _caseSensitive;
    private readonly CsvRowReader _rows;
    private readonly CsvTokenizer _headerTokenizer;
    private int _position;

    public CsvRecordReader(StructType fields, IReadOnlyList<int> required, bool keepsText, CsvOptions options, SourceOptions source, QuerySettings settings, IReadOnlyDictionary<string, object?> missing) : base(options)
    {
        _options = options;
        _fields = fields;
        _caseSensitive = settings.CaseSensitive;
        _rows = new CsvRowReader(fields, required, options, source, settings, keepsText, missing);
        _headerTokenizer = new CsvTokenizer(options);
    }

    public override int Read(Column[] columns, Column? corrupt, int capacity)
    {
        int row = 0;
        while (row < capacity && TryNext(out var record))
        {
            int position = 0;
            var status = _rows.Read(record, ref position, columns, row);
            if (IsMultiLine)
            {
                _position += position;
                record = record[..position].TrimEnd("\r\n"u8);
            }
            row += Keeps(status, record, corrupt, row) ? 1 : 0;
        }
        return row;
    }

    /// <summary>Tells whether a line holds no record: blank, or a comment.</summary>
    public static bool IsIgnored(ReadOnlySpan<byte> line, CsvOptions options)
    {
        int first = line.IndexOfAnyExceptInRange((byte)0, (byte)' ');
        return first < 0 || (options.Comment != 0 && line[first] == options.Comment);
    }

    protected override void OpenRange(long start)
    {
        _position = 0;
        if (_options.Header && start == 0 && TryNext(out var header))
        {
            int position = 0;
            _headerTokenizer.Read(header, ref position);
            _position += position;
            if (!_options.EnforceSchema)
            {
                CheckHeader(header);
            }
        }
    }

    /// <summary>Gives the next record's line, or in multi-line mode the text that begins with it.</summary>
    private bool TryNext(out ReadOnlySpan<byte> record)
    {
        if (!IsMultiLine)
        {
            while (Lines.TryRead(out record))
            {
                if (!IsIgnored(record, _options))
                {
                    return true;
                }
            }
            return false;
        }
        while (_position < Whole.Length)
        {
            record = Whole[_position..];
            int end = record.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? record : record[..end];
            if (!IsIgnored(line, _options))
            {
                return true;
            }
            _position += end < 0 ? record.Length : end + 1;
        }
        record = default;
        return false;
    }

    private void CheckHeader(ReadOnlySpan<byte> header)
    {
        var comparison = _caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        bool isAlike = _headerTokenizer.Count == _fields.Fields.Length;
        for (int i = 0; isAlike && i < _fields.Fields.Length; i++)
        {
            isAlike = string.Equals(System.Text.Encoding.UTF8.GetString(_headerTokenizer.Value(header, i)), _fields.Fields[i].Name, comparison);
        }
        if (!isAlike)
        {
            throw FileFaults.Unreadable(File, new QueryException(new QueryError(null, [], [], "IllegalArgumentException", "CSV header does not conform to the schema.")));
        }
    }
}
