using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Engine;
using Gateway.Engine.Tables;
using Gateway.Plans.Logical;
using Gateway.Storage.Arrow;
using Gateway.Storage.Memory;

namespace Gateway.Connect.Commands;

/// <summary>Runs <c>checkpoint</c> and <c>localCheckpoint</c>: computes the rows now, keeps them, and hands out an id.</summary>
internal static class CheckpointCommand
{
    public static void Run(CommandContext context, Proto.CheckpointCommand message)
    {
        if (!message.Local)
        {
            // Reliable checkpoints need a directory that Spark Connect cannot set.
            throw new QueryException("_LEGACY_ERROR_TEMP_3016").As("SparkException");
        }
        var query = context.Session.Prepare(context.Translator.Relation(message.Relation), context.Operation.Cancellation);
        string id = Guid.NewGuid().ToString();
        context.Session.Catalog.Keep(id, Materialize(context.Session, query, context.Operation.Cancellation));
        context.Host.FreeRows();
        context.Operation.Send(new Proto.ExecutePlanResponse { CheckpointCommandResult = new() { Relation = new() { RelationId = id } } });
    }

    public static void Run(CommandContext context, Proto.RemoveCachedRemoteRelationCommand message) => context.Session.Catalog.Forget(message.Relation?.RelationId ?? "");

    /// <summary>Copies a result into memory of its own; the columns keep their ids.</summary>
    private static TableScan Materialize(GatewaySession session, PreparedQuery query, CancellationToken cancellation)
    {
        var memory = new MemoryScope(session.Engine.Pool);
        var batches = new List<Core.Columns.Batch>();
        try
        {
            foreach (var block in query.ToArrow(cancellation))
            {
                using (block)
                {
                    batches.AddRange(ArrowImporter.Read(block.Memory, memory).Batches);
                }
            }
        }
        catch
        {
            memory.Dispose();
            throw;
        }
        return new TableScan(new SourceTable("Checkpoint", new MemorySource(query.Schema, batches, memory)), query.Plan.Output);
    }
}
