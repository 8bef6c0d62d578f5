using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Csv;
using Gateway.Compute.Functions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>from_csv</c>.</summary>
internal sealed unsafe class FromCsvFunction : ColumnFunction
{
    private readonly CsvRowReader _reader;
    private readonly RecordMode _mode;
    private readonly Column[] _fields;
    private readonly bool _isSingleVariant;
    private readonly byte _comment;

    public FromCsvFunction(BoundCall site) : base(site)
    {
        var settings = site.Context.Settings;
        var source = OptionsArgument.Read(site.Call, 2);
        var options = new CsvOptions(source, settings);
        var schema = (StructType)site.ResultType;
        _mode = new RecordMode(options, schema);
        _comment = options.Comment;
        _isSingleVariant = schema is { Fields: [{ Type: VariantType } only] } && only.Name == options.SingleVariantColumn;
        var fields = _mode.CorruptColumn < 0 ? schema : new StructType(schema.Fields.RemoveAt(_mode.CorruptColumn));
        _reader = new CsvRowReader(fields, [.. Enumerable.Range(0, fields.Fields.Length)], options, source, settings, keepsText: true);
        _fields = new Column[fields.Fields.Length];
    }

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0, from = 0; i < _fields.Length; i++, from++)
        {
            from += from == _mode.CorruptColumn ? 1 : 0;
            _fields[i] = result.Children[from];
        }
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            Read(StringView.Span(ref arguments[0].Read<StringView>()[row]), row, result);
        }
    }

    private void Read(ReadOnlySpan<byte> text, int row, Column result)
    {
        bool isComment = !text.IsEmpty && text[0] == _comment && _comment != 0;
        if (isComment && _mode.FailsFast)
        {
            throw RecordMode.Failure("[null]");
        }
        if (text.IsEmpty || isComment)
        {
            CsvRowReader.SetNulls(_fields, row);
            _mode.SetCorrupt(result, row, text, isCorrupt: false);
            return;
        }
        int position = 0;
        var status = _isSingleVariant ? _reader.ReadVariant(text, ref position, result.Children[0], row) : _reader.Read(text, ref position, _fields, row);
        if (status == RecordStatus.Ok)
        {
            _mode.SetCorrupt(result, row, text, isCorrupt: false);
            return;
        }
        if (_mode.FailsFast)
        {
            throw RecordMode.Failure(InternalText.Of(result, row));
        }
        _mode.SetCorrupt(result, row, text, isCorrupt: true);
    }
}

/// <summary><c>to_csv</c>.</summary>
internal sealed unsafe class ToCsvFunction : ColumnFunction
{
    private readonly CsvRowWriter _writer;
    private readonly TextBuffer _buffer = new();

    public ToCsvFunction(BoundCall site) : base(site)
    {
        var source = OptionsArgument.Read(site.Call, 1);
        _writer = new CsvRowWriter(new CsvOptions(source, site.Context.Settings), source, site.Context.Settings);
    }

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            _buffer.Clear();
            _writer.AppendRow(arguments[0].Source.Children, (StructType)arguments[0].Type, arguments[0].Slot(row), _buffer);
            if (_buffer.Length == 0)
            {
                NullRow.Set(result, row);
                continue;
            }
            result.Data<StringView>()[row] = result.Heap.Add(_buffer.Written);
        }
    }
}
