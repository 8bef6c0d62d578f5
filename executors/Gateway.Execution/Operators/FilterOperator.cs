using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

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
    private readonly Evaluator[] _conjuncts;
    private readonly SelectionBuffer _rows;

    public ConjunctionFilter(Expression condition, EvaluationContext context)
    {
        _conjuncts = [.. Split(condition).Select(conjunct => EvaluatorCompiler.Compile(conjunct, context))];
        _rows = new SelectionBuffer(context);
    }

    /// <summary>Gives the rows of the selection that pass, valid until the next call.</summary>
    public Selection Apply(Batch batch, Selection selection)
    {
        var rows = selection;
        _rows.Reserve(selection.Count);
        foreach (var conjunct in _conjuncts)
        {
            var truth = conjunct.Evaluate(batch, rows);
            int count = SelectionWriter.WriteTrue(truth, rows, _rows.Rows);
            if (count == 0)
            {
                return Selection.All(0);
            }
            if (count < rows.Count)
            {
                rows = new Selection(_rows.Rows, count);
            }
        }
        return rows;
    }

    private static IEnumerable<Expression> Split(Expression condition) =>
        condition is FunctionCall { Function.Name: "and", Arguments.Length: 2 } and ? Split(and.Arguments[0]).Concat(Split(and.Arguments[1])) : [condition];
}
