using System.Text;
using Gateway.Compute.Aggregates;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>schema_of_variant_agg</c>: the schema that holds all variants of a group; VOID for none.</summary>
internal sealed unsafe class VariantSchemaAggregate(BoundAggregate site) : CollectingFunction(site, [0])
{
    protected override bool KeepsOnce => true;

    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        DataType schema = NullType.Instance;
        for (int i = 0; i < count; i++)
        {
            schema = VariantSchema.Merge(schema, VariantSchema.Of(VariantColumn.Read(arguments[0], i)));
        }
        result.Data<StringView>()[row] = result.Heap.Add(Encoding.UTF8.GetBytes(VariantSchema.Print(schema)));
    }
}
