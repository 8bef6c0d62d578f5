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
    private int[] _validBefore = [];

    public override Column Compute(WindowChunk chunk)
    {
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
