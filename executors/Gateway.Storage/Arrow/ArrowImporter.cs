using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Column = Gateway.Core.Columns.Column;
using Spark = Gateway.Core.Types;

namespace Gateway.Storage.Arrow;

/// <summary>Reads Arrow IPC streams into engine columns: local relations, results of Python workers.</summary>
public static class ArrowImporter
{
    /// <summary>Reads the schema of a stream.</summary>
    public static Spark.StructType ReadSchema(ReadOnlyMemory<byte> stream) => Guard(() =>
    {
        ArrowSchemaGuard.Check(stream.Span);
        using var reader = new ArrowStreamReader(stream, new CompressionCodecFactory());
        return ArrowTypes.ToSpark(reader.Schema);
    });

    /// <summary>Reads all record batches of a stream. The bytes are copied and may be released afterwards.</summary>
    public static ArrowTable Read(ReadOnlyMemory<byte> stream, MemoryScope memory) => Guard(() =>
    {
        ArrowSchemaGuard.Check(stream.Span);
        using var reader = new ArrowStreamReader(stream, new CompressionCodecFactory());
        var schema = ArrowTypes.ToSpark(reader.Schema);
        var batches = new List<Batch>();
        while (reader.ReadNextRecordBatch() is { } record)
        {
            using (record)
            {
                batches.Add(Import(record, schema, memory));
            }
        }
        return new ArrowTable(schema, batches);
    });

    /// <summary>Copies one record batch into new columns of the schema's types.</summary>
    public static Batch Import(RecordBatch record, Spark.StructType schema, MemoryScope memory)
    {
        var columns = new Column[schema.Fields.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = Column.Create(schema.Fields[i].Type, Math.Max(record.Length, 1), memory);
            ArrowReader.Copy(record.Column(i).Data, 0, record.Length, columns[i], 0);
        }
        var batch = new Batch(columns);
        batch.SetAll(record.Length);
        return batch;
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is not QueryException)
        {
            // The package reports damaged input by whatever its parser ran into, be it a number of buffers that no array can have.
            throw new QueryException(new QueryError("INTERNAL_ERROR", [new("message", "The Arrow stream cannot be read: " + failure.Message)], []), failure);
        }
    }
}
