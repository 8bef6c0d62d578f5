using Gateway.Compute.Evaluation;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Operators;

/// <summary>Keeps rows at random, partition by partition, drawing from the generator that Spark seeds with seed + partition. Keeps order.</summary>
internal sealed class SampleOperator(SampleNode node) : Operator
{
    public override bool ByPartition => true;

    public override OperatorState CreateState(WorkerContext worker) => new State(node, worker);

    private sealed unsafe class State(SampleNode node, WorkerContext worker) : OneToOneState
    {
        private readonly SelectionBuffer _rows = new(worker.Evaluation);
        private readonly IndexedColumns _views = new([.. node.Output.Fields.Select(static f => f.Type)], worker.Memory);
        private XorShiftRandom? _random;
        private PoissonDraws? _copies;
        private int _partition = -1;
        private Batch? _output;

        protected override Batch? Execute(Batch input)
        {
            if (_partition != input.Partition)
            {
                _partition = input.Partition;
                long seed = unchecked(node.Seed + _partition);
                _random = node.WithReplacement ? null : new XorShiftRandom(seed);
                _copies = node.WithReplacement ? new PoissonDraws(node.UpperBound - node.LowerBound, PartitionSeeds.Of(node.Seed, _partition)) : null;
            }
            return node.WithReplacement ? Repeat(input) : Keep(input);
        }

        private Batch? Keep(Batch input)
        {
            _rows.Reserve(input.ActiveCount);
            for (int i = 0; i < input.ActiveCount; i++)
            {
                double drawn = _random!.NextDouble();
                if (drawn >= node.LowerBound && drawn < node.UpperBound)
                {
                    _rows.Add(input.Selection[i]);
                }
            }
            if (_rows.Count == 0)
            {
                return null;
            }
            var output = new Batch(input.Columns) { RowCount = input.RowCount, Selection = _rows.Selection, Partition = input.Partition };
            return output;
        }

        private Batch? Repeat(Batch input)
        {
            List<int> rows = [];
            for (int i = 0; i < input.ActiveCount; i++)
            {
                for (int copies = _copies!.Next(); copies > 0; copies--)
                {
                    rows.Add(input.Selection[i]);
                }
            }
            if (rows.Count == 0)
            {
                return null;
            }
            _rows.Reserve(rows.Count);
            foreach (int row in rows)
            {
                _rows.Add(row);
            }
            _output ??= new Batch(new Column[input.Columns.Length]);
            _views.Show(input.Columns, _rows.Rows, rows.Count, _output.Columns);
            _output.SetAll(rows.Count);
            _output.Partition = input.Partition;
            return _output;
        }
    }
}
