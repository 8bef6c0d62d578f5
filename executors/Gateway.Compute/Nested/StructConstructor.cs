using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Shows argument columns as the fields of a struct; nothing is copied.</summary>
internal sealed class StructConstructorEvaluator : Evaluator
{
    private readonly Evaluator[] _values;
    private readonly Column _template;
    private readonly Column _view;

    /// <param name="values">Evaluators of the field values, in order.</param>
    public StructConstructorEvaluator(BoundCall site, Evaluator[] values) : base(site.ResultType)
    {
        _values = values;
        _template = Column.Create(site.ResultType, 1, site.Context.Memory);
        _view = Column.Alias(site.ResultType, _template);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var fields = new Column[_values.Length];
        bool constant = true;
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = _values[i].Evaluate(batch, selection);
            constant &= fields[i].Shape == ColumnShape.Constant;
        }
        _view.Shape = constant ? ColumnShape.Constant : ColumnShape.Flat;
        _view.ShowChildren(fields);
        return _view;
    }
}
