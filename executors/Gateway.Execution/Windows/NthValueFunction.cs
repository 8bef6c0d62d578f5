using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>Reads the n-th value of the frame from its start or end (nth_value, first, last), perhaps counting only values that are not NULL.</summary>
internal sealed unsafe class NthValueFunction(Expression value, long n, bool fromEnd, bool ignoreNulls, FrameBounds frame, WorkerContext worker) : WindowFunction
{
    private readonly Evaluator _value = EvaluatorCompiler.Compile(value, worker.Evaluation);
    private readonly IndexedColumns _view = new([value.Type], worker.Memory);
    private readonly Column[] _shown = new Column[1];
    private readonly SelectionBuffer _sources = new(worker.Evaluation);
    private readonly SelectionBuffer _valid = new(worker.Evaluation);
    private readonly Column _observed = Column.Create(value.Type, 1, worker.Memory);
    private readonly SelectionBuffer _repeated = new(worker.Evaluation);
    private int[] _validBefore = [];

    /// <summary>How many rows that count were seen of the stored partition, and where the wanted one is; negative before it came.</summary>
    private long _seen;
    private long _observedAt;

    public override PartitionNeeds? Needs =>
        frame.IsWhole || (frame.Cuts != PartitionCuts.Nowhere && !fromEnd) ? new PartitionNeeds { Observes = true, WholePeers = frame.Cuts == PartitionCuts.BetweenPeers }
        : frame.IsBounded ? frame.BoundedNeeds
        : frame.Cuts != PartitionCuts.Nowhere && !ignoreNulls ? new PartitionNeeds { WholePeers = frame.Cuts == PartitionCuts.BetweenPeers }
        : null;

    /// <summary>Looks for the n-th row of the stored partition, from its start or end, that counts.</summary>
    public override void Observe(WindowChunk chunk)
    {
        if (!chunk.Continues)
        {
            _seen = 0;
            _observedAt = -1;
            _observed.Reset();
        }
        var values = _value.Evaluate(chunk.Batch, Selection.All(chunk.Count));
        if (ignoreNulls)
        {
            CountValid(values, chunk.Count);
        }
        int count = ignoreNulls ? _valid.Count : chunk.Count;
        // From the end only the last one is asked for.
        long wanted = fromEnd ? count - 1 : n - 1 - _seen;
        if (wanted >= 0 && wanted < count && (fromEnd || _observedAt < 0))
        {
            int row = ignoreNulls ? _valid.Rows[wanted] : (int)wanted;
            _observedAt = chunk.StoredBefore + row;
            _observed.Reset();
            ColumnCopy.Append(values, chunk.Rows(row, row + 1), _observed, 0);
        }
        _seen += count;
    }

    public override Column Compute(WindowChunk chunk)
    {
        if (chunk.StoredRows is not null && Needs is { Observes: true })
        {
            return Repeated(chunk);
        }
        var values = _value.Evaluate(chunk.Batch, Selection.All(chunk.Count));
        frame.Compute(chunk);
        _sources.Reserve(chunk.Count);
        bool counts = ignoreNulls && (values.HasNulls || values.Physical == PhysicalType.Null);
        if (counts)
        {
            CountValid(values, chunk.Count);
        }
        for (int row = 0; row < chunk.Count; row++)
        {
            long first = frame.Lower[row];
            long end = frame.Upper[row];
            if (counts)
            {
                first = _validBefore[first];
                end = _validBefore[Math.Max(end, frame.Lower[row])];
            }
            long source = fromEnd ? end - n : first + n - 1;
            bool exists = source >= first && source < end;
            _sources.Add(!exists ? IndexedColumns.Missing : counts ? _valid.Rows[source] : (int)source);
        }
        _view.Show([values], _sources.Rows, chunk.Count, _shown);
        return _shown[0];
    }

    /// <summary>Shows the value that was found in every row whose frame has it.</summary>
    private Column Repeated(WindowChunk chunk)
    {
        frame.Compute(chunk);
        _repeated.Reserve(chunk.Count);
        for (int row = 0; row < chunk.Count; row++)
        {
            bool reached = _observedAt >= 0 && (frame.IsWhole || chunk.StoredBefore + frame.Upper[row] > _observedAt);
            _repeated.Add(reached ? 0 : IndexedColumns.Missing);
        }
        _view.Show([_observed], _repeated.Rows, chunk.Count, _shown);
        return _shown[0];
    }

    /// <summary>Lists the rows with a value, and for each row how many of them come before it.</summary>
    private void CountValid(Column values, int count)
    {
        if (_validBefore.Length <= count)
        {
            _validBefore = new int[count * 3 / 2 + 1];
        }
        _valid.Reserve(count);
        for (int row = 0; row < count; row++)
        {
            _validBefore[row] = _valid.Count;
            if (!values.IsNull(row))
            {
                _valid.Add(row);
            }
        }
        _validBefore[count] = _valid.Count;
    }
}
