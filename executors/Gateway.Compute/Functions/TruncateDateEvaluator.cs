using Gateway.Compute.Evaluation;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Cuts dates to units. The unit is looked at first: where it is NULL or none for dates, the date is not evaluated and the result is NULL.</summary>
internal sealed unsafe class TruncateDateEvaluator(BoundCall site) : Evaluator(site.ResultType)
{
    private readonly Evaluator _date = site.Arguments[0];
    private readonly Evaluator _unit = site.Arguments[1];
    private readonly Column _result = Column.Create(site.ResultType, Math.Max(1, site.Context.BatchSize), site.Context.Memory);
    private readonly SelectionBuffer _open = new(site.Context);

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var units = _unit.Evaluate(batch, selection);
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        _open.Reserve(selection.Count);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (TryUnit(units, row, out _))
            {
                _open.Add(row);
            }
            else
            {
                _result.SetNull(row);
            }
        }
        if (_open.Count == 0)
        {
            return _result;
        }
        var rows = _open.Selection;
        var dates = _date.Evaluate(batch, rows);
        var values = _result.Data<int>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (dates.IsNull(row))
            {
                _result.SetNull(row);
                continue;
            }
            TryUnit(units, row, out var unit);
            Truncation.TryTruncateDate(dates.Read<int>()[row], unit, out values[row]);
        }
        return _result;
    }

    private static bool TryUnit(Column units, int row, out DateTimeUnit unit)
    {
        unit = default;
        return !units.IsNull(row) && Truncation.TryParseUnit(StringView.Span(ref units.Read<StringView>()[row]), out unit) && unit >= DateTimeUnit.Week;
    }
}
