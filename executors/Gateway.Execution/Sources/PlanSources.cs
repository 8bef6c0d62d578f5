using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Sources;

/// <summary>Gives one row without columns.</summary>
internal sealed class OneRowSource : Source
{
    public override int UnitCount => 1;
    public override long EstimatedRows => 1;
    public override SourceState CreateState(WorkerContext worker) => new State();

    private sealed class State : SourceState
    {
        private readonly Batch _batch = new([]);
        private bool _given;

        public override void Open(int unit) => _given = false;

        public override SourceStatus Next(out Batch? batch)
        {
            batch = _given ? null : _batch;
            _batch.SetAll(1);
            _given = true;
            return batch is null ? SourceStatus.UnitEnd : SourceStatus.Batch;
        }
    }
}

/// <summary>Gives the rows written in a plan; a unit is a Spark partition.</summary>
internal sealed class ValuesSource(ValuesNode node) : Source
{
    private readonly int _partitions = Math.Max(1, Math.Min(node.Partitions, node.Rows.Length));

    public override int PartitionCount => _partitions;
    public override int UnitCount => node.Rows.IsEmpty ? 0 : _partitions;
    public override long EstimatedRows => node.Rows.Length;
    public override int PartitionOf(int unit) => unit;
    public override SourceState CreateState(WorkerContext worker) => new State(node, _partitions, worker);

    private sealed class State(ValuesNode node, int partitions, WorkerContext worker) : SourceState
    {
        private readonly Batch _batch = new([.. node.Schema.Fields.Select(f => Column.Create(f.Type, Math.Min(worker.BatchSize, Math.Max(1, node.Rows.Length)), worker.Memory))]);
        private int _next;
        private int _end;
        private int _partition;

        public override void Open(int unit)
        {
            _partition = unit;
            _next = (int)((long)unit * node.Rows.Length / partitions);
            _end = (int)((unit + 1L) * node.Rows.Length / partitions);
            _batch.FirstRow = 0;
            _batch.RowCount = 0;
        }

        public override SourceStatus Next(out Batch? batch)
        {
            batch = null;
            if (_next == _end)
            {
                return SourceStatus.UnitEnd;
            }
            int count = Math.Min(worker.BatchSize, _end - _next);
            for (int i = 0; i < _batch.Columns.Length; i++)
            {
                var column = _batch.Columns[i];
                column.Reset();
                for (int row = 0; row < count; row++)
                {
                    ColumnValues.Set(column, row, node.Rows[_next + row][i]);
                }
            }
            _batch.FirstRow += _batch.RowCount;
            _batch.Partition = _partition;
            _batch.SetAll(count);
            _next += count;
            batch = _batch;
            return SourceStatus.Batch;
        }
    }
}

/// <summary>Counts. Spark's slices are its partitions; long slices are cut into several units.</summary>
internal sealed class RangeSource : Source
{
    private const long UnitRows = 1 << 16;
    private readonly RangeNode _node;
    private readonly List<(int Partition, long First, long Count, long FirstOfPartition)> _units = [];
    private readonly long _rows;

    public RangeSource(RangeNode node)
    {
        _node = node;
        var distance = (Int128)node.End - node.Start;
        var rows = distance == 0 || (distance > 0) != (node.Step > 0) ? 0 : (distance + node.Step - Int128.Sign(node.Step)) / node.Step;
        _rows = (long)Int128.Min(rows, long.MaxValue);
        int slices = Math.Max(1, node.Partitions);
        for (int slice = 0; slice < slices; slice++)
        {
            long first = (long)(rows * slice / slices);
            long end = (long)(rows * (slice + 1) / slices);
            // Huge ranges are cut more coarsely: the unit list stays small.
            long unitRows = Math.Max(UnitRows, (end - first) / 4096);
            for (long at = first; at < end; at += unitRows)
            {
                _units.Add((slice, at, Math.Min(unitRows, end - at), first));
            }
        }
    }

    public override int PartitionCount => Math.Max(1, _node.Partitions);
    public override int UnitCount => _units.Count;
    public override long EstimatedRows => _rows;
    public override int PartitionOf(int unit) => _units[unit].Partition;
    public override SourceState CreateState(WorkerContext worker) => new State(this, worker);

    private sealed unsafe class State(RangeSource source, WorkerContext worker) : SourceState
    {
        private readonly Batch _batch = new([Column.Create(LongType.Instance, worker.BatchSize, worker.Memory)]);
        private long _next;
        private long _end;
        private long _firstOfPartition;

        public override void Open(int unit)
        {
            var (partition, first, count, firstOfPartition) = source._units[unit];
            _next = first;
            _end = first + count;
            _firstOfPartition = firstOfPartition;
            _batch.Partition = partition;
        }

        public override SourceStatus Next(out Batch? batch)
        {
            batch = null;
            if (_next == _end)
            {
                return SourceStatus.UnitEnd;
            }
            int count = (int)Math.Min(worker.BatchSize, _end - _next);
            long* values = _batch.Columns[0].Data<long>();
            long value = source._node.Start + _next * source._node.Step;
            for (int i = 0; i < count; i++)
            {
                values[i] = value;
                value += source._node.Step;
            }
            _batch.FirstRow = _next - _firstOfPartition;
            _batch.SetAll(count);
            _next += count;
            batch = _batch;
            return SourceStatus.Batch;
        }
    }
}
