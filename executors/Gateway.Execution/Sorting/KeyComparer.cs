using System.Runtime.CompilerServices;
using Gateway.Core.Columns;

namespace Gateway.Execution.Sorting;

/// <summary>Compares whole sort keys, which rows keep as a string column.</summary>
internal sealed unsafe class KeyComparer(int keyOffset)
{
    /// <summary>Orders two entries: by prefix, then by the rest of the keys when there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(ref readonly SortEntry left, ref readonly SortEntry right, KeyComparer? rest) =>
        left.Prefix != right.Prefix ? (left.Prefix < right.Prefix ? -1 : 1) : rest is null ? 0 : rest.Compare(left.Row, right.Row);

    public int Compare(byte* left, byte* right) => Key(left).SequenceCompareTo(Key(right));

    public ReadOnlySpan<byte> Key(byte* row) => StringView.Span((StringView*)(row + keyOffset));
}
