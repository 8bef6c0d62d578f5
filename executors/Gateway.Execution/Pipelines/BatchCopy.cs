using Gateway.Core.Columns;

namespace Gateway.Execution.Pipelines;

/// <summary>Copies active rows of batches into flat batches that own what they show.</summary>
internal static unsafe class BatchCopy
{
    /// <summary>Appends <paramref name="count"/> active rows from the <paramref name="first"/>-th on; the target has room.</summary>
    public static void Append(Batch source, int first, int count, Batch target)
    {
        int at = target.RowCount;
        if (source.Selection.IsAll && first > 0)
        {
            const int Chunk = 512;
            int* rows = stackalloc int[Chunk];
            for (int done = 0; done < count; done += Chunk)
            {
                int take = Math.Min(Chunk, count - done);
                for (int i = 0; i < take; i++)
                {
                    rows[i] = first + done + i;
                }
                Append(source, new Selection(rows, take), target, at + done);
            }
        }
        else
        {
            Append(source, source.Selection.IsAll ? Selection.All(count) : new Selection(source.Selection.Rows + first, count), target, at);
        }
        target.SetAll(at + count);
    }

    private static void Append(Batch source, Selection rows, Batch target, int at)
    {
        for (int i = 0; i < target.Columns.Length; i++)
        {
            ColumnCopy.Append(source.Columns[i], rows, target.Columns[i], at);
        }
    }
}
