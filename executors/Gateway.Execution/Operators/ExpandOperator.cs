using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Operators;

/// <summary>Gives each batch once a projection list.</summary>
internal sealed class ExpandOperator(ImmutableArray<ImmutableArray<Expression>> projections) : Operator
{
    public override bool ByPartition => projections.Any(static list => list.Any(static item => !item.Deterministic));

    public override OperatorState CreateState(WorkerContext worker) =>
        new State([.. projections.Select(list => list.Select(item => EvaluatorCompiler.Compile(item, worker.Evaluation)).ToArray())]);

    private sealed class State(Evaluator[][] projections) : OperatorState
    {
        private readonly Batch _output = new(new Column[projections.Length == 0 ? 0 : projections[0].Length]);
        private Batch? _input;
        private int _next;

        public override void Push(Batch input)
        {
            _input = input;
            _next = 0;
        }

        public override Batch? Pull()
        {
            if (_next == projections.Length)
            {
                return null;
            }
            var evaluators = projections[_next++];
            for (int i = 0; i < evaluators.Length; i++)
            {
                _output.Columns[i] = evaluators[i].Evaluate(_input!, _input!.Selection);
            }
            _output.RowCount = _input!.RowCount;
            _output.Selection = _input.Selection;
            _output.Partition = _input.Partition;
            return _output;
        }
    }
}
