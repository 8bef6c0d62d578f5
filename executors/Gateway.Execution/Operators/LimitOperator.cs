using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Operators;

/// <summary>Skips rows, then passes on a number of them, in order.</summary>
internal sealed class LimitOperator(long? limit, long offset) : Operator
{
    /// <summary>Counts are shared by all pipelines the operator is part of; they run one after another.</summary>
    private long _toSkip = offset;
    private long _left = limit ?? long.MaxValue;

    public override bool Sequential => true;

    public override OperatorState CreateState(WorkerContext worker) => new State(this);

    private sealed unsafe class State(LimitOperator shared) : OneToOneState
    {
        private Batch? _output;
        private Column[]? _columns;

        public override bool IsSatisfied => shared._left == 0;

        protected override Batch? Execute(Batch input)
        {
            int skip = (int)Math.Min(shared._toSkip, input.ActiveCount);
            shared._toSkip -= skip;
            int take = (int)Math.Min(shared._left, input.ActiveCount - skip);
            shared._left -= take;
            if (take == 0)
            {
                return null;
            }
            if (take == input.ActiveCount)
            {
                return input;
            }
            if (!ReferenceEquals(_columns, input.Columns))
            {
                _columns = input.Columns;
                _output = new Batch(_columns);
            }
            _output!.RowCount = input.RowCount;
            _output.Partition = input.Partition;
            _output.FirstRow = input.FirstRow;
            _output.Selection = Slice(input.Selection, skip, take);
            return _output;
        }

        private Selection Slice(Selection rows, int skip, int take)
        {
            if (!rows.IsAll)
            {
                return new Selection(rows.Rows + skip, take);
            }
            if (skip == 0)
            {
                return Selection.All(take);
            }
            if (_rows.Length < take)
            {
                _rows = GC.AllocateUninitializedArray<int>(take, pinned: true);
            }
            for (int i = 0; i < take; i++)
            {
                _rows[i] = skip + i;
            }
            // SAFETY: the array is pinned and lives as long as this state.
            return new Selection((int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _rows[0]), take);
        }

        private int[] _rows = [];
    }
}
