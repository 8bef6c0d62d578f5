using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Sorts positions of a column by the values there, stably.</summary>
internal sealed class ElementOrder
{
    private int[] _scratch = [];

    /// <param name="positions">Rows of the column that are not NULL.</param>
    public void Sort(Column column, Span<int> positions, bool ascending)
    {
        if (positions.Length < 2)
        {
            return;
        }
        switch (column.Physical)
        {
            case PhysicalType.Int32 when column.Shape == ColumnShape.Flat:
                SortFixed<int>(column, positions, ascending);
                break;
            case PhysicalType.Int64 when column.Shape == ColumnShape.Flat:
                SortFixed<long>(column, positions, ascending);
                break;
            default:
                if (_scratch.Length < positions.Length)
                {
                    _scratch = new int[positions.Length * 2];
                }
                MergeSort(column, positions, _scratch, ascending);
                break;
        }
    }

    private static unsafe void SortFixed<T>(Column column, Span<int> positions, bool ascending) where T : unmanaged, IComparable<T>
    {
        // Equal numbers cannot be told apart, so an unstable sort is as good.
        T* values = column.Data<T>();
        var keys = new T[positions.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = values[positions[i]];
        }
        keys.AsSpan().Sort(positions);
        if (!ascending)
        {
            positions.Reverse();
        }
    }

    private static void MergeSort(Column column, Span<int> positions, Span<int> scratch, bool ascending)
    {
        const int RunLength = 8;
        int count = positions.Length;
        int sign = ascending ? 1 : -1;
        for (int run = 0; run < count; run += RunLength)
        {
            int end = Math.Min(count, run + RunLength);
            for (int i = run + 1; i < end; i++)
            {
                int moving = positions[i];
                int j = i - 1;
                while (j >= run && sign * ValueComparer.Compare(column, positions[j], column, moving) > 0)
                {
                    positions[j + 1] = positions[j];
                    j--;
                }
                positions[j + 1] = moving;
            }
        }
        var source = positions;
        var target = scratch[..count];
        bool inScratch = false;
        for (int width = RunLength; width < count; width *= 2)
        {
            for (int left = 0; left < count; left += 2 * width)
            {
                Merge(column, source, target, left, Math.Min(left + width, count), Math.Min(left + 2 * width, count), sign);
            }
            var swap = source;
            source = target;
            target = swap;
            inScratch = !inScratch;
        }
        if (inScratch)
        {
            source.CopyTo(positions);
        }
    }

    private static void Merge(Column column, ReadOnlySpan<int> source, Span<int> target, int left, int middle, int end, int sign)
    {
        int i = left;
        int j = middle;
        for (int k = left; k < end; k++)
        {
            bool takeLeft = i < middle && (j >= end || sign * ValueComparer.Compare(column, source[i], column, source[j]) <= 0);
            target[k] = takeLeft ? source[i++] : source[j++];
        }
    }
}
