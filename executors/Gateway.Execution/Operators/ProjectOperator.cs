using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Operators;

/// <summary>Computes the output columns of each batch; the selection stays. Keeps order.</summary>
internal sealed class ProjectOperator(ImmutableArray<Expression> items) : Operator
{
    public override bool ByPartition => items.Any(static item => !item.Deterministic);

    public override OperatorState CreateState(WorkerContext worker) => new State([.. items.Select(item => EvaluatorCompiler.Compile(item, worker.Evaluation))]);

    private sealed class State(Evaluator[] evaluators) : OneToOneState
    {
        private readonly Batch _output = new(new Column[evaluators.Length]);

        protected override Batch? Execute(Batch input)
        {
            for (int i = 0; i < evaluators.Length; i++)
            {
                _output.Columns[i] = evaluators[i].Evaluate(input, input.Selection);
            }
            _output.RowCount = input.RowCount;
            _output.Selection = input.Selection;
            _output.Partition = input.Partition;
            _output.FirstRow = input.FirstRow;
            return _output;
        }
    }
}
