using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Json;
using Gateway.Compute.Functions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Compute.Text.Json;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Memory that reading JSON needs, kept by a worker.</summary>
internal sealed class JsonScratch
{
    public TextBuffer Text { get; } = new();

    public byte[] Containers { get; } = new byte[JsonTokenizer.MaxDepth];

    /// <summary>Starts reading a text, standing at its first token.</summary>
    public JsonTokenizer Start(ReadOnlySpan<byte> text)
    {
        var tokenizer = new JsonTokenizer(Utf8Text.Decoded(text), JsonLeniency.Default, Text, Containers);
        tokenizer.Read();
        return tokenizer;
    }
}

/// <summary>What a function over records does with one that is malformed.</summary>
internal sealed class RecordMode
{
    public RecordMode(TextFormatOptions options, StructType? schema)
    {
        FailsFast = options.Mode == ParseMode.FailFast;
        CorruptColumn = schema is null ? -1 : schema.Fields.Select(static member => member.Name).ToList().IndexOf(options.CorruptColumn);
    }

    public bool FailsFast { get; }

    /// <summary>The field that takes the text of malformed records, or -1.</summary>
    public int CorruptColumn { get; }

    /// <summary>Makes the error of a malformed record.</summary>
    public static QueryException Failure(string record) => QueryErrors.MalformedRecord(record);

    /// <summary>Writes the text of a malformed record, or NULL for a good one.</summary>
    public unsafe void SetCorrupt(Column result, int row, ReadOnlySpan<byte> record, bool isCorrupt)
    {
        if (CorruptColumn < 0)
        {
            return;
        }
        var column = result.Children[CorruptColumn];
        if (isCorrupt)
        {
            column.Data<StringView>()[row] = column.Heap.Add(record);
        }
        else
        {
            NullRow.Set(column, row);
        }
    }
}

/// <summary><c>from_json</c>.</summary>
internal sealed unsafe class FromJsonFunction : ColumnFunction
{
    private readonly JsonColumnReader _reader;
    private readonly RecordMode _mode;
    private readonly Column[] _fields;
    private readonly bool _isStruct;
    private readonly bool _isSingleVariant;

    public FromJsonFunction(BoundCall site) : base(site)
    {
        var options = new JsonOptions(OptionsArgument.Read(site.Call, 2), site.Context.Settings);
        var schema = site.ResultType as StructType;
        _isStruct = schema is not null;
        _mode = new RecordMode(options, schema);
        _isSingleVariant = schema is { Fields: [{ Type: VariantType } only] } && only.Name == options.SingleVariantColumn;
        var read = _isSingleVariant ? VariantType.Instance : _mode.CorruptColumn < 0 ? site.ResultType : new StructType(schema!.Fields.RemoveAt(_mode.CorruptColumn));
        _reader = new JsonColumnReader(read, options.ReadOptions());
        _fields = new Column[read is StructType fields ? fields.Fields.Length : 0];
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
        var outcome = _isSingleVariant ? _reader.Read(text, result.Children[0], row) : _isStruct ? _reader.ReadFields(text, _fields, row) : _reader.Read(text, result, row);
        if (outcome == JsonOutcome.Empty)
        {
            NullRow.Set(result, row);
            return;
        }
        if (outcome == JsonOutcome.Ok)
        {
            _mode.SetCorrupt(result, row, text, isCorrupt: false);
            return;
        }
        if (_mode.FailsFast)
        {
            if (_isStruct && outcome == JsonOutcome.Failed && _reader.IsArray(text))
            {
                throw new QueryException("MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS",
                    ("badRecord", System.Text.Encoding.UTF8.GetString(text)), ("failFastMode", "FAILFAST")).As("SparkRuntimeException");
            }
            throw RecordMode.Failure(_isStruct ? InternalText.Of(result, row) : "[null]");
        }
        _mode.SetCorrupt(result, row, text, isCorrupt: true);
    }
}

/// <summary><c>to_json</c>.</summary>
internal sealed unsafe class ToJsonFunction : ColumnFunction
{
    private readonly JsonColumnWriter? _writer;
    private readonly TextBuffer _buffer = new();

    public ToJsonFunction(BoundCall site) : base(site)
    {
        var options = new JsonOptions(OptionsArgument.Read(site.Call, 1), site.Context.Settings);
        _writer = site.ArgumentType(0) is NullType ? null : new JsonColumnWriter(site.ArgumentType(0), options.WriteOptions());
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
            _writer!.Append(arguments[0], row, _buffer);
            result.Data<StringView>()[row] = result.Heap.Add(_buffer.Written);
        }
    }
}

/// <summary><c>get_json_object</c>; a constant path is compiled once.</summary>
internal sealed unsafe class GetJsonObjectFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly TextBuffer _scratch = new();
    private readonly TextBuffer _output = new();
    private byte[]? _lastText;
    private JsonPath? _lastPath;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row) || arguments[1].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            var pathText = StringView.Span(ref arguments[1].Read<StringView>()[row]);
            if (_lastText is null || !pathText.SequenceEqual(_lastText))
            {
                _lastText = pathText.ToArray();
                JsonPath.TryCompile(pathText, out _lastPath);
            }
            _output.Clear();
            if (_lastPath is null || !_lastPath.TryEvaluate(StringView.Span(ref arguments[0].Read<StringView>()[row]), _scratch, _output))
            {
                NullRow.Set(result, row);
                continue;
            }
            result.Data<StringView>()[row] = result.Heap.Add(_output.Written);
        }
    }
}

/// <summary><c>json_array_length</c>: NULL when the text is no array.</summary>
internal struct JsonArrayLength : IRowOp<StringView, int>
{
    public static bool Invoke(ref StringView text, RowContext context, out int result)
    {
        result = 0;
        var tokenizer = ((JsonScratch)context.State!).Start(StringView.Span(ref text));
        if (tokenizer.Token != JsonToken.StartArray)
        {
            return false;
        }
        while (tokenizer.Read() != JsonToken.EndArray)
        {
            if (tokenizer.Token is JsonToken.Error or JsonToken.None || !tokenizer.SkipChildren())
            {
                return false;
            }
            result++;
        }
        return true;
    }
}

/// <summary><c>json_object_keys</c>: the keys of the outermost object; NULL when the text is none.</summary>
internal sealed unsafe class JsonObjectKeysFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly JsonScratch _scratch = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int first = result.ChildCount;
            if (arguments[0].IsNull(row) || !Collect(StringView.Span(ref arguments[0].Read<StringView>()[row]), result))
            {
                result.ChildCount = first;
                NullRow.Set(result, row);
                continue;
            }
            result.Data<ListSpan>()[row] = new ListSpan(first, result.ChildCount - first);
        }
    }

    private bool Collect(ReadOnlySpan<byte> text, Column result)
    {
        var tokenizer = _scratch.Start(text);
        if (tokenizer.Token != JsonToken.StartObject)
        {
            return false;
        }
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            int slot = result.AppendChildren(1);
            result.Children[0].Data<StringView>()[slot] = result.Children[0].Heap.Add(tokenizer.Value);
            if (tokenizer.Read() is JsonToken.Error or JsonToken.None || !tokenizer.SkipChildren())
            {
                return false;
            }
        }
        return tokenizer.Token == JsonToken.EndObject;
    }
}
