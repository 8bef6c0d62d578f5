using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Windows;

/// <summary>Evaluates the order of a window's rows and finds where peers, the rows with the same order values, begin. Belongs to one worker.</summary>
internal sealed unsafe class PeerFinder(WindowNode node, WorkerContext worker)
{
    private readonly Evaluator[] _orderBy = [.. node.OrderBy.Select(order => EvaluatorCompiler.Compile(order.Child, worker.Evaluation))];
    private readonly Column[] _columns = new Column[node.OrderBy.Length];
    private byte* _changes;
    private int _capacity;

    /// <summary>Gives the order values of the first rows; valid until the next call.</summary>
    public Column[] Evaluate(Column[] rows, int count)
    {
        var batch = new Batch(rows);
        batch.SetAll(count);
        for (int i = 0; i < _orderBy.Length; i++)
        {
            _columns[i] = _orderBy[i].Evaluate(batch, batch.Selection);
        }
        return _columns;
    }

    /// <summary>Finds, in the rows that were evaluated last, the last one that is no peer of the one before it; 0 when all are peers.</summary>
    public int LastStart(int count)
    {
        if (count > _capacity)
        {
            worker.Memory.Free(_changes);
            _capacity = count;
            _changes = worker.Memory.Allocate((nuint)count);
        }
        new Span<byte>(_changes, count).Clear();
        foreach (var column in _columns)
        {
            RowChanges.Mark(column, Selection.All(count), _changes);
        }
        return Math.Max(0, new ReadOnlySpan<byte>(_changes, count).LastIndexOf((byte)1));
    }
}
