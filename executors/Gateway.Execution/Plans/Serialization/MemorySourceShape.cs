using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Memory;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Writes a source's rows, column by column, and reads them into memory of their own.</summary>
internal sealed class MemorySourceShape() : ExplicitShape<MemorySource>("Schema", "Partitions", "Batches")
{
    protected override void Write(PlanWriter writer, MemorySource value)
    {
        writer.Reference(value.Schema);
        writer.Count(value.Partitions);
        writer.Count(value.Batches.Count);
        foreach (var batch in value.Batches)
        {
            writer.Count(batch.RowCount);
            var rows = new int[batch.RowCount];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = i;
            }
            foreach (var column in batch.Columns)
            {
                ColumnBytes.Write(writer, column, rows);
            }
        }
        // The rows' memory lives as long as the source.
        GC.KeepAlive(value);
    }

    protected override MemorySource ReadValue(PlanReader reader)
    {
        var schema = reader.Required<StructType>();
        int partitions = (int)Math.Min(reader.Number(), int.MaxValue);
        int count = reader.Count(1);
        var memory = new MemoryScope(reader.Pool);
        reader.Owned.Add(memory);
        var batches = new List<Batch>(Math.Min(count, 64));
        for (int i = 0; i < count; i++)
        {
            ulong rowCount = reader.Number();
            if (rowCount > int.MaxValue / 2)
            {
                throw new PlanFormatException($"a batch cannot have {rowCount} rows");
            }
            var columns = new Column[schema.Fields.Length];
            for (int j = 0; j < columns.Length; j++)
            {
                columns[j] = ColumnBytes.Read(reader, schema.Fields[j].Type, (int)rowCount, memory);
            }
            var batch = new Batch(columns);
            batch.SetAll((int)rowCount);
            batches.Add(batch);
        }
        var source = new MemorySource(schema, batches, memory, partitions);
        reader.Owned.Add(source);
        return source;
    }
}
