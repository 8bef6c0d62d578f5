using System.Diagnostics;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Memory;

/// <summary>Scans rows that are held in memory as columns: what clients send, what checkpoints keep.</summary>
/// <param name="batches">Flat columns, every row active; they live in <paramref name="memory"/>, which the source owns.</param>
/// <param name="partitions">Spark partitions that the rows are cut into, in order.</param>
public sealed class MemorySource(StructType schema, IReadOnlyList<Batch> batches, MemoryScope memory, int partitions = 1) : ScanSource, IDisposable
{
    private const int MorselRows = 64 << 10;
    private readonly long[] _starts = Starts(batches);

    ~MemorySource() => memory.Dispose();

    public override StructType Schema => schema;

    /// <summary>Gets the stored rows; valid as long as the source.</summary>
    public IReadOnlyList<Batch> Batches => batches;

    public int Partitions => partitions;

    public override long? RowCount => _starts[^1];

    public override IReadOnlyList<ScanMorsel> PlanMorsels(ScanRequest request, QuerySettings settings)
    {
        var morsels = new List<ScanMorsel>();
        long total = _starts[^1];
        int count = (int)Math.Clamp(total, 1, partitions);
        for (int partition = 0; partition < count; partition++)
        {
            long first = total * partition / count;
            long end = total * (partition + 1) / count;
            for (long start = first; start < end; start += MorselRows)
            {
                long rows = Math.Min(MorselRows, end - start);
                morsels.Add(new ScanMorsel(morsels.Count, partition, start - first, rows, new Slice(start, start + rows)));
            }
        }
        return morsels;
    }

    public override MorselReader OpenReader(ScanRequest request, EvaluationContext context) => new Reader(this, request, context);

    public void Dispose()
    {
        memory.Dispose();
        GC.SuppressFinalize(this);
    }

    private static long[] Starts(IReadOnlyList<Batch> batches)
    {
        var starts = new long[batches.Count + 1];
        for (int i = 0; i < batches.Count; i++)
        {
            starts[i + 1] = starts[i] + batches[i].RowCount;
        }
        return starts;
    }

    /// <summary>Rows from start (inclusive) to end (exclusive), counted over all batches.</summary>
    private sealed record Slice(long Start, long End);

    private sealed unsafe class Reader(MemorySource source, ScanRequest request, EvaluationContext context) : MorselReader
    {
        private readonly ScanFilter _filter = new(request.Filter, context);
        private readonly int* _rows = (int*)context.Memory.Allocate((nuint)(context.BatchSize * sizeof(int)));
        private readonly Column?[] _copies = new Column?[request.Columns.Length];
        private ScanMorsel? _morsel;
        private Slice _slice = new(0, 0);
        private long _next;
        private int _batch;

        public override void Open(ScanMorsel morsel)
        {
            _morsel = morsel;
            _slice = (Slice)morsel.Part;
            _next = _slice.Start;
            int found = Array.BinarySearch(source._starts, _next);
            _batch = found >= 0 ? found : ~found - 1;
        }

        public override bool Next(Batch batch)
        {
            while (_next < _slice.End)
            {
                while (source._starts[_batch + 1] <= _next)
                {
                    _batch++;
                }
                int first = (int)(_next - source._starts[_batch]);
                int count = (int)Math.Min(context.BatchSize, Math.Min(_slice.End, source._starts[_batch + 1]) - _next);
                Debug.Assert(count > 0);
                var columns = source.Batches[_batch].Columns;
                for (int i = 0; i < batch.Columns.Length; i++)
                {
                    Show(columns[request.Columns[i]], first, count, batch.Columns[i], i);
                }
                batch.SetAll(count);
                batch.Ordinal = _morsel!.Ordinal;
                batch.Partition = _morsel.Partition;
                batch.FirstRow = _morsel.FirstRow + _next - _slice.Start;
                _next += count;
                _filter.Apply(batch, null);
                if (batch.ActiveCount > 0)
                {
                    return true;
                }
            }
            return false;
        }

        public override void Dispose() => GC.KeepAlive(source);

        /// <summary>Shows rows in place where their validity begins on a word; copies them otherwise.</summary>
        private void Show(Column stored, int first, int count, Column target, int slot)
        {
            if (stored.Shape == ColumnShape.Constant || first == 0)
            {
                target.PointAt(stored);
                return;
            }
            if (((first & 63) == 0 || !stored.HasNulls) && stored.Physical != PhysicalType.Struct)
            {
                target.PointAt(stored);
                // SAFETY: the stored column has first + count rows.
                target.Values = stored.Values is null ? null : stored.Values + (long)first * Column.Width(stored.Physical);
                target.Validity = stored.Validity is null ? null : stored.Validity + (first >> 6);
                target.Indices = stored.Shape == ColumnShape.Dictionary ? stored.Indices + first : null;
                return;
            }
            for (int i = 0; i < count; i++)
            {
                _rows[i] = first + i;
            }
            var copy = _copies[slot] ??= Column.Create(stored.Type, stored.Physical, context.BatchSize, context.Memory);
            copy.Reset();
            ColumnCopy.AppendShared(stored, new Selection(_rows, count), copy, 0);
            target.PointAt(copy);
        }
    }
}
