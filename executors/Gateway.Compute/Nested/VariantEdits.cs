using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;

namespace Gateway.Compute.Nested;

/// <summary>The changes at a path of a variant.</summary>
internal enum VariantEdit
{
    /// <summary>Adds a field that must be new, or an element at an index.</summary>
    Insert,

    /// <summary>Replaces the value, or adds it where that is asked.</summary>
    Set,

    /// <summary>Adds an element at the end of the array at the path, where there is one.</summary>
    Append,
}

/// <summary><c>variant_insert</c>, <c>variant_set</c>, <c>variant_array_append</c> and their try_ forms.</summary>
internal sealed unsafe class VariantEditFunction(BoundCall site, VariantEdit edit, bool isTry) : ColumnFunction(site)
{
    private readonly VariantPaths _paths = new("INVALID_VARIANT_PATH", site.Call.CalledName);
    private readonly VariantBuilder _builder = new();
    private readonly TextBuffer _scratch = new();
    private Column[] _arguments = [];
    private int _row;
    private bool _creates;
    private string? _failedAt;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        _arguments = arguments;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (Array.Exists(arguments, argument => argument.IsNull(row)))
            {
                NullRow.Set(result, row);
                continue;
            }
            var text = StringView.Span(ref arguments[1].Read<StringView>()[row]);
            var path = _paths.Find(text);
            if (path.Steps.IsEmpty && edit != VariantEdit.Append)
            {
                throw _paths.Failure(text);
            }
            _row = row;
            _creates = edit == VariantEdit.Insert || (edit == VariantEdit.Set && arguments[3].Read<byte>()[row] != 0);
            _failedAt = null;
            _builder.Clear();
            if (!TryEdit(VariantColumn.Read(arguments[0], row), path.Steps, 0))
            {
                if (!isTry)
                {
                    throw Failure(path, Encoding.UTF8.GetString(text));
                }
                NullRow.Set(result, row);
                continue;
            }
            VariantColumn.Write(result, row, _builder, _scratch);
        }
    }

    private QueryException Failure(VariantPath path, string text)
    {
        if (_failedAt is null)
        {
            return new QueryException("VARIANT_DUPLICATE_KEY", ("key", Encoding.UTF8.GetString(path.Steps[^1].Key!))).As("SparkRuntimeException");
        }
        return new QueryException("VARIANT_PATH_TYPE_MISMATCH", ("path", text), ("failedAt", _failedAt), ("functionName", Quote.Id(Site.Call.CalledName))).As("SparkRuntimeException");
    }

    /// <summary>Writes the value with the change at the rest of the path; false when the path meets a value of another kind.</summary>
    private bool TryEdit(VariantValue value, ReadOnlySpan<VariantPathStep> steps, int at)
    {
        if (at == steps.Length)
        {
            return TryEditHere(value, steps);
        }
        var step = steps[at];
        if (step.Key is not null)
        {
            return value.Kind == VariantKind.Object ? TryEditField(value, steps, at) : Mismatch(steps, at);
        }
        return value.Kind == VariantKind.Array ? TryEditElement(value, steps, at) : Mismatch(steps, at);
    }

    private bool TryEditHere(VariantValue value, ReadOnlySpan<VariantPathStep> steps)
    {
        if (edit != VariantEdit.Append)
        {
            Casts.VariantWriting.Append(_arguments[2], _row, _builder);
            return true;
        }
        if (value.Kind != VariantKind.Array)
        {
            return Mismatch(steps, steps.Length);
        }
        var mark = _builder.BeginArray();
        CopyElements(value, 0, value.Count, mark);
        _builder.AddElement(mark);
        Casts.VariantWriting.Append(_arguments[2], _row, _builder);
        _builder.EndArray(mark);
        return true;
    }

    private bool TryEditField(VariantValue value, ReadOnlySpan<VariantPathStep> steps, int at)
    {
        byte[] key = steps[at].Key!;
        bool exists = value.TryGetField(key, out var member);
        bool isLast = at == steps.Length - 1;
        if (exists && isLast && edit == VariantEdit.Insert)
        {
            return false;
        }
        var mark = _builder.BeginObject();
        for (int i = 0; i < value.Count; i++)
        {
            _builder.AddField(mark, value.KeyAt(i));
            if (value.KeyAt(i).SequenceEqual(key))
            {
                if (!TryEdit(member, steps, at + 1))
                {
                    return false;
                }
            }
            else
            {
                _builder.AppendVariant(value.ElementAt(i));
            }
        }
        if (!exists && _creates)
        {
            _builder.AddField(mark, key);
            AppendNew(steps, at + 1);
        }
        return _builder.EndObject(mark);
    }

    private bool TryEditElement(VariantValue value, ReadOnlySpan<VariantPathStep> steps, int at)
    {
        int index = steps[at].Index;
        int count = value.Count;
        bool isLast = at == steps.Length - 1;
        var mark = _builder.BeginArray();
        CopyElements(value, 0, Math.Min(index, count), mark);
        if (index < count)
        {
            _builder.AddElement(mark);
            if (isLast && edit == VariantEdit.Insert)
            {
                Casts.VariantWriting.Append(_arguments[2], _row, _builder);
                CopyElements(value, index, count, mark);
            }
            else if (!TryEdit(value.ElementAt(index), steps, at + 1))
            {
                return false;
            }
            else
            {
                CopyElements(value, index + 1, count, mark);
            }
        }
        else if (_creates)
        {
            for (int i = count; i < index; i++)
            {
                _builder.AddElement(mark);
                _builder.AppendNull();
            }
            _builder.AddElement(mark);
            AppendNew(steps, at + 1);
        }
        _builder.EndArray(mark);
        return true;
    }

    /// <summary>Writes the containers that the rest of the path asks for, with the new value inside.</summary>
    private void AppendNew(ReadOnlySpan<VariantPathStep> steps, int at)
    {
        if (at == steps.Length)
        {
            Casts.VariantWriting.Append(_arguments[2], _row, _builder);
            return;
        }
        if (steps[at].Key is { } key)
        {
            var mark = _builder.BeginObject();
            _builder.AddField(mark, key);
            AppendNew(steps, at + 1);
            _builder.EndObject(mark);
            return;
        }
        var list = _builder.BeginArray();
        for (int i = 0; i < steps[at].Index; i++)
        {
            _builder.AddElement(list);
            _builder.AppendNull();
        }
        _builder.AddElement(list);
        AppendNew(steps, at + 1);
        _builder.EndArray(list);
    }

    private void CopyElements(VariantValue value, int from, int to, VariantBuilder.Mark mark)
    {
        for (int i = from; i < to; i++)
        {
            _builder.AddElement(mark);
            _builder.AppendVariant(value.ElementAt(i));
        }
    }

    private bool Mismatch(ReadOnlySpan<VariantPathStep> steps, int at)
    {
        var text = new StringBuilder("$");
        foreach (var step in steps[..at])
        {
            _ = step.Key is null ? text.Append('[').Append(step.Index).Append(']') : text.Append('.').Append(Encoding.UTF8.GetString(step.Key));
        }
        _failedAt = text.ToString();
        return false;
    }
}

/// <summary><c>variant_delete(v, path, ..)</c>: takes out what the paths lead to, one after another; paths that lead nowhere do nothing.</summary>
internal sealed unsafe class VariantDeleteFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly VariantPaths _paths = new("INVALID_VARIANT_PATH", site.Call.CalledName);
    private readonly VariantBuilder _builder = new();
    private readonly TextBuffer _metadata = new();

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
            _builder.Clear();
            _builder.AppendVariant(VariantColumn.Read(arguments[0], row));
            for (int argument = 1; argument < arguments.Length; argument++)
            {
                if (arguments[argument].IsNull(row))
                {
                    continue;
                }
                var text = StringView.Span(ref arguments[argument].Read<StringView>()[row]);
                var path = _paths.Find(text);
                if (path.Steps.IsEmpty)
                {
                    throw _paths.Failure(text);
                }
                byte[] before = _builder.Value.ToArray();
                _metadata.Clear();
                _builder.AppendMetadata(_metadata);
                byte[] metadata = _metadata.Written.ToArray();
                _builder.Clear();
                Copy(new VariantValue(before, metadata), path.Steps);
            }
            VariantColumn.Write(result, row, _builder, _metadata);
        }
    }

    private void Copy(VariantValue value, ReadOnlySpan<VariantPathStep> steps)
    {
        var step = steps[0];
        bool isLast = steps.Length == 1;
        if (step.Key is not null && value.Kind == VariantKind.Object)
        {
            var mark = _builder.BeginObject();
            for (int i = 0; i < value.Count; i++)
            {
                bool matches = value.KeyAt(i).SequenceEqual(step.Key);
                if (matches && isLast)
                {
                    continue;
                }
                _builder.AddField(mark, value.KeyAt(i));
                CopyPart(value.ElementAt(i), matches, steps);
            }
            _builder.EndObject(mark);
        }
        else if (step.Key is null && value.Kind == VariantKind.Array)
        {
            var mark = _builder.BeginArray();
            for (int i = 0; i < value.Count; i++)
            {
                if (i == step.Index && isLast)
                {
                    continue;
                }
                _builder.AddElement(mark);
                CopyPart(value.ElementAt(i), i == step.Index, steps);
            }
            _builder.EndArray(mark);
        }
        else
        {
            _builder.AppendVariant(value);
        }
    }

    private void CopyPart(VariantValue part, bool matches, ReadOnlySpan<VariantPathStep> steps)
    {
        if (matches)
        {
            Copy(part, steps[1..]);
        }
        else
        {
            _builder.AppendVariant(part);
        }
    }
}

/// <summary><c>variant_strip_nulls</c>: takes out null fields, and null elements where that is asked.</summary>
internal sealed unsafe class VariantStripNullsFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly VariantBuilder _builder = new();
    private readonly TextBuffer _metadata = new();

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
            _builder.Clear();
            Copy(VariantColumn.Read(arguments[0], row), arguments[1].Read<byte>()[row] != 0);
            VariantColumn.Write(result, row, _builder, _metadata);
        }
    }

    private void Copy(VariantValue value, bool fromArrays)
    {
        if (value.Kind == VariantKind.Object)
        {
            var mark = _builder.BeginObject();
            for (int i = 0; i < value.Count; i++)
            {
                if (value.ElementAt(i).Kind != VariantKind.Null)
                {
                    _builder.AddField(mark, value.KeyAt(i));
                    Copy(value.ElementAt(i), fromArrays);
                }
            }
            _builder.EndObject(mark);
        }
        else if (value.Kind == VariantKind.Array)
        {
            var mark = _builder.BeginArray();
            for (int i = 0; i < value.Count; i++)
            {
                if (!fromArrays || value.ElementAt(i).Kind != VariantKind.Null)
                {
                    _builder.AddElement(mark);
                    Copy(value.ElementAt(i), fromArrays);
                }
            }
            _builder.EndArray(mark);
        }
        else
        {
            _builder.AppendVariant(value);
        }
    }
}
