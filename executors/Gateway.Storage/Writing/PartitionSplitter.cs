using System.Runtime.InteropServices;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Storage.Files;

namespace Gateway.Storage.Writing;

/// <summary>Groups the rows of a batch by the values of partition columns, printed as folder names.</summary>
internal sealed unsafe class PartitionSplitter(StructType schema, int[] partitionColumns, QuerySettings settings) : IDisposable
{
    private readonly Dictionary<string, List<int>> _groups = new(StringComparer.Ordinal);
    private readonly string[] _names = [.. partitionColumns.Select(column => PathText.Escape(schema.Fields[column].Name))];
    private int* _rows;
    private int _capacity;

    /// <summary>Gives the folders with their rows, in the order of their first rows. Selections are valid until the next call.</summary>
    public List<(string Folder, Selection Rows)> Split(Batch batch)
    {
        _groups.Clear();
        var order = new List<string>();
        string? previous = null;
        object?[] lastValues = [];
        List<int> current = [];
        for (int i = 0; i < batch.ActiveCount; i++)
        {
            int row = batch.Selection[i];
            object?[] values = [.. partitionColumns.Select(column => ColumnValues.Get(batch.Columns[column], row))];
            if (previous is null || !values.AsSpan().SequenceEqual(lastValues))
            {
                previous = Folder(values);
                lastValues = values;
                if (!_groups.TryGetValue(previous, out current!))
                {
                    current = [];
                    _groups.Add(previous, current);
                    order.Add(previous);
                }
            }
            current.Add(row);
        }
        Reserve(batch.ActiveCount);
        var found = new List<(string, Selection)>();
        int start = 0;
        foreach (string folder in order)
        {
            var rows = CollectionsMarshal.AsSpan(_groups[folder]);
            rows.CopyTo(new Span<int>(_rows + start, rows.Length));
            found.Add((folder, new Selection(_rows + start, rows.Length)));
            start += rows.Length;
        }
        return found;
    }

    /// <summary>Gives some of a selection's rows.</summary>
    public Selection Slice(Selection rows, int position, int count)
    {
        if (!rows.IsAll)
        {
            return new Selection(rows.Rows + position, count);
        }
        Reserve(count);
        for (int i = 0; i < count; i++)
        {
            _rows[i] = position + i;
        }
        return new Selection(_rows, count);
    }

    public void Dispose()
    {
        NativeMemory.Free(_rows);
        _rows = null;
    }

    private string Folder(object?[] values)
    {
        var text = new StringBuilder();
        for (int i = 0; i < values.Length; i++)
        {
            string? printed = values[i] is null ? null : Print(values[i]!, schema.Fields[partitionColumns[i]].Type);
            text.Append(i == 0 ? "" : "/").Append(_names[i]).Append('=').Append(string.IsNullOrEmpty(printed) ? PathText.NullPartition : PathText.Escape(printed));
        }
        return text.ToString();
    }

    /// <summary>Prints a value as Spark's cast to string does.</summary>
    private string? Print(object value, DataType type) => value switch
    {
        string text => text,
        _ => (string?)ConstantFolding.Evaluate(new Cast(new Literal(value, type), StringType.Instance, EvaluationMode.Legacy), settings).Value,
    };

    private void Reserve(int count)
    {
        if (count > _capacity)
        {
            NativeMemory.Free(_rows);
            _rows = (int*)NativeMemory.Alloc((nuint)count, sizeof(int));
            _capacity = count;
        }
    }
}
