using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Execution.Buffering;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;
using Gateway.Execution.Sorting;

namespace Gateway.Execution.Exchange;

/// <summary>Upper bounds of range partitions, chosen from the rows' keys as Spark does: equal weights, no bound twice.</summary>
internal sealed class RangeBounds(ImmutableArray<SortOrder> order, int partitionCount)
{
    /// <summary>From more rows than this, only every n-th key is looked at.</summary>
    private const long SampledRows = 1 << 17;

    private readonly List<byte[]> _bounds = [];

    /// <summary>Chooses the bounds from a buffer's rows.</summary>
    public unsafe void Choose(BufferSink buffer, QueryContext query)
    {
        var worker = query.CreateWorker();
        var encoder = new SortKeyEncoder(order, worker.Evaluation);
        var reader = new CollectionReader(buffer.Layout, worker);
        reader.Open([.. buffer.Segments.Select(static segment => segment.Rows)]);
        long step = Math.Max(1, buffer.RowCount / SampledRows);
        long row = 0;
        List<byte[]> keys = [];
        while (reader.Next() is { } batch)
        {
            encoder.Encode(batch, batch.Selection);
            for (int i = 0; i < batch.ActiveCount; i++, row++)
            {
                if (row % step == 0)
                {
                    keys.Add(new ReadOnlySpan<byte>(encoder.Starts[i], encoder.Lengths[i]).ToArray());
                }
            }
        }
        keys.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        double weight = (double)keys.Count / partitionCount;
        double target = weight;
        for (int i = 0; i < keys.Count && _bounds.Count < partitionCount - 1; i++)
        {
            if (i + 1 >= target && (_bounds.Count == 0 || keys[i].AsSpan().SequenceCompareTo(_bounds[^1]) > 0))
            {
                _bounds.Add(keys[i]);
                target += weight;
            }
        }
    }

    /// <summary>Gives the first partition whose bound is not below the key.</summary>
    public int PartitionOf(ReadOnlySpan<byte> key)
    {
        int low = 0;
        int high = _bounds.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (key.SequenceCompareTo(_bounds[middle]) > 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
