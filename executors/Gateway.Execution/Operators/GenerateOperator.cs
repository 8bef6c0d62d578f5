using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Generators;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Operators;

/// <summary>Repeats each row with what a generator makes of it. Keeps order.</summary>
internal sealed class GenerateOperator(GenerateNode node) : Operator
{
    public override OperatorState CreateState(WorkerContext worker) => new State(node, worker);

    private sealed unsafe class State : OperatorState
    {
        /// <summary>What a call of the generator should make at most: large arrays are taken a few rows at a time.</summary>
        private const int ElementsPerCall = 1 << 18;
        private const int FirstRows = 16;

        private readonly GenerateNode _node;
        private readonly WorkerContext _worker;
        private readonly Generator _generator;
        private readonly IndexedColumns _kept;
        private readonly IndexedColumns _generatedViews;
        private readonly Column[] _keptColumns;
        private readonly Batch _output;
        private readonly SelectionBuffer _inputRows;
        private readonly SelectionBuffer _elements;
        private readonly SelectionBuffer _calledRows;
        private int[] _counts = [];
        private Column[] _generated = [];
        private Batch? _input;
        private int _rowsPerCall = FirstRows;
        private int _called;
        private int _position;
        private int _ofRow;
        private int _nextElement;

        public State(GenerateNode node, WorkerContext worker)
        {
            _node = node;
            _worker = worker;
            var call = node.Generator;
            Evaluator[] arguments = [.. call.Arguments.Select(argument => EvaluatorCompiler.Compile(argument, worker.Evaluation))];
            _generator = call.Function.Generator!(new BoundCall(call, arguments, worker.Evaluation, new Dictionary<int, LambdaEvaluator>()));
            DataType[] keptTypes = [.. node.KeptColumns.Select(ordinal => node.Input.Output.Fields[ordinal].Type)];
            _kept = new IndexedColumns(keptTypes, worker.Memory);
            _generatedViews = new IndexedColumns([.. node.GeneratedFields.Fields.Select(static f => f.Type)], worker.Memory);
            _keptColumns = new Column[keptTypes.Length];
            _output = new Batch(new Column[keptTypes.Length + node.GeneratedFields.Fields.Length]);
            _inputRows = new SelectionBuffer(worker.Evaluation);
            _elements = new SelectionBuffer(worker.Evaluation);
            _calledRows = new SelectionBuffer(worker.Evaluation);
        }

        public override void Push(Batch input)
        {
            _input = input;
            if (_counts.Length < input.ActiveCount)
            {
                _counts = new int[Math.Max(input.ActiveCount, _worker.BatchSize)];
            }
            for (int i = 0; i < _keptColumns.Length; i++)
            {
                _keptColumns[i] = input.Columns[_node.KeptColumns[i]];
            }
            _position = 0;
            _called = 0;
            _ofRow = 0;
        }

        public override Batch? Pull()
        {
            var input = _input!;
            do
            {
                if (_position == _called)
                {
                    if (_called == input.ActiveCount)
                    {
                        return null;
                    }
                    Generate(input);
                }
                Fill(input);
            }
            while (_inputRows.Count == 0);
            int rows = _inputRows.Count;
            _kept.Show(_keptColumns, _inputRows.Rows, rows, _output.Columns);
            _generatedViews.Show(_generated, _elements.Rows, rows, _output.Columns.AsSpan(_keptColumns.Length));
            _output.SetAll(rows);
            _output.Partition = input.Partition;
            return _output;
        }

        /// <summary>Calls the generator with as many of the next rows as make batches worth their while and no flood.</summary>
        private void Generate(Batch input)
        {
            _worker.Query.Cancellation.ThrowIfCancellationRequested();
            int rows = Math.Min(_rowsPerCall, input.ActiveCount - _called);
            if (rows == input.ActiveCount)
            {
                _generated = _generator.Generate(input, input.Selection, _counts);
            }
            else
            {
                _calledRows.Reserve(rows);
                for (int i = 0; i < rows; i++)
                {
                    _calledRows.Add(input.Selection[_called + i]);
                }
                _generated = _generator.Generate(input, _calledRows.Selection, _counts.AsSpan(_called));
            }
            long elements = 0;
            foreach (int count in _counts.AsSpan(_called, rows))
            {
                elements += count;
            }
            _called += rows;
            _nextElement = 0;
            if (elements > ElementsPerCall)
            {
                _rowsPerCall = (int)Math.Max(1, (long)rows * ElementsPerCall / elements);
            }
            else if (elements < ElementsPerCall / 8)
            {
                _rowsPerCall = Math.Max(_rowsPerCall, (int)Math.Min(rows * 8L, int.MaxValue));
            }
        }

        private void Fill(Batch input)
        {
            _inputRows.Reserve(_worker.BatchSize);
            _elements.Reserve(_worker.BatchSize);
            while (_position < _called && _inputRows.Count < _worker.BatchSize)
            {
                int row = input.Selection[_position];
                int count = _counts[_position];
                if (count == 0 && _node.Outer)
                {
                    _inputRows.Add(row);
                    _elements.Add(IndexedColumns.Missing);
                    _position++;
                    continue;
                }
                int take = Math.Min(count - _ofRow, _worker.BatchSize - _inputRows.Count);
                for (int i = 0; i < take; i++)
                {
                    _inputRows.Add(row);
                    _elements.Add(_nextElement++);
                }
                _ofRow += take;
                if (_ofRow == count)
                {
                    _position++;
                    _ofRow = 0;
                }
            }
        }
    }
}
