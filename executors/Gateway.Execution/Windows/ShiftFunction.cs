using Gateway.Compute.Evaluation;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>Reads the value some rows before or behind (lag, lead); where there is no such row, a default computed for the current row.</summary>
internal sealed unsafe class ShiftFunction : WindowFunction
{
    private readonly Evaluator _value;
    private readonly Evaluator? _default;
    private readonly long _offset;
    private readonly bool _ignoreNulls;
    private readonly IndexedColumns _view;
    private readonly Column[] _shown = new Column[1];
    private readonly SelectionBuffer _sources;
    private readonly SelectionBuffer _present;
    private readonly SelectionBuffer _missing;
    private readonly Column _result;

    public ShiftFunction(FunctionCall call, bool ahead, bool ignoreNulls, WorkerContext worker)
    {
        _value = EvaluatorCompiler.Compile(call.Arguments[0], worker.Evaluation);
        object? offset = call.Arguments.Length > 1 ? ConstantFolding.Evaluate(call.Arguments[1], worker.Query.Settings).Value : 1;
        long distance = Convert.ToInt64(offset, System.Globalization.CultureInfo.InvariantCulture);
        _offset = ahead ? distance : -distance;
        _ignoreNulls = ignoreNulls;
        if (call.Arguments.Length > 2 && call.Arguments[2] is not Compute.Expressions.Literal { Value: null })
        {
            _default = EvaluatorCompiler.Compile(call.Arguments[2], worker.Evaluation);
        }
        _view = new IndexedColumns([call.Type], worker.Memory);
        _sources = new SelectionBuffer(worker.Evaluation);
        _present = new SelectionBuffer(worker.Evaluation);
        _missing = new SelectionBuffer(worker.Evaluation);
        _result = Column.Create(call.Type, worker.BatchSize, worker.Memory);
    }

    public override PartitionNeeds? Needs => _ignoreNulls ? null : new PartitionNeeds { Before = Math.Max(0, -_offset), After = Math.Max(0, _offset) };

    public override Column Compute(WindowChunk chunk)
    {
        var all = Selection.All(chunk.Count);
        var values = _value.Evaluate(chunk.Batch, all);
        _sources.Reserve(chunk.Count);
        for (int row = 0; row < chunk.Count; row++)
        {
            _sources.Add(Source(chunk, values, row));
        }
        if (_default is null)
        {
            _view.Show([values], _sources.Rows, chunk.Count, _shown);
            return _shown[0];
        }
        _present.Reserve(chunk.Count);
        _missing.Reserve(chunk.Count);
        for (int row = 0; row < chunk.Count; row++)
        {
            if (_sources.Rows[row] == IndexedColumns.Missing)
            {
                _missing.Add(row);
            }
            else
            {
                _present.Add(row);
            }
        }
        _view.Show([values], _sources.Rows, chunk.Count, _shown);
        _result.Reset();
        _result.EnsureCapacity(chunk.Count, 0);
        ColumnCopy.Scatter(_shown[0], _present.Selection, _result);
        if (_missing.Count > 0)
        {
            ColumnCopy.Scatter(_default.Evaluate(chunk.Batch, _missing.Selection), _missing.Selection, _result);
        }
        return _result;
    }

    private int Source(WindowChunk chunk, Column values, int row)
    {
        int start = chunk.PartitionStart[row];
        int end = chunk.PartitionEnd[row];
        if (!_ignoreNulls || _offset == 0)
        {
            long source = row + _offset;
            return source >= start && source < end ? (int)source : IndexedColumns.Missing;
        }
        long left = Math.Abs(_offset);
        int step = Math.Sign(_offset);
        for (int at = row + step; at >= start && at < end; at += step)
        {
            if (!values.IsNull(at) && --left == 0)
            {
                return at;
            }
        }
        return IndexedColumns.Missing;
    }
}
