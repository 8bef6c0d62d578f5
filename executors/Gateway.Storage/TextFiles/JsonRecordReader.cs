using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Json;
using Gateway.Compute.Text.Json;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Storage.TextFiles;

/// <summary>Reads JSON records: an object a line, arrays of objects, or in multi-line mode a value a file.</summary>
internal sealed class JsonRecordReader : RecordReader
{
    private readonly JsonOptions _options;
    private readonly JsonColumnReader _rows;
    private readonly JsonArraySplitter _splitter;
    private readonly List<(int Start, int Length)> _elements = [];
    private byte[] _array = [];
    private int _nextElement;
    private bool _isDone;

    public JsonRecordReader(StructType fields, IReadOnlyList<int> required, JsonOptions options, IReadOnlyDictionary<string, object?> missing) : base(options)
    {
        _options = options;
        _rows = new JsonColumnReader(
            options.SingleVariantColumn is null ? new StructType(required.Select(ordinal => fields.Fields[ordinal])) : VariantType.Instance, options.ReadOptions(),
            missing.Count == 0 ? null : [.. required.Select(ordinal => missing.GetValueOrDefault(fields.Fields[ordinal].Name))]);
        _splitter = new JsonArraySplitter(options.Leniency);
    }

    public override int Read(Column[] columns, Column? corrupt, int capacity)
    {
        int row = 0;
        while (row < capacity)
        {
            if (_nextElement < _elements.Count)
            {
                var (start, length) = _elements[_nextElement++];
                row += ReadOne(_array.AsSpan(start, length), _array, columns, corrupt, row);
                continue;
            }
            if (!TryNext(out var record))
            {
                break;
            }
            row += ReadRecord(record, columns, corrupt, row);
        }
        return row;
    }

    protected override void OpenRange(long start)
    {
        _elements.Clear();
        _nextElement = 0;
        _isDone = false;
    }

    private bool TryNext(out ReadOnlySpan<byte> record)
    {
        if (!IsMultiLine)
        {
            return Lines.TryRead(out record);
        }
        record = Whole;
        bool isFirst = !_isDone;
        _isDone = true;
        return isFirst;
    }

    private int ReadRecord(ReadOnlySpan<byte> record, Column[] columns, Column? corrupt, int row)
    {
        if (!Utf8Text.IsValid(record))
        {
            // The parser of files takes bytes that are no text for a malformed record.
            return Malformed(record, columns, corrupt, row);
        }
        if (_options.SingleVariantColumn is not null)
        {
            var outcome = columns.Length == 0 ? JsonOutcome.Ok : _rows.Read(record, columns[0], row);
            return Keeps(Status(outcome), record, corrupt, row) ? 1 : 0;
        }
        if (!_splitter.TrySplit(record, _elements))
        {
            return ReadOne(record, record, columns, corrupt, row);
        }
        _nextElement = 0;
        if (_elements.Count > 0)
        {
            _array = record.ToArray();
            return 0;
        }
        // An empty array has no rows; a damaged one is a malformed record.
        bool isEmpty = record.Trim(" \t\r\n"u8) is [(byte)'[', .. var inside, (byte)']'] && inside.Trim(" \t\r\n"u8).IsEmpty;
        if (isEmpty)
        {
            return 0;
        }
        return Malformed(record, columns, corrupt, row);
    }

    private int Malformed(ReadOnlySpan<byte> record, Column[] columns, Column? corrupt, int row)
    {
        foreach (var column in columns)
        {
            ColumnValues.Set(column, row, null);
        }
        return Keeps(RecordStatus.Malformed, record, corrupt, row) ? 1 : 0;
    }

    private int ReadOne(ReadOnlySpan<byte> text, ReadOnlySpan<byte> record, Column[] columns, Column? corrupt, int row) =>
        Keeps(Status(_rows.ReadFields(text, columns, row)), record, corrupt, row) ? 1 : 0;

    private static RecordStatus Status(JsonOutcome outcome) => outcome switch
    {
        JsonOutcome.Ok => RecordStatus.Ok,
        JsonOutcome.Empty => RecordStatus.Empty,
        JsonOutcome.Partial => RecordStatus.Partial,
        JsonOutcome.Failed or JsonOutcome.Malformed => RecordStatus.Malformed,
        _ => throw new System.Diagnostics.UnreachableException(outcome.ToString()),
    };
}
