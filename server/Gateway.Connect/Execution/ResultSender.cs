using Gateway.Compute.Expressions;
using Gateway.Connect.Expressions;
using Gateway.Connect.Operations;
using Gateway.Connect.Types;
using Gateway.Core.Arrow;
using Gateway.Engine;
using Google.Protobuf;

namespace Gateway.Connect.Execution;

/// <summary>Sends a query's result: schema, batches, metrics.</summary>
public sealed class ResultSender(Operation operation)
{
    /// <summary>Bytes of the largest chunk: what a message may have, less room for the rest of it.</summary>
    private const long MaxChunkBytes = 120_795_955;
    private const long MinChunkBytes = 1024;

    /// <summary>Runs a prepared query and sends all of it.</summary>
    public void Send(PreparedQuery query)
    {
        operation.Send(new Proto.ExecutePlanResponse { Schema = TypeWriter.Write(query.Schema) }, isHeader: true);
        long rows = 0;
        bool isEmpty = true;
        foreach (var block in query.ToArrow(operation.Cancellation))
        {
            isEmpty = false;
            SendBatch(block, rows);
            rows += block.RowCount;
        }
        if (isEmpty)
        {
            SendBatch(query.ToEmptyArrow(), 0);
        }
        SendMetrics();
        SendObserved(query.Observe(operation.Cancellation));
    }

    /// <summary>Sends the named aggregates that were observed beside the rows.</summary>
    public void SendObserved(IReadOnlyList<ObservedMetrics> observed)
    {
        if (observed.Count == 0)
        {
            return;
        }
        var response = new Proto.ExecutePlanResponse();
        foreach (var metrics in observed)
        {
            var message = new Proto.ExecutePlanResponse.Types.ObservedMetrics { Name = metrics.Name, PlanId = metrics.PlanId };
            for (int i = 0; i < metrics.Values.Length; i++)
            {
                message.Keys.Add(metrics.Schema.Fields[i].Name);
                message.Values.Add(LiteralWriter.Write(new Literal(metrics.Values[i], metrics.Schema.Fields[i].Type)));
            }
            response.ObservedMetrics.Add(message);
        }
        operation.Send(response);
    }

    /// <summary>Sends the (empty) list of execution metrics.</summary>
    public void SendMetrics() => operation.Send(new Proto.ExecutePlanResponse { Metrics = new() });

    private void SendBatch(ArrowBlock block, long startOffset)
    {
        long limit = !operation.AllowsChunks ? long.MaxValue
            : operation.PreferredChunkBytes is { } preferred && preferred is >= MinChunkBytes and <= MaxChunkBytes ? preferred : MaxChunkBytes;
        int chunkCount = (int)Math.Max(1, (block.Length + limit - 1) / limit);
        for (int i = 0; i < chunkCount; i++)
        {
            int start = (int)(i * limit);
            int length = (int)Math.Min(limit, block.Length - start);
            bool isOnly = chunkCount == 1;
            var batch = new Proto.ExecutePlanResponse.Types.ArrowBatch
            {
                RowCount = block.RowCount,
                StartOffset = startOffset,
                Data = isOnly ? UnsafeByteOperations.UnsafeWrap(block.Memory) : ByteString.CopyFrom(block.Memory.Span.Slice(start, length)),
            };
            if (operation.AllowsChunks)
            {
                batch.ChunkIndex = i;
                batch.NumChunksInBatch = chunkCount;
            }
            operation.Send(new Proto.ExecutePlanResponse { ArrowBatch = batch }, isOnly ? block : null);
        }
        if (chunkCount > 1)
        {
            block.Dispose();
        }
    }
}
