using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Generators;

/// <summary><c>stack(n, a, b, ..)</c>: n rows from each input row, the arguments filling them row by row; missing ones are NULL.</summary>
internal sealed class StackGenerator(BoundCall site, int rowCount) : Generator
{
    private readonly Column[] _columns = [.. ((StructType)site.ResultType).Fields.Select(member => Column.Create(member.Type, site.Context.BatchSize, site.Context.Memory))];
    private readonly Nested.RowNumbers _rows = new(site.Context.Memory);

    public override unsafe Column[] Generate(Batch batch, Selection selection, Span<int> rowCounts)
    {
        rowCounts[..selection.Count].Fill(rowCount);
        var values = Array.ConvertAll(site.Arguments[1..], argument => argument.Evaluate(batch, selection));
        int width = _columns.Length;
        int total = checked(selection.Count * rowCount);
        _rows.Clear();
        for (int i = 0; i < selection.Count; i++)
        {
            _rows.Add(selection[i]);
        }
        for (int column = 0; column < width; column++)
        {
            var target = _columns[column];
            target.Reset();
            target.EnsureCapacity(total, 0);
            for (int i = 0; i < selection.Count; i++)
            {
                for (int row = 0; row < rowCount; row++)
                {
                    int argument = row * width + column;
                    int to = i * rowCount + row;
                    if (argument < values.Length)
                    {
                        ColumnCopy.AppendShared(values[argument], new Selection(_rows.Rows + i, 1), target, to);
                    }
                    else
                    {
                        Nested.NullRow.Set(target, to);
                    }
                }
            }
        }
        return _columns;
    }
}
