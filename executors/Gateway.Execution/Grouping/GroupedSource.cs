using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Grouping;

/// <summary>Gives the groups of a <see cref="HashAggregateSink"/>: keys, then results. A unit is a radix partition, merged when it is opened.</summary>
internal sealed class GroupedSource(HashAggregateSink sink, StructType schema) : Source
{
    public override int UnitCount => sink.PartitionCount;

    public override long EstimatedRows => Enumerable.Range(0, sink.PartitionCount).Sum(partition => sink.Rows(partition).Sum(static rows => rows.RowCount));

    public override SourceState CreateState(WorkerContext worker) => new State(sink, schema, worker);

    private sealed unsafe class State : SourceState
    {
        private readonly HashAggregateSink _sink;
        private readonly WorkerContext _worker;
        private readonly AggregateShape _shape;
        private readonly AggregateSet _aggregates;
        private readonly StateSpilling _spilling;
        private readonly Batch _batch;
        private readonly RowList _groups;
        private readonly RowBuffers _buffers;
        private RowCollection[] _rows = [];
        private long _next;

        public State(HashAggregateSink sink, StructType schema, WorkerContext worker)
        {
            _sink = sink;
            _worker = worker;
            _shape = sink.Shape;
            _aggregates = new AggregateSet(_shape, worker.Evaluation);
            _spilling = new StateSpilling(_shape, _aggregates);
            _batch = new Batch([.. schema.Fields.Select(f => Column.Create(f.Type, worker.BatchSize, worker.Memory))]);
            _groups = worker.Query.Own(new RowList(worker.Query.Pool));
            _buffers = new RowBuffers(worker.Memory);
        }

        public override void Open(int unit)
        {
            Close();
            _rows = [.. _sink.Rows(unit)];
            _next = 0;
            foreach (var rows in _rows)
            {
                rows.PinAll();
            }
            if (_sink.IsMerged && _shape.DistinctSets.Length == 0)
            {
                foreach (var rows in _rows)
                {
                    foreach (var page in rows.Pages)
                    {
                        _spilling.Restore(rows, page);
                    }
                    _groups.AddAll(rows);
                }
                return;
            }
            using var table = new GroupTable(_shape.Layout, _shape.KeyTypes.Length, _worker.Query.Pages, 1);
            table.Reserve(_rows.Length == 0 ? 0 : _rows.Max(static rows => rows.RowCount));
            Merge(table);
            for (int i = 0; i < _shape.DistinctSets.Length; i++)
            {
                new DistinctMerge(_shape, _shape.DistinctSets[i], _aggregates, _worker).Run(table, [.. _sink.DistinctRows(i, unit)]);
            }
        }

        public override SourceStatus Next(out Batch? batch)
        {
            batch = null;
            int count = (int)Math.Min(_worker.BatchSize, _groups.Count - _next);
            if (count == 0)
            {
                Close();
                return SourceStatus.UnitEnd;
            }
            foreach (var column in _batch.Columns)
            {
                column.Reset();
            }
            byte** rows = _groups.Rows + _next;
            int keys = _shape.KeyTypes.Length;
            for (int i = 0; i < keys; i++)
            {
                RowReader.Read(_shape.Layout, i, rows, count, _batch.Columns[i], 0);
            }
            _buffers.Ensure(count);
            _aggregates.Finish(rows, count, _batch.Columns.AsSpan(keys), _shape.Layout.StateOffset, _buffers.States);
            _next += count;
            _batch.SetAll(count);
            batch = _batch;
            return SourceStatus.Batch;
        }

        public override void Dispose() => _groups.Dispose();

        private void Merge(GroupTable table)
        {
            const int Pairs = 1024;
            _buffers.Ensure(Pairs);
            byte** sources = stackalloc byte*[Pairs];
            byte** targets = stackalloc byte*[Pairs];
            byte** sourceStates = stackalloc byte*[Pairs];
            int count = 0;
            foreach (var rows in _rows)
            {
                foreach (var page in rows.Pages)
                {
                    _spilling.Restore(rows, page);
                    byte* row = page.Page.Address;
                    for (int i = 0; i < page.RowCount; i++, row += _shape.Layout.RowBytes)
                    {
                        byte* group = table.FindOrAdopt(row);
                        if (group == row)
                        {
                            _groups.Add(row);
                            continue;
                        }
                        sources[count] = row;
                        targets[count++] = group;
                        if (count == Pairs)
                        {
                            _aggregates.Combine(sources, targets, count, sourceStates, _buffers.States);
                            count = 0;
                        }
                    }
                    _worker.Query.Cancellation.ThrowIfCancellationRequested();
                }
            }
            _aggregates.Combine(sources, targets, count, sourceStates, _buffers.States);
        }

        private void Close()
        {
            foreach (var rows in _rows)
            {
                rows.Dispose();
            }
            _rows = [];
            _aggregates.ReleaseAll();
            _groups.Clear();
        }
    }
}
