using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Reads a struct field: the field's child column with the struct's nulls added.</summary>
internal sealed unsafe class StructFieldEvaluator : Evaluator
{
    private readonly Evaluator _child;
    private readonly int _ordinal;
    private readonly Column _result;

    public StructFieldEvaluator(GetStructField expression, Evaluator child, EvaluationContext context) : base(expression.Type)
    {
        _child = child;
        _ordinal = expression.Ordinal;
        _result = Column.Create(expression.Type, context.BatchSize, context.Memory);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var structure = _child.Evaluate(batch, selection);
        if (structure.Physical == PhysicalType.Null)
        {
            return structure;
        }
        var field = structure.Source.Children[_ordinal];
        if (structure.Shape == ColumnShape.Flat && !structure.HasNulls)
        {
            return field;
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        if (_result.Physical == PhysicalType.Null)
        {
            return _result;
        }
        int* one = stackalloc int[1];
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (structure.IsNull(row))
            {
                _result.SetNull(row);
                continue;
            }
            one[0] = structure.Slot(row);
            ColumnCopy.AppendShared(field, new Selection(one, 1), _result, row);
        }
        return _result;
    }
}

/// <summary>Reads one field of every struct in an array.</summary>
internal sealed unsafe class ArrayStructFieldsEvaluator : Evaluator
{
    private readonly Evaluator _child;
    private readonly int _ordinal;
    private readonly Column _result;

    public ArrayStructFieldsEvaluator(GetArrayStructFields expression, Evaluator child, EvaluationContext context) : base(expression.Type)
    {
        _child = child;
        _ordinal = expression.Ordinal;
        _result = Column.Create(expression.Type, context.BatchSize, context.Memory);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var arrays = _child.Evaluate(batch, selection);
        var spans = arrays.Read<ListSpan>();
        var structures = arrays.Source.Children[0];
        var field = structures.Source.Children[_ordinal];
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        var elements = _result.Children[0];
        int* one = stackalloc int[1];
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arrays.IsNull(row))
            {
                _result.SetNull(row);
                _result.Data<ListSpan>()[row] = default;
                continue;
            }
            var span = spans[row];
            int start = _result.AppendChildren(span.Length);
            _result.Data<ListSpan>()[row] = new ListSpan(start, span.Length);
            for (int element = 0; element < span.Length; element++)
            {
                if (structures.IsNull(span.Offset + element))
                {
                    elements.SetNull(start + element);
                    continue;
                }
                one[0] = structures.Slot(span.Offset + element);
                ColumnCopy.AppendShared(field, new Selection(one, 1), elements, start + element);
            }
        }
        return _result;
    }
}

/// <summary>Reads array elements by index.</summary>
internal sealed unsafe class ArrayItemEvaluator : Evaluator
{
    private readonly GetArrayItem _expression;
    private readonly Evaluator _child;
    private readonly Evaluator _index;
    private readonly Column _result;

    public ArrayItemEvaluator(GetArrayItem expression, Evaluator child, Evaluator index, EvaluationContext context) : base(expression.Type)
    {
        _expression = expression;
        _child = child;
        _index = index;
        _result = Column.Create(expression.Type, context.BatchSize, context.Memory);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var arrays = _child.Evaluate(batch, selection);
        var indices = _index.Evaluate(batch, selection);
        var spans = arrays.Read<ListSpan>();
        var elements = arrays.Source.Children[0];
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        int* one = stackalloc int[1];
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arrays.IsNull(row) || indices.IsNull(row))
            {
                SetNull(row);
                continue;
            }
            var span = spans[row];
            // Spark takes the low 32 bits of a BIGINT index.
            int index = indices.Physical switch
            {
                PhysicalType.Int8 => indices.Read<sbyte>()[row],
                PhysicalType.Int16 => indices.Read<short>()[row],
                PhysicalType.Int32 => indices.Read<int>()[row],
                _ => unchecked((int)indices.Read<long>()[row]),
            };
            if (index < 0 || index >= span.Length)
            {
                if (_expression.Mode == EvaluationMode.Ansi)
                {
                    throw new Core.Errors.QueryException("INVALID_ARRAY_INDEX", _expression.Origin,
                        ("indexValue", index.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                        ("arraySize", span.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                }
                SetNull(row);
                continue;
            }
            one[0] = span.Offset + index;
            ColumnCopy.AppendShared(elements, new Selection(one, 1), _result, row);
        }
        return _result;
    }

    private void SetNull(int row)
    {
        if (_result.Physical != PhysicalType.Null)
        {
            _result.SetNull(row);
        }
    }
}

/// <summary>Looks keys up in maps, first match wins.</summary>
internal sealed unsafe class MapValueEvaluator : Evaluator
{
    private readonly Evaluator _child;
    private readonly Evaluator _key;
    private readonly Column _result;

    public MapValueEvaluator(GetMapValue expression, Evaluator child, Evaluator key, EvaluationContext context) : base(expression.Type)
    {
        _child = child;
        _key = key;
        _result = Column.Create(expression.Type, context.BatchSize, context.Memory);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var maps = _child.Evaluate(batch, selection);
        var keys = _key.Evaluate(batch, selection);
        var spans = maps.Read<ListSpan>();
        var mapKeys = maps.Source.Children[0];
        var mapValues = maps.Source.Children[1];
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        int* one = stackalloc int[1];
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int found = -1;
            if (!maps.IsNull(row) && !keys.IsNull(row))
            {
                var span = spans[row];
                for (int entry = span.Offset; entry < span.Offset + span.Length && found < 0; entry++)
                {
                    found = ValueComparer.AreEqual(mapKeys, entry, keys, row) ? entry : -1;
                }
            }
            if (found >= 0)
            {
                one[0] = found;
                ColumnCopy.AppendShared(mapValues, new Selection(one, 1), _result, row);
            }
            else if (_result.Physical != PhysicalType.Null)
            {
                _result.SetNull(row);
            }
        }
        return _result;
    }
}
