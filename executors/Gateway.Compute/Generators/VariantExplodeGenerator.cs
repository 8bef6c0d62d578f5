using Gateway.Compute.Evaluation;
using Gateway.Compute.Nested;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Generators;

/// <summary><c>variant_explode</c>: a row for each field of an object or element of an array, with position, key and value.</summary>
internal sealed unsafe class VariantExplodeGenerator(BoundCall site) : Generator
{
    public static readonly StructType Output = new([
        new StructField("pos", IntegerType.Instance, false),
        new StructField("key", StringType.Instance, true),
        new StructField("value", VariantType.Instance, false)]);

    private readonly Column[] _columns = [.. Output.Fields.Select(member => Column.Create(member.Type, site.Context.BatchSize, site.Context.Memory))];
    private readonly VariantBuilder _builder = new();
    private readonly TextBuffer _metadata = new();

    public override Column[] Generate(Batch batch, Selection selection, Span<int> rowCounts)
    {
        var variants = site.Arguments[0].Evaluate(batch, selection);
        foreach (var column in _columns)
        {
            column.Reset();
        }
        int total = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            rowCounts[i] = 0;
            if (variants.IsNull(row))
            {
                continue;
            }
            var value = VariantColumn.Read(variants, row);
            bool isObject = value.Kind == VariantKind.Object;
            if (!isObject && value.Kind != VariantKind.Array)
            {
                continue;
            }
            rowCounts[i] = value.Count;
            foreach (var column in _columns)
            {
                column.EnsureCapacity(total + value.Count, total);
            }
            for (int e = 0; e < value.Count; e++, total++)
            {
                _columns[0].Data<int>()[total] = e;
                if (isObject)
                {
                    _columns[1].Data<StringView>()[total] = _columns[1].Heap.Add(value.KeyAt(e));
                }
                else
                {
                    NullRow.Set(_columns[1], total);
                }
                _builder.Clear();
                _builder.AppendVariant(value.ElementAt(e));
                VariantColumn.Write(_columns[2], total, _builder, _metadata);
            }
        }
        return _columns;
    }
}
