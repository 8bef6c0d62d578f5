using Gateway.Compute.Expressions;
using Gateway.Core.Columns;

namespace Gateway.Compute.Evaluation;

/// <summary>Evaluates CASE branch by branch: each condition and value sees only the rows that reach it.</summary>
internal sealed unsafe class CaseWhenEvaluator : Evaluator
{
    private readonly (Evaluator Condition, Evaluator Value)[] _branches;
    private readonly Evaluator? _else;
    private readonly Column _result;
    private readonly SelectionBuffer _remaining;
    private readonly SelectionBuffer _taken;
    private readonly SelectionBuffer _next;

    public CaseWhenEvaluator(CaseWhen expression, (Evaluator Condition, Evaluator Value)[] branches, Evaluator? otherwise, EvaluationContext context)
        : base(expression.Type)
    {
        _branches = branches;
        _else = otherwise;
        _result = Column.Create(expression.Type, context.BatchSize, context.Memory);
        _remaining = new SelectionBuffer(context);
        _taken = new SelectionBuffer(context);
        _next = new SelectionBuffer(context);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        var current = _remaining;
        var spare = _next;
        var rows = selection;
        foreach (var (condition, value) in _branches)
        {
            if (rows.Count == 0)
            {
                break;
            }
            var truth = condition.Evaluate(batch, rows);
            current.Reserve(rows.Count);
            _taken.Reserve(rows.Count);
            Split(truth, rows, _taken, current);
            if (_taken.Count > 0)
            {
                ColumnCopy.Scatter(value.Evaluate(batch, _taken.Selection), _taken.Selection, _result);
            }
            rows = current.Selection;
            (current, spare) = (spare, current);
        }
        if (rows.Count > 0)
        {
            if (_else is null)
            {
                for (int i = 0; i < rows.Count; i++)
                {
                    if (_result.Physical != Core.Types.PhysicalType.Null)
                    {
                        _result.SetNull(rows[i]);
                    }
                }
            }
            else
            {
                ColumnCopy.Scatter(_else.Evaluate(batch, rows), rows, _result);
            }
        }
        return _result;
    }

    private static void Split(Column truth, Selection rows, SelectionBuffer whenTrue, SelectionBuffer otherwise)
    {
        whenTrue.Count = 0;
        otherwise.Count = 0;
        if (truth.Physical == Core.Types.PhysicalType.Null)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                otherwise.Add(rows[i]);
            }
            return;
        }
        var reader = truth.Read<byte>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (reader[row] != 0 && reader.IsValid(row))
            {
                whenTrue.Add(row);
            }
            else
            {
                otherwise.Add(row);
            }
        }
    }
}

/// <summary>A reusable list of row numbers in native memory.</summary>
public sealed unsafe class SelectionBuffer(EvaluationContext context)
{
    private int* _rows;
    private int _capacity;

    public int Count { get; set; }

    public int* Rows => _rows;

    public Selection Selection => new(_rows, Count);

    /// <summary>Makes room; content may be lost.</summary>
    public void Reserve(int capacity)
    {
        if (capacity > _capacity)
        {
            context.Memory.Free((byte*)_rows);
            _capacity = Math.Max(capacity, context.BatchSize);
            _rows = (int*)context.Memory.Allocate((nuint)_capacity * sizeof(int) + 64);
        }
        Count = 0;
    }

    public void Add(int row) => _rows[Count++] = row;
}
