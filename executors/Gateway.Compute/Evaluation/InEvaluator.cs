using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Tests membership in a list item by item; later items see only the rows without a match.</summary>
internal sealed unsafe class InEvaluator : Evaluator
{
    private readonly Evaluator _value;
    private readonly Evaluator[] _list;
    private readonly Column _result;
    private readonly SelectionBuffer _open;

    public InEvaluator(In expression, Evaluator value, Evaluator[] list, EvaluationContext context) : base(expression.Type)
    {
        _value = value;
        _list = list;
        _result = Column.Create(BooleanType.Instance, context.BatchSize, context.Memory);
        _open = new SelectionBuffer(context);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var values = _value.Evaluate(batch, selection);
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        byte* truth = _result.Data<byte>();
        _open.Reserve(selection.Count);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            truth[row] = 0;
            if (_list.Length > 0 && values.IsNull(row))
            {
                _result.SetNull(row);
            }
            else
            {
                _open.Add(row);
            }
        }
        foreach (var item in _list)
        {
            if (_open.Count == 0)
            {
                break;
            }
            Match(values, item.Evaluate(batch, _open.Selection), truth);
        }
        return _result;
    }

    private void Match(Column values, Column candidates, byte* truth)
    {
        int kept = 0;
        bool anyNull = candidates.HasNulls || candidates.Physical == PhysicalType.Null;
        for (int i = 0; i < _open.Count; i++)
        {
            int row = _open.Rows[i];
            if (anyNull && candidates.IsNull(row))
            {
                _result.SetNull(row);
            }
            else if (ValueComparer.AreEqual(values, row, candidates, row))
            {
                truth[row] = 1;
                SetValid(row);
                continue;
            }
            _open.Rows[kept++] = row;
        }
        _open.Count = kept;
    }

    private void SetValid(int row)
    {
        if (_result.HasNulls)
        {
            _result.Validity[row >> 6] |= 1UL << (row & 63);
        }
    }
}
