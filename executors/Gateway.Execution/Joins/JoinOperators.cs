using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Joins;

/// <summary>Probes a join table with the batches of a pipeline. Probe rows whose partition is not in memory are put aside for <see cref="SpilledJoinSource"/>.</summary>
internal sealed class JoinProbeOperator(JoinShape shape, JoinBuildSink build, SpilledProbeRows spilled) : Operator
{
    public override bool ByPartition => shape.Node.Residual is { Deterministic: false };

    public override OperatorState CreateState(WorkerContext worker) => new State(shape, build, spilled, worker);

    private sealed unsafe class State : OperatorState
    {
        private readonly JoinTable _table;
        private readonly JoinProbe _probe;
        private readonly SpilledProbeRows.Writer? _spilled;

        public State(JoinShape shape, JoinBuildSink build, SpilledProbeRows spilled, WorkerContext worker)
        {
            _table = build.Table;
            _probe = new JoinProbe(shape, build.Table, worker, build.Unknown);
            _spilled = build.Table.AllResident ? null : spilled.CreateWriter(worker);
        }

        public override void Push(Batch input)
        {
            var rows = input.Selection;
            if (_spilled is not null)
            {
                rows = _spilled.PutAside(input, _probe, _table);
            }
            _probe.Push(input, rows);
        }

        public override Batch? Pull() => _probe.Pull();
    }
}

/// <summary>Probe rows of partitions that are not in memory, by partition.</summary>
internal sealed class SpilledProbeRows(JoinShape shape, QueryContext query, int partitionCount)
{
    private readonly Lock _lock = new();
    private readonly List<RowCollection>[] _rows = [.. Enumerable.Range(0, partitionCount).Select(static _ => new List<RowCollection>())];

    public RowLayout Layout { get; } = new([.. shape.Probe.Output.Fields.Select(static f => f.Type)], hasHash: false);

    public IReadOnlyList<RowCollection> Rows(int partition) => _rows[partition];

    public Writer CreateWriter(WorkerContext worker)
    {
        var collections = new RowCollection[partitionCount];
        lock (_lock)
        {
            for (int i = 0; i < partitionCount; i++)
            {
                _rows[i].Add(collections[i] = query.Own(new RowCollection(Layout, query.Pages)));
            }
        }
        return new Writer(collections, query, worker);
    }

    /// <summary>Puts rows aside for one worker.</summary>
    public sealed unsafe class Writer(RowCollection[] collections, QueryContext query, WorkerContext worker)
    {
        private readonly RadixPartitioner _partitioner = new(collections.Length, worker.Memory);
        private readonly RowBuffers _buffers = new(worker.Memory);
        private int* _kept;
        private int _capacity;

        /// <summary>Copies the rows of absent partitions and gives the others: those of present ones and those that match nothing.</summary>
        public Selection PutAside(Batch input, JoinProbe probe, JoinTable table)
        {
            var hashed = probe.HashKeys(input, input.Selection);
            int count = input.ActiveCount;
            if (count > _capacity)
            {
                worker.Memory.Free((byte*)_kept);
                _capacity = count;
                _kept = (int*)worker.Memory.Allocate((nuint)count * 4 + 64);
            }
            _buffers.Ensure(count);
            int kept = 0;
            int at = 0;
            for (int i = 0; i < count; i++)
            {
                int row = input.Selection[i];
                bool resident = true;
                if (at < hashed.Count && hashed[at] == row)
                {
                    resident = table.IsResident(RadixPartitioner.PartitionOf(probe.Hashes[at], collections.Length));
                    at++;
                }
                if (resident)
                {
                    _kept[kept++] = row;
                }
            }
            if (kept == count)
            {
                return input.Selection;
            }
            _partitioner.Split(hashed, probe.Hashes);
            for (int partition = 0; partition < collections.Length; partition++)
            {
                var rows = _partitioner.Rows(partition);
                if (rows.Count > 0 && !table.IsResident(partition))
                {
                    collections[partition].Append(input.Columns, rows, _buffers.Rows);
                }
            }
            if (query.Pages.ShouldUnpin(collections.Sum(static rows => rows.PinnedBytes)))
            {
                foreach (var rows in collections)
                {
                    rows.Unpin();
                }
            }
            return new Selection(_kept, kept);
        }
    }
}

/// <summary>Joins what was put aside, one partition after another: loads its build rows, builds the table, probes. A unit is a partition.</summary>
internal sealed class SpilledJoinSource(JoinShape shape, JoinBuildSink build, SpilledProbeRows spilled) : Source
{
    private readonly List<int> _partitions = [];

    public override int UnitCount => _partitions.Count;

    public override long EstimatedRows => _partitions.Sum(partition => spilled.Rows(partition).Sum(static rows => rows.RowCount));

    public override void Prepare(QueryContext query)
    {
        for (int i = 0; i < build.Table.PartitionCount; i++)
        {
            if (!build.Table.IsResident(i) && !build.Table.AllResident)
            {
                _partitions.Add(i);
            }
        }
    }

    public override SourceState CreateState(WorkerContext worker) => new State(this, worker);

    private sealed unsafe class State(SpilledJoinSource source, WorkerContext worker) : SourceState
    {
        private readonly JoinShape _shape = source.Shape;
        private readonly JoinProbe _probe = new(source.Shape, source.Build.Table, worker, source.Build.Unknown);
        private readonly CollectionReader _reader = new(source.Spilled.Layout, worker);
        private readonly BuildRowReader _buildRows = new(source.Shape, worker);
        private IEnumerator<RowCollection>? _collections;
        private int _partition = -1;
        private bool _probing;

        public override void Open(int unit)
        {
            Release();
            _partition = source._partitions[unit];
            source.Build.Table.BuildPartition(_partition);
            _collections = source.Spilled.Rows(_partition).GetEnumerator();
            _probing = true;
            _reader.Open([]);
        }

        public override SourceStatus Next(out Batch? batch)
        {
            while (_probing)
            {
                if (_probe.Pull() is { } pulled)
                {
                    batch = pulled;
                    return SourceStatus.Batch;
                }
                if (_reader.Next() is { } rows)
                {
                    _probe.Push(rows, rows.Selection);
                }
                else if (_collections!.MoveNext())
                {
                    _reader.Open([_collections.Current]);
                }
                else
                {
                    _probing = false;
                    _buildRows.Open(_shape.GivesBuildRows ? source.Build.Table.Rows(_partition) : []);
                }
            }
            batch = _buildRows.Next();
            if (batch is null)
            {
                Release();
                return SourceStatus.UnitEnd;
            }
            return SourceStatus.Batch;
        }

        private void Release()
        {
            if (_partition >= 0)
            {
                source.Build.Table.ReleasePartition(_partition);
                foreach (var rows in source.Spilled.Rows(_partition))
                {
                    rows.Dispose();
                }
                _partition = -1;
            }
        }
    }

    private JoinShape Shape => shape;
    private JoinBuildSink Build => build;
    private SpilledProbeRows Spilled => spilled;
}

/// <summary>Gives the build rows that outer, semi, anti and mark joins owe after all probing. A unit is a partition; the last one holds rows that can match nothing.</summary>
internal sealed class BuildRowsSource(JoinShape shape, JoinBuildSink build) : Source
{
    public override int UnitCount => build.Table.PartitionCount + 1;

    public override long EstimatedRows => Enumerable.Range(0, build.Table.PartitionCount).Sum(partition => build.Table.Rows(partition).Sum(static rows => rows.RowCount));

    public override SourceState CreateState(WorkerContext worker) => new State(this, worker);

    private sealed class State(BuildRowsSource source, WorkerContext worker) : SourceState
    {
        private readonly BuildRowReader _reader = new(source.Shape, worker);

        public override void Open(int unit)
        {
            var table = source.Build.Table;
            if (unit == table.PartitionCount)
            {
                _reader.Open(source.Build.Unmatchable);
            }
            else
            {
                _reader.Open(table.AllResident || table.IsResident(unit) ? table.Rows(unit) : []);
            }
        }

        public override SourceStatus Next(out Batch? batch)
        {
            batch = _reader.Next();
            return batch is null ? SourceStatus.UnitEnd : SourceStatus.Batch;
        }
    }

    private JoinShape Shape => shape;
    private JoinBuildSink Build => build;
}

/// <summary>Reads build rows by their matched flag into output batches, each from one page. Belongs to one worker.</summary>
internal sealed unsafe class BuildRowReader
{
    private readonly JoinShape _shape;
    private readonly WorkerContext _worker;
    private readonly Column[] _buildColumns;
    private readonly Batch _output;
    private readonly Column? _mark;
    private readonly RowBuffers _buffers;
    private IReadOnlyList<RowCollection> _rows = [];
    private int _collection;
    private int _page;
    private int _row;
    private RowPage? _pinned;

    public BuildRowReader(JoinShape shape, WorkerContext worker)
    {
        _shape = shape;
        _worker = worker;
        _buffers = new RowBuffers(worker.Memory);
        _buildColumns = [.. shape.Build.Output.Fields.Select(f => Column.Create(f.Type, worker.BatchSize, worker.Memory))];
        if (!shape.GivesPairs)
        {
            _mark = shape.Kind == ProbeKind.BuildMark ? Column.Create(BooleanType.Instance, worker.BatchSize, worker.Memory) : null;
            _output = new Batch(_mark is null ? _buildColumns : [.. _buildColumns, _mark]);
            return;
        }
        Column[] nulls = [.. shape.Probe.Output.Fields.Select(f => NullColumn(f.Type))];
        _output = new Batch(shape.BuildsLeft ? [.. _buildColumns, .. nulls] : [.. nulls, .. _buildColumns]);
    }

    public void Open(IReadOnlyList<RowCollection> rows)
    {
        Release();
        _rows = rows;
        _collection = 0;
        _page = 0;
        _row = 0;
    }

    public Batch? Next()
    {
        int flagOffset = _shape.Layout.FlagOffset;
        _buffers.Ensure(_worker.BatchSize);
        int count = 0;
        while (count < _worker.BatchSize && _collection < _rows.Count)
        {
            var rows = _rows[_collection];
            if (_page == rows.Pages.Count)
            {
                _collection++;
                _page = 0;
                continue;
            }
            var page = rows.Pages[_page];
            if (_row == page.RowCount)
            {
                if (count > 0)
                {
                    break;
                }
                Release();
                _page++;
                _row = 0;
                continue;
            }
            if (_pinned is null)
            {
                rows.Pin(page);
                _pinned = page;
            }
            byte* row = page.Page.Address + (long)_row++ * _shape.Layout.RowBytes;
            bool wanted = _shape.Kind switch
            {
                ProbeKind.BuildMark => true,
                ProbeKind.BuildSemi => row[flagOffset] != 0,
                _ => row[flagOffset] == 0,
            };
            _buffers.Rows[count] = row;
            count += wanted ? 1 : 0;
        }
        if (count == 0)
        {
            return null;
        }
        for (int i = 0; i < _shape.BuildColumns.Length; i++)
        {
            _buildColumns[i].Reset();
            RowReader.Read(_shape.Layout, _shape.BuildColumnLayout[i], _buffers.Rows, count, _buildColumns[i], 0);
        }
        for (int i = 0; _mark is not null && i < count; i++)
        {
            _mark.Data<byte>()[i] = _buffers.Rows[i][flagOffset];
        }
        _output.SetAll(count);
        return _output;
    }

    /// <summary>Lets the page that is being read be evicted. Its values may be in columns that point to it, so not before the next batch is asked for.</summary>
    private void Release()
    {
        if (_pinned is not null)
        {
            _rows[_collection].Unpin(_pinned, changed: false);
            _pinned = null;
        }
    }

    private Column NullColumn(DataType type)
    {
        var column = Column.Create(type, 1, _worker.Memory);
        ValueCodec.SetNull(column, 0);
        column.Shape = ColumnShape.Constant;
        return column;
    }
}
