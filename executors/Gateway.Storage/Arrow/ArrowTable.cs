using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Storage.Arrow;

/// <summary>Holds imported rows: a schema and one batch a record batch, in memory of the scope given to the import.</summary>
public sealed record ArrowTable(StructType Schema, IReadOnlyList<Batch> Batches)
{
    public long RowCount => Batches.Sum(static batch => (long)batch.RowCount);
}
