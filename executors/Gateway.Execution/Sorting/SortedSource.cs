using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Sorting;

/// <summary>Gives sorted rows: merges runs. Large sorts whose runs are all in memory are cut into key ranges that are merged side by side.</summary>
/// <param name="cutByKey">False keeps each set of runs one unit, of no Spark partition of its own.</param>
internal sealed unsafe class SortedSource(SortShape shape, Func<IReadOnlyList<List<SortedRun>>> partitions, long offset = 0, long limit = long.MaxValue, bool cutByKey = true) : Source
{
    private const long RowsPerUnit = 1 << 16;
    private readonly List<(int Partition, List<(SortedRun Run, long First, long End)> Parts)> _units = [];

    public SortedSource(SortShape shape, SortSink sink, int partitionCount) : this(shape, () => sink.Runs) => PartitionCount = partitionCount;

    public override int PartitionCount { get; } = 1;

    public override int UnitCount => _units.Count;

    public override long EstimatedRows => _units.Sum(static unit => unit.Parts.Sum(static part => part.Run.Rows.RowCount));

    public override int PartitionOf(int unit) => _units[unit].Partition;

    public override void Prepare(QueryContext query)
    {
        var all = partitions();
        for (int partition = 0; partition < all.Count; partition++)
        {
            var runs = all[partition];
            long rows = runs.Sum(static run => run.Entries?.Count ?? 0);
            if (cutByKey && rows > 2 * RowsPerUnit && offset == 0 && limit == long.MaxValue && runs.TrueForAll(static run => run.Entries is not null))
            {
                CutByKey(partition, runs, (int)Math.Min(64, rows / RowsPerUnit));
            }
            else if (runs.Count > 0)
            {
                _units.Add((cutByKey ? partition : 0, [.. runs.Select(static run => (run, 0L, run.Entries?.Count ?? 0))]));
            }
        }
    }

    public override SourceState CreateState(WorkerContext worker) => new State(this, worker);

    private void CutByKey(int partition, List<SortedRun> runs, int pieces)
    {
        var largest = runs.MaxBy(static run => run.Entries!.Count)!;
        long[] from = new long[runs.Count];
        for (int piece = 1; piece <= pieces; piece++)
        {
            List<(SortedRun, long, long)> parts = [];
            var bound = piece < pieces ? largest.Entries!.Items[largest.Entries.Count * piece / pieces] : default;
            for (int i = 0; i < runs.Count; i++)
            {
                long end = piece < pieces ? LowerBound(runs[i].Entries!, bound) : runs[i].Entries!.Count;
                parts.Add((runs[i], from[i], end));
                from[i] = end;
            }
            _units.Add((partition, parts));
        }
    }

    /// <summary>Finds the first entry that is not before the bound.</summary>
    private long LowerBound(SortEntries entries, SortEntry bound)
    {
        long low = 0;
        long high = entries.Count;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (KeyComparer.Compare(in entries.Items[middle], in bound, shape.Rest) < 0)
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

    private sealed class State(SortedSource source, WorkerContext worker) : SourceState
    {
        private readonly SortShape _shape = source.Shape;
        private readonly Batch _batch = new([.. source.Shape.Schema.Fields.Select(f => Column.Create(f.Type, worker.BatchSize, worker.Memory))]);
        private readonly RowBuffers _buffers = new(worker.Memory);
        private RunMerger? _merger;
        private long _toSkip;
        private long _left;

        public override void Open(int unit)
        {
            _merger = new RunMerger([.. source._units[unit].Parts.Select(static part => new RunCursor(part.Run, part.First, part.End))], _shape.Rest);
            _toSkip = source.Offset;
            _left = source.Limit;
            _buffers.Ensure(worker.BatchSize);
            _batch.Partition = source._units[unit].Partition;
        }

        public override SourceStatus Next(out Batch? batch)
        {
            batch = null;
            while (_toSkip > 0)
            {
                int skipped = _merger!.Next(_buffers.Rows, (int)Math.Min(worker.BatchSize, _toSkip));
                if (skipped == 0)
                {
                    return SourceStatus.UnitEnd;
                }
                _toSkip -= skipped;
            }
            int count = _merger!.Next(_buffers.Rows, (int)Math.Min(worker.BatchSize, _left));
            if (count == 0)
            {
                return SourceStatus.UnitEnd;
            }
            _left -= count;
            for (int i = 0; i < _batch.Columns.Length; i++)
            {
                _batch.Columns[i].Reset();
                RowReader.Read(_shape.Layout, i, _buffers.Rows, count, _batch.Columns[i], 0);
            }
            _batch.SetAll(count);
            batch = _batch;
            return SourceStatus.Batch;
        }
    }

    private SortShape Shape => shape;
    private long Offset => offset;
    private long Limit => limit;
}
