using Gateway.Compute.Formats;
using Gateway.Core.Columns;

namespace Gateway.Storage.TextFiles;

/// <summary>Gives every line (or the whole file) as one string.</summary>
internal sealed class LineRecordReader(TextFormatOptions options) : RecordReader(options)
{
    private bool _isDone;

    public override int Read(Column[] columns, Column? corrupt, int capacity)
    {
        if (IsMultiLine)
        {
            if (_isDone)
            {
                return 0;
            }
            _isDone = true;
            Set(columns, 0, Whole);
            return 1;
        }
        int row = 0;
        while (row < capacity && Lines.TryRead(out var line))
        {
            Set(columns, row++, line);
        }
        return row;
    }

    protected override void OpenRange(long start) => _isDone = false;

    private static void Set(Column[] columns, int row, ReadOnlySpan<byte> text)
    {
        foreach (var column in columns)
        {
            SetText(column, row, text);
        }
    }
}
