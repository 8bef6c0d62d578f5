using System.Runtime.CompilerServices;

namespace Gateway.Core.Columns;

/// <summary>Names the active rows of a batch: all of the first <see cref="Count"/>, or those listed in ascending order.</summary>
/// <param name="rows">Null for all rows; else <paramref name="count"/> ascending row numbers, owned by someone who outlives the call.</param>
public readonly unsafe struct Selection(int* rows, int count)
{
    public readonly int* Rows = rows;
    public readonly int Count = count;

    public static Selection All(int count) => new(null, count);

    public bool IsAll => Rows is null;

    /// <summary>Gets the row number of the i-th active row.</summary>
    public int this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Rows is null ? index : Rows[index];
    }

    /// <summary>Gets one more than the largest active row number: the rows that full-width kernels must cover.</summary>
    public int Extent => Rows is null ? Count : Count == 0 ? 0 : Rows[Count - 1] + 1;
}
