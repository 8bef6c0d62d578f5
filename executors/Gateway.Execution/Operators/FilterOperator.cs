using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;
using Predicate = Gateway.Compute.Kernels.Predicate;

namespace Gateway.Execution.Operators;

/// <summary>Passes on the rows for which all conjuncts are true, each conjunct seeing only the rows that passed the ones before. Keeps order.</summary>
internal sealed class FilterOperator(Expression condition) : Operator
{
    public override bool ByPartition => !condition.Deterministic;

    public override OperatorState CreateState(WorkerContext worker) => new State(new ConjunctionFilter(condition, worker.Evaluation));

    private sealed class State(ConjunctionFilter filter) : OneToOneState
    {
        private Batch? _output;
        private Column[]? _columns;

        protected override Batch? Execute(Batch input)
        {
            var rows = filter.Apply(input, input.Selection);
            if (rows.Count == 0)
            {
                return null;
            }
            if (!ReferenceEquals(_columns, input.Columns))
            {
                _columns = input.Columns;
                _output = new Batch(_columns);
            }
            _output!.RowCount = input.RowCount;
            _output.Selection = rows;
            _output.Partition = input.Partition;
            _output.FirstRow = input.FirstRow;
            return _output;
        }
    }
}

/// <summary>Finds the rows for which a condition is true. Belongs to one worker.</summary>
internal sealed unsafe class ConjunctionFilter
{
    private readonly Predicate _predicate;
    private readonly SelectionBuffer _rows;

    public ConjunctionFilter(Expression condition, EvaluationContext context)
    {
        _predicate = Predicate.Compile(condition, context);
        _rows = new SelectionBuffer(context);
    }

    /// <summary>Gives the rows of the selection that pass, valid until the next call.</summary>
    public Selection Apply(Batch batch, Selection selection)
    {
        if (selection.Count == 0)
        {
            return selection;
        }
        _rows.Reserve(selection.Count);
        int count = _predicate.Select(batch, selection, _rows.Rows);
        return count == selection.Count ? selection : new Selection(_rows.Rows, count);
    }
}
