using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;

namespace Gateway.Compute.Nested;

/// <summary>Gives the JSON texts of the items that a row path finds; NULL for a malformed document, which is an error when asked for.</summary>
internal sealed unsafe class JsonTableItemsFunction : ColumnFunction
{
    private readonly JsonScratch _scratch = new();
    private readonly TextBuffer _pathScratch = new();
    private readonly TextBuffer _found = new();
    private readonly TextBuffer _item = new();
    private readonly JsonPath? _path;
    private readonly bool _spreads;
    private readonly bool _isStrict;

    public JsonTableItemsFunction(BoundCall site) : base(site)
    {
        JsonPath.TryCompile(Encoding.UTF8.GetBytes((string)site.Constant(1)!), out _path);
        _spreads = site.Constant(2) is true;
        _isStrict = site.Constant(3) is true;
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
            var document = StringView.Span(ref arguments[0].Read<StringView>()[row]);
            if (!IsWellFormed(document))
            {
                if (_isStrict)
                {
                    throw QueryErrors.MalformedRecord(Encoding.UTF8.GetString(document));
                }
                NullRow.Set(result, row);
                continue;
            }
            int first = result.ChildCount;
            Find(document, result);
            result.Data<ListSpan>()[row] = new ListSpan(first, result.ChildCount - first);
        }
    }

    private bool IsWellFormed(ReadOnlySpan<byte> document)
    {
        var tokenizer = _scratch.Start(document);
        return tokenizer.Token is not (JsonToken.Error or JsonToken.None) && tokenizer.SkipChildren();
    }

    private void Find(ReadOnlySpan<byte> document, Column result)
    {
        _found.Clear();
        if (_path is null || !_path.TryEvaluate(document, _pathScratch, _found))
        {
            return;
        }
        if (!_spreads)
        {
            Add(result, _found.Written);
            return;
        }
        var tokenizer = _scratch.Start(_found.Written);
        if (tokenizer.Token != JsonToken.StartArray)
        {
            return;
        }
        while (tokenizer.Read() is not (JsonToken.EndArray or JsonToken.Error or JsonToken.None))
        {
            _item.Clear();
            if (!JsonText.TryCopyValue(ref tokenizer, _item))
            {
                return;
            }
            Add(result, _item.Written);
        }
    }

    private static void Add(Column result, ReadOnlySpan<byte> item)
    {
        int slot = result.AppendChildren(1);
        result.Children[0].Data<StringView>()[slot] = result.Children[0].Heap.Add(item);
    }
}

/// <summary>Tells whether the object that a path finds in an item has a field, be it NULL.</summary>
internal sealed unsafe class JsonTableHasFunction : ColumnFunction
{
    private readonly JsonScratch _scratch = new();
    private readonly TextBuffer _pathScratch = new();
    private readonly TextBuffer _found = new();
    private readonly JsonPath? _path;
    private readonly byte[] _field;

    public JsonTableHasFunction(BoundCall site) : base(site)
    {
        JsonPath.TryCompile(Encoding.UTF8.GetBytes((string)site.Constant(1)!), out _path);
        _field = Encoding.UTF8.GetBytes((string)site.Constant(2)!);
    }

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            result.Data<byte>()[row] = !arguments[0].IsNull(row) && Has(StringView.Span(ref arguments[0].Read<StringView>()[row])) ? (byte)1 : (byte)0;
        }
    }

    private bool Has(ReadOnlySpan<byte> item)
    {
        _found.Clear();
        if (_path is null || !_path.TryEvaluate(item, _pathScratch, _found))
        {
            return false;
        }
        var tokenizer = _scratch.Start(_found.Written);
        if (tokenizer.Token != JsonToken.StartObject)
        {
            return false;
        }
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            if (tokenizer.Value.SequenceEqual(_field))
            {
                return true;
            }
            if (tokenizer.Read() is JsonToken.Error or JsonToken.None || !tokenizer.SkipChildren())
            {
                return false;
            }
        }
        return false;
    }
}
