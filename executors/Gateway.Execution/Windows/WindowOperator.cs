using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Windows;

/// <summary>Adds window columns to rows that come sorted by partition and order. Small partitions are computed several at a time; large ones in parts where all functions allow it, else they are kept in memory.</summary>
internal sealed class WindowOperator(WindowNode node) : Operator
{
    public override OperatorState CreateState(WorkerContext worker) => new State(node, worker);

    /// <summary>Batches of one partition that are computed before its end, where the functions allow it.</summary>
    private const int BatchesOfPart = 8;

    private sealed unsafe class State : OperatorState
    {
        private readonly WorkerContext _worker;
        private readonly Evaluator[] _partitionBy;
        private readonly Evaluator[] _orderBy;
        private readonly Column[] _orderColumns;
        private readonly WindowFunction[] _functions;
        private readonly WindowChunk _chunk;
        private readonly List<int> _starts = [];
        private readonly Column[] _lastKeys;
        private readonly Column[] _keys;
        private readonly IndexedColumns _slices;
        private readonly Batch _output;
        private Column[] _rows;
        private Column[] _spare;
        private Column[] _chunkColumns = [];
        private int _count;
        private int _processed;
        private int _given;
        private readonly PartitionCuts _cuts;
        private int _nextCut;
        private bool _goesOn;
        private bool _hasLast;
        private byte* _changes;
        private int _changeCapacity;

        public State(WindowNode node, WorkerContext worker)
        {
            _worker = worker;
            _partitionBy = [.. node.PartitionBy.Select(key => EvaluatorCompiler.Compile(key, worker.Evaluation))];
            _orderBy = [.. node.OrderBy.Select(order => EvaluatorCompiler.Compile(order.Child, worker.Evaluation))];
            _orderColumns = new Column[_orderBy.Length];
            _functions = [.. node.Items.Select(item => WindowFunction.Bind(item, node.OrderBy, worker))];
            _cuts = _functions.Min(static function => function.Cuts);
            _nextCut = worker.BatchSize * BatchesOfPart;
            _chunk = new WindowChunk(worker);
            _keys = new Column[_partitionBy.Length];
            _lastKeys = [.. node.PartitionBy.Select(key => Column.Create(key.Type, 1, worker.Memory))];
            DataType[] types = [.. node.Input.Output.Fields.Select(static f => f.Type)];
            _rows = Array.ConvertAll(types, type => Column.Create(type, worker.BatchSize, worker.Memory));
            _spare = Array.ConvertAll(types, type => Column.Create(type, worker.BatchSize, worker.Memory));
            _slices = new IndexedColumns([.. node.Output.Fields.Select(static f => f.Type)], worker.Memory);
            _output = new Batch(new Column[node.Output.Fields.Length]);
        }

        public override void Push(Batch input)
        {
            DropProcessed();
            NoteBoundaries(input);
            for (int i = 0; i < _rows.Length; i++)
            {
                _rows[i].EnsureCapacity(_count + input.ActiveCount, _count);
                ColumnCopy.Append(input.Columns[i], input.Selection, _rows[i], _count);
            }
            _count += input.ActiveCount;
            int lastStart = _starts.Count == 0 ? 0 : _starts[^1];
            if (_count >= _worker.BatchSize && lastStart > 0)
            {
                Process(lastStart, goesOn: false);
            }
            else if (_cuts != PartitionCuts.Nowhere && _count >= _nextCut)
            {
                int cut = _cuts == PartitionCuts.Anywhere ? _count : LastPeers();
                if (cut > 0)
                {
                    Process(cut, goesOn: true);
                    _nextCut = _worker.BatchSize * BatchesOfPart;
                }
                else
                {
                    _nextCut = _count * 2;
                }
            }
        }

        public override Batch? Pull()
        {
            int left = _processed - _given;
            if (left == 0)
            {
                return null;
            }
            // Slightly more than a batch leaves as it is.
            int take = left <= 2 * _worker.BatchSize && _given == 0 ? left : Math.Min(left, _worker.BatchSize);
            if (take == _processed)
            {
                _chunkColumns.CopyTo(_output.Columns, 0);
            }
            else
            {
                _slices.Show(_chunkColumns, _chunk.Identity + _given, take, _output.Columns);
            }
            _output.SetAll(take);
            _given += take;
            return _output;
        }

        public override Batch? Flush()
        {
            if (Pull() is { } rest)
            {
                return rest;
            }
            DropProcessed();
            if (_count == 0)
            {
                _hasLast = false;
                _goesOn = false;
                return null;
            }
            Process(_count, goesOn: false);
            return Pull();
        }

        private void Process(int count, bool goesOn)
        {
            var batch = EvaluateOrder(count);
            _chunk.Continues = _goesOn && (_starts.Count == 0 || _starts[0] > 0);
            _chunk.GoesOn = _goesOn = goesOn;
            if (_chunk.Continues)
            {
                _starts.Insert(0, 0);
            }
            _chunk.Arrange(batch, count, _starts.Where(start => start < count), _orderColumns);
            _chunkColumns = [.. _rows, .. _functions.Select(function => function.Compute(_chunk))];
            _processed = count;
            _given = 0;
        }

        private Batch EvaluateOrder(int count)
        {
            var batch = new Batch(_rows);
            batch.SetAll(count);
            for (int i = 0; i < _orderBy.Length; i++)
            {
                _orderColumns[i] = _orderBy[i].Evaluate(batch, batch.Selection);
            }
            return batch;
        }

        /// <summary>Finds the last row that is no peer of the one before it; 0 when all are peers.</summary>
        private int LastPeers()
        {
            _ = EvaluateOrder(_count);
            ReserveChanges(_count);
            new Span<byte>(_changes, _count).Clear();
            foreach (var column in _orderColumns)
            {
                RowChanges.Mark(column, Selection.All(_count), _changes);
            }
            return Math.Max(0, new ReadOnlySpan<byte>(_changes, _count).LastIndexOf((byte)1));
        }

        private void ReserveChanges(int count)
        {
            if (count > _changeCapacity)
            {
                _worker.Memory.Free(_changes);
                _changeCapacity = count;
                _changes = _worker.Memory.Allocate((nuint)count);
            }
        }

        /// <summary>Finds the rows of a batch that begin a partition.</summary>
        private void NoteBoundaries(Batch input)
        {
            int count = input.ActiveCount;
            ReserveChanges(count);
            new Span<byte>(_changes, count).Clear();
            _changes[0] = _hasLast ? (byte)0 : (byte)1;
            for (int i = 0; i < _partitionBy.Length; i++)
            {
                _keys[i] = _partitionBy[i].Evaluate(input, input.Selection);
                RowChanges.Mark(_keys[i], input.Selection, _changes);
                if (_hasLast && !ValueComparer.AreEqual(_keys[i], input.Selection[0], _lastKeys[i], 0))
                {
                    _changes[0] = 1;
                }
            }
            for (int i = 0; i < count; i++)
            {
                if (_changes[i] != 0)
                {
                    _starts.Add(_count + i);
                }
            }
            int* last = stackalloc int[1];
            last[0] = input.Selection[count - 1];
            for (int i = 0; i < _keys.Length; i++)
            {
                _lastKeys[i].Reset();
                ColumnCopy.Append(_keys[i], new Selection(last, 1), _lastKeys[i], 0);
            }
            _hasLast = true;
        }

        /// <summary>Moves the rows that were not computed yet to the front.</summary>
        private void DropProcessed()
        {
            if (_processed == 0)
            {
                return;
            }
            int left = _count - _processed;
            foreach (var column in _spare)
            {
                column.Reset();
            }
            if (left > 0)
            {
                int[] rows = new int[left];
                for (int i = 0; i < left; i++)
                {
                    rows[i] = _processed + i;
                }
                fixed (int* pinned = rows)
                {
                    for (int i = 0; i < _rows.Length; i++)
                    {
                        _spare[i].EnsureCapacity(left, 0);
                        ColumnCopy.Append(_rows[i], new Selection(pinned, left), _spare[i], 0);
                    }
                }
            }
            foreach (var column in _rows)
            {
                column.Reset();
            }
            (_rows, _spare) = (_spare, _rows);
            var starts = _starts.Where(start => start >= _processed).Select(start => start - _processed).ToList();
            _starts.Clear();
            _starts.AddRange(starts);
            _count = left;
            _processed = 0;
            _given = 0;
        }
    }
}
