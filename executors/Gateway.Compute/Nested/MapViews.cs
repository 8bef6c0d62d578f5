using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Shows a map's keys, values or entries as an array: same spans, other children; nothing is copied.</summary>
internal sealed class MapViewEvaluator : Evaluator
{
    private readonly Evaluator _map;
    private readonly MapPart _part;
    private readonly Column _template;
    private readonly Column _view;
    private readonly Column _dictionary;
    private readonly Column _entries;

    public MapViewEvaluator(BoundCall site, MapPart part) : base(site.ResultType)
    {
        _map = site.Arguments[0];
        _part = part;
        _template = Column.Create(site.ResultType, 1, site.Context.Memory);
        _template.SetNull(0);
        _template.Shape = ColumnShape.Constant;
        _view = Column.Alias(site.ResultType, _template);
        _dictionary = Column.Alias(site.ResultType, _template);
        _entries = Column.Alias(((ArrayType)site.ResultType).Element, _template.Children[0]);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var map = _map.Evaluate(batch, selection);
        if (map.Physical == PhysicalType.Null)
        {
            return _template;
        }
        _view.PointAt(map);
        if (map.Shape == ColumnShape.Dictionary)
        {
            _dictionary.PointAt(map.Dictionary!);
            _dictionary.ShowChildren(Child(map.Dictionary!));
            _view.Dictionary = _dictionary;
        }
        else
        {
            _view.ShowChildren(Child(map));
        }
        return _view;
    }

    private Column Child(Column map)
    {
        switch (_part)
        {
            case MapPart.Keys:
                return map.Children[0];
            case MapPart.Values:
                return map.Children[1];
            default:
                _entries.ShowChildren(map.Children[0], map.Children[1]);
                return _entries;
        }
    }
}

/// <summary>What of a map is shown as an array.</summary>
internal enum MapPart { Keys, Values, Entries }

/// <summary><c>map_contains_key</c>.</summary>
internal sealed unsafe class MapContainsKeyFunction(BoundCall site) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var maps = new ListReader(arguments[0]);
        byte* truth = result.Data<byte>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            truth[row] = 0;
            if (maps.IsNull(row) || arguments[1].IsNull(row))
            {
                result.SetNull(row);
                continue;
            }
            var span = maps[row];
            for (int e = span.Offset; e < span.Offset + span.Length && truth[row] == 0; e++)
            {
                truth[row] = ValueComparer.AreEqual(maps.First, e, arguments[1], row) ? (byte)1 : (byte)0;
            }
        }
    }
}
