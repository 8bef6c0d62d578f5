using System.Runtime.CompilerServices;
using Gateway.Core.Columns;

namespace Gateway.Core.Arrow;

/// <summary>Names rows of a column in any order: a run, or a list.</summary>
internal readonly unsafe struct RowList
{
    private readonly int* _rows;
    private readonly int _start;

    private RowList(int* rows, int start, int count)
    {
        _rows = rows;
        _start = start;
        Count = count;
    }

    public int Count { get; }

    public bool IsRun => _rows is null;

    /// <summary>Gets the first row of a run.</summary>
    public int Start => _start;

    public static RowList Run(int start, int count) => new(null, start, count);

    public static RowList List(int* rows, int count) => new(rows, 0, count);

    /// <summary>Takes active rows of a batch from the i-th on.</summary>
    public static RowList Of(Selection selection, int from, int count) =>
        selection.IsAll ? Run(from, count) : new RowList(selection.Rows + from, 0, count);

    public int this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _rows is null ? _start + index : _rows[index];
    }
}
