using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Operators;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Joins;

/// <summary>Pairs every row of the pipeline with every row of the right side. Keeps order while the right side is one block: all pairs of a row before those of the next.</summary>
internal sealed class NestedLoopJoinOperator(NestedLoopJoinNode node, NestedLoopRight right) : Operator
{
    public override bool ByPartition => node.Condition is { Deterministic: false };

    public override OperatorState CreateState(WorkerContext worker) => new State(node, right, worker);

    private sealed unsafe class State : OperatorState
    {
        private readonly NestedLoopJoinNode _node;
        private readonly NestedLoopRight _rightSide;
        private readonly WorkerContext _worker;
        private readonly NestedLoopBlocks _right;
        private readonly Evaluator? _condition;
        private readonly IndexedColumns _leftViews;
        private readonly IndexedColumns _rightViews;
        private readonly SelectionBuffer _leftRows;
        private readonly SelectionBuffer _rightRows;
        private readonly SelectionBuffer _passed;
        private readonly Batch _pairs;
        private readonly bool _givesPairs;
        private readonly Column? _mark;
        private readonly int _leftWidth;
        private byte[] _matched = [];
        private Batch? _input;
        private int _position;
        private int _nextRight;
        private bool _hasBlock;
        private bool _rest;

        public State(NestedLoopJoinNode node, NestedLoopRight rightSide, WorkerContext worker)
        {
            _node = node;
            _rightSide = rightSide;
            _worker = worker;
            _right = new NestedLoopBlocks(rightSide, worker);
            _condition = node.Condition is null ? null : EvaluatorCompiler.Compile(node.Condition, worker.Evaluation);
            _leftWidth = node.Left.Output.Fields.Length;
            _leftViews = new IndexedColumns([.. node.Left.Output.Fields.Select(static f => f.Type)], worker.Memory);
            _rightViews = new IndexedColumns([.. node.Right.Output.Fields.Select(static f => f.Type)], worker.Memory);
            _leftRows = new SelectionBuffer(worker.Evaluation);
            _rightRows = new SelectionBuffer(worker.Evaluation);
            _passed = new SelectionBuffer(worker.Evaluation);
            _pairs = new Batch(new Column[_leftWidth + node.Right.Output.Fields.Length]);
            _givesPairs = node.Kind is not (PhysicalJoinKind.LeftSemi or PhysicalJoinKind.LeftAnti or PhysicalJoinKind.ExistenceMark);
            _mark = node.Kind == PhysicalJoinKind.ExistenceMark ? Column.Create(BooleanType.Instance, worker.BatchSize, worker.Memory) : null;
        }

        public override void Push(Batch input)
        {
            _input = input;
            _right.Restart();
            NextBlock();
            _rest = _node.Kind is not (PhysicalJoinKind.Inner or PhysicalJoinKind.RightOuter);
            if (_matched.Length < input.ActiveCount)
            {
                _matched = new byte[Math.Max(input.ActiveCount, _worker.BatchSize)];
            }
            Array.Clear(_matched);
        }

        public override Batch? Pull()
        {
            while (_hasBlock)
            {
                _worker.Query.Cancellation.ThrowIfCancellationRequested();
                if (_position == _input!.ActiveCount)
                {
                    NextBlock();
                    continue;
                }
                var passed = NextPairs();
                if (_givesPairs && passed.Count > 0)
                {
                    _pairs.Selection = passed;
                    return _pairs;
                }
            }
            if (!_rest)
            {
                return null;
            }
            _rest = false;
            return _node.Kind switch
            {
                PhysicalJoinKind.LeftOuter or PhysicalJoinKind.FullOuter => UnmatchedLeft(),
                PhysicalJoinKind.LeftSemi => Filtered(1),
                PhysicalJoinKind.LeftAnti => Filtered(0),
                PhysicalJoinKind.ExistenceMark => Marked(),
                _ => null,
            };
        }

        private void NextBlock()
        {
            _hasBlock = _right.Next();
            _position = 0;
            _nextRight = 0;
        }

        /// <summary>Tries a batch of pairs and gives the positions of those that match.</summary>
        private Selection NextPairs()
        {
            var input = _input!;
            _leftRows.Reserve(_worker.BatchSize);
            _rightRows.Reserve(_worker.BatchSize);
            int firstPosition = _position;
            int firstRight = _nextRight;
            bool onePerRow = _right.Count == 1 && firstRight == 0;
            int limit = onePerRow ? input.ActiveCount : _worker.BatchSize;
            if (onePerRow)
            {
                // The one right row is a constant beside the left columns as they are.
                input.Columns.CopyTo(_pairs.Columns, 0);
                for (int i = 0; i < _right.Columns.Length; i++)
                {
                    var constant = Column.Alias(_right.Columns[i].Type, _right.Columns[i]);
                    constant.Shape = ColumnShape.Constant;
                    _pairs.Columns[_leftWidth + i] = constant;
                }
                _pairs.RowCount = input.RowCount;
                _pairs.Selection = input.Selection;
                _position = input.ActiveCount;
            }
            else
            {
                while (_position < input.ActiveCount && _leftRows.Count < limit)
                {
                    int row = input.Selection[_position];
                    int take = Math.Min(_right.Count - _nextRight, limit - _leftRows.Count);
                    for (int i = 0; i < take; i++)
                    {
                        _leftRows.Add(row);
                        _rightRows.Add(_nextRight + i);
                    }
                    _nextRight += take;
                    if (_nextRight == _right.Count)
                    {
                        _nextRight = 0;
                        _position++;
                    }
                }
                int count = _leftRows.Count;
                _leftViews.Show(input.Columns, _leftRows.Rows, count, _pairs.Columns);
                _rightViews.Show(_right.Columns, _rightRows.Rows, count, _pairs.Columns.AsSpan(_leftWidth));
                _pairs.SetAll(count);
            }
            _pairs.Partition = input.Partition;
            return Match(firstPosition, firstRight, onePerRow);
        }

        private Selection Match(int firstPosition, int firstRight, bool onePerRow)
        {
            var pairs = _pairs.Selection;
            var passed = pairs;
            Column? truth = null;
            if (_condition is not null)
            {
                truth = _condition.Evaluate(_pairs, pairs);
                _passed.Reserve(pairs.Count);
                passed = new Selection(_passed.Rows, SelectionWriter.WriteTrue(truth, pairs, _passed.Rows));
            }
            if (_node.Kind is PhysicalJoinKind.Inner)
            {
                return passed;
            }
            // Walk the pairs beside those that passed, to note the matches of both sides.
            int at = 0;
            int position = firstPosition;
            int rightRow = firstRight;
            bool noteUnknown = _node.NullAware && truth is not null;
            for (int i = 0; i < pairs.Count; i++)
            {
                int pair = pairs[i];
                if (at < passed.Count && passed[at] == pair)
                {
                    _matched[position] = 1;
                    _rightSide.Matched[_right.First + rightRow] = 1;
                    at++;
                }
                else if (noteUnknown && _matched[position] == 0 && truth!.IsNull(pair))
                {
                    _matched[position] = UnknownMatches.Unknown;
                }
                if (onePerRow || ++rightRow == _right.Count)
                {
                    rightRow = 0;
                    position++;
                }
            }
            return passed;
        }

        private Batch? UnmatchedLeft()
        {
            var input = _input!;
            _leftRows.Reserve(input.ActiveCount);
            _rightRows.Reserve(input.ActiveCount);
            for (int i = 0; i < input.ActiveCount; i++)
            {
                if (_matched[i] != 1)
                {
                    _leftRows.Add(input.Selection[i]);
                    _rightRows.Add(IndexedColumns.Missing);
                }
            }
            if (_leftRows.Count == 0)
            {
                return null;
            }
            _leftViews.Show(input.Columns, _leftRows.Rows, _leftRows.Count, _pairs.Columns);
            _rightViews.Show(_right.Columns, _rightRows.Rows, _leftRows.Count, _pairs.Columns.AsSpan(_leftWidth));
            _pairs.SetAll(_leftRows.Count);
            return _pairs;
        }

        private Batch? Filtered(byte wanted)
        {
            var input = _input!;
            _leftRows.Reserve(input.ActiveCount);
            for (int i = 0; i < input.ActiveCount; i++)
            {
                if (_matched[i] == wanted)
                {
                    _leftRows.Add(input.Selection[i]);
                }
            }
            return _leftRows.Count == 0 ? null : new Batch(input.Columns) { RowCount = input.RowCount, Selection = _leftRows.Selection, Partition = input.Partition };
        }

        private Batch Marked()
        {
            var input = _input!;
            _mark!.Reset();
            _mark.EnsureCapacity(input.Selection.Extent, 0);
            for (int i = 0; i < input.ActiveCount; i++)
            {
                int row = input.Selection[i];
                _mark.Data<byte>()[row] = (byte)(_matched[i] & 1);
                if (_matched[i] == UnknownMatches.Unknown)
                {
                    _mark.SetNull(row);
                }
            }
            return new Batch([.. input.Columns, _mark]) { RowCount = input.RowCount, Selection = input.Selection, Partition = input.Partition };
        }
    }
}

/// <summary>Gives the right rows of a right or full outer nested-loop join that matched nothing, after all pairs.</summary>
internal sealed class UnmatchedRightSource(NestedLoopJoinNode node, NestedLoopRight right) : Source
{
    public override int UnitCount => 1;
    public override long EstimatedRows => right.RowCount;
    public override SourceState CreateState(WorkerContext worker) => new State(node, right, worker);

    private sealed unsafe class State(NestedLoopJoinNode node, NestedLoopRight right, WorkerContext worker) : SourceState
    {
        private readonly IndexedColumns _views = new([.. node.Right.Output.Fields.Select(static f => f.Type)], worker.Memory);
        private readonly SelectionBuffer _rows = new(worker.Evaluation);
        private readonly Batch _batch = new([.. node.Left.Output.Fields.Select(f => NullColumn(f.Type, worker)), .. new Column[node.Right.Output.Fields.Length]]);
        private readonly NestedLoopBlocks _blocks = new(right, worker);
        private int _next;

        public override void Open(int unit)
        {
            _blocks.Restart();
            _next = 0;
        }

        public override SourceStatus Next(out Batch? batch)
        {
            _rows.Reserve(worker.BatchSize);
            while (_rows.Count == 0)
            {
                worker.Query.Cancellation.ThrowIfCancellationRequested();
                if (_next == _blocks.Count)
                {
                    if (!_blocks.Next())
                    {
                        batch = null;
                        return SourceStatus.UnitEnd;
                    }
                    _next = 0;
                }
                for (; _next < _blocks.Count && _rows.Count < worker.BatchSize; _next++)
                {
                    if (right.Matched[_blocks.First + _next] == 0)
                    {
                        _rows.Add(_next);
                    }
                }
            }
            _views.Show(_blocks.Columns, _rows.Rows, _rows.Count, _batch.Columns.AsSpan(node.Left.Output.Fields.Length));
            _batch.SetAll(_rows.Count);
            batch = _batch;
            return SourceStatus.Batch;
        }

        private static Column NullColumn(DataType type, WorkerContext worker)
        {
            var column = Column.Create(type, 1, worker.Memory);
            ValueCodec.SetNull(column, 0);
            column.Shape = ColumnShape.Constant;
            return column;
        }
    }
}
