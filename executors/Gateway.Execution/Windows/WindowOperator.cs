using System.Diagnostics.CodeAnalysis;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Windows;

/// <summary>Adds window columns to rows that come sorted by partition and order. Small partitions are computed several at a time; large ones in parts where all functions allow it, else they are stored first.</summary>
internal sealed class WindowOperator(WindowNode node) : Operator
{
    public override OperatorState CreateState(WorkerContext worker) => new State(node, worker);

    /// <summary>Batches of one partition that are computed before its end, where the functions allow it.</summary>
    private const int BatchesOfPart = 8;

    private sealed unsafe class State : OperatorState
    {
        private readonly WorkerContext _worker;
        private readonly Evaluator[] _partitionBy;
        private readonly WindowNode _node;
        private readonly PeerFinder _peers;
        private readonly DataType[] _types;
        private readonly WindowFunction[] _functions;
        private readonly WindowChunk _chunk;
        private readonly List<int> _starts = [];
        private readonly Column[] _lastKeys;
        private readonly Column[] _keys;
        private readonly IndexedColumns _slices;
        private readonly Batch _output;
        private readonly PartitionNeeds? _storedNeeds;
        private MemoryScope _rowMemory;
        private Column[] _rows;
        private Column[] _spare;
        private Column[] _chunkColumns = [];
        private int _count;
        private int _processed;
        private int _ready;
        private int _given;
        private StoredPartition? _stored;
        private readonly SelectionBuffer _part;
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
            _node = node;
            _peers = new PeerFinder(node, worker);
            _functions = [.. node.Items.Select(item => WindowFunction.Bind(item, node.OrderBy, worker))];
            _cuts = _functions.Min(static function => function.Cuts);
            _nextCut = worker.BatchSize * BatchesOfPart;
            _storedNeeds = _cuts == PartitionCuts.Nowhere ? StoredPartition.NeedsOf(_functions, worker.BatchSize * BatchesOfPart) : null;
            _part = new SelectionBuffer(worker.Evaluation);
            _chunk = new WindowChunk(worker);
            _keys = new Column[_partitionBy.Length];
            _lastKeys = [.. node.PartitionBy.Select(key => Column.Create(key.Type, 1, worker.Memory))];
            _types = [.. node.Input.Output.Fields.Select(static f => f.Type)];
            CreateRows();
            _slices = new IndexedColumns([.. node.Output.Fields.Select(static f => f.Type)], worker.Memory);
            _output = new Batch(new Column[node.Output.Fields.Length]);
        }

        public override void Push(Batch input)
        {
            DropProcessed();
            NoteBoundaries(input);
            if (_stored is null)
            {
                Append(input, input.Selection);
                StoreIfLarge();
                return;
            }
            // The first new partition ends the stored one.
            var rows = input.Selection;
            int end = _starts.Count > 0 ? _starts[0] : rows.Count;
            _stored.Append(input.Columns, Part(rows, 0, end));
            if (end < rows.Count)
            {
                _stored.Complete();
                for (int i = 0; i < _starts.Count; i++)
                {
                    _starts[i] -= end;
                }
                Append(input, Part(rows, end, rows.Count));
            }
        }

        public override Batch? Pull()
        {
            while (true)
            {
                if (_given < _ready)
                {
                    return Give();
                }
                if (_stored is { IsComplete: true })
                {
                    _ready = _stored.Next(out _chunkColumns);
                    _given = 0;
                    if (_ready == 0)
                    {
                        _stored.Dispose();
                        _stored = null;
                    }
                }
                else if (!ProcessPart())
                {
                    return null;
                }
            }
        }

        public override Batch? Flush()
        {
            if (Pull() is { } rest)
            {
                return rest;
            }
            DropProcessed();
            if (_stored is not null)
            {
                _stored.Complete();
            }
            else if (_count > 0)
            {
                Process(_count, goesOn: false);
            }
            if (Pull() is { } last)
            {
                return last;
            }
            _hasLast = false;
            _goesOn = false;
            return null;
        }

        private Batch Give()
        {
            int left = _ready - _given;
            // Slightly more than a batch leaves as it is.
            int take = left <= 2 * _worker.BatchSize && _given == 0 ? left : Math.Min(left, _worker.BatchSize);
            if (take == _ready)
            {
                _chunkColumns.CopyTo(_output.Columns, 0);
            }
            else
            {
                _slices.Show(_chunkColumns, _chunk.IdentityOf(_ready) + _given, take, _output.Columns);
            }
            _output.SetAll(take);
            _given += take;
            return _output;
        }

        /// <summary>Computes the whole partitions that are there, or a part of a large one; false when more rows are needed, or the rows were computed already.</summary>
        private bool ProcessPart()
        {
            int lastStart = _starts.Count == 0 ? 0 : _starts[^1];
            if (_processed > 0)
            {
                return false;
            }
            if (_count >= _worker.BatchSize && lastStart > 0)
            {
                Process(lastStart, goesOn: false);
                return true;
            }
            if (_cuts == PartitionCuts.Nowhere || _count < _nextCut)
            {
                return false;
            }
            int cut = _count;
            if (_cuts == PartitionCuts.BetweenPeers)
            {
                _ = _peers.Evaluate(_rows, _count);
                cut = _peers.LastStart(_count);
            }
            if (cut == 0)
            {
                _nextCut = _count * 2;
                return false;
            }
            Process(cut, goesOn: true);
            _nextCut = _worker.BatchSize * BatchesOfPart;
            return true;
        }

        private Selection Part(Selection rows, int from, int end)
        {
            _part.Reserve(end - from);
            for (int i = from; i < end; i++)
            {
                _part.Add(rows[i]);
            }
            return _part.Selection;
        }

        private void Append(Batch input, Selection rows)
        {
            for (int i = 0; i < _rows.Length; i++)
            {
                _rows[i].EnsureCapacity(_count + rows.Count, _count);
                ColumnCopy.Append(input.Columns[i], rows, _rows[i], _count);
            }
            _count += rows.Count;
        }

        /// <summary>Moves a partition that has become too large for memory to pages.</summary>
        private void StoreIfLarge()
        {
            if (_storedNeeds is not { } needs || _starts.Count != 1 || _starts[0] != 0 || _count <= _worker.BatchSize || _rowMemory.ByteCount <= _worker.Query.Pages.ResidentBudget / 4)
            {
                return;
            }
            _stored = new StoredPartition(_node, _functions, needs, _peers, _worker.BatchSize * BatchesOfPart, _worker);
            _stored.Append(_rows, Selection.All(_count));
            _rowMemory.Dispose();
            CreateRows();
            _starts.Clear();
            _count = 0;
        }

        [MemberNotNull(nameof(_rowMemory), nameof(_rows), nameof(_spare))]
        private void CreateRows()
        {
            _rowMemory = _worker.Query.CreateScope();
            _rows = Array.ConvertAll(_types, type => Column.Create(type, _worker.BatchSize, _rowMemory));
            _spare = Array.ConvertAll(_types, type => Column.Create(type, _worker.BatchSize, _rowMemory));
        }

        private void Process(int count, bool goesOn)
        {
            _chunk.Continues = _goesOn && (_starts.Count == 0 || _starts[0] > 0);
            _chunk.GoesOn = _goesOn = goesOn;
            if (_chunk.Continues)
            {
                _starts.Insert(0, 0);
            }
            var batch = new Batch(_rows);
            batch.SetAll(count);
            _chunk.Arrange(batch, count, _starts.Where(start => start < count), _peers.Evaluate(_rows, count));
            _chunkColumns = [.. _rows, .. _functions.Select(function => function.Compute(_chunk))];
            _processed = count;
            _ready = count;
            _given = 0;
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
            _ready = 0;
            _given = 0;
        }
    }
}
