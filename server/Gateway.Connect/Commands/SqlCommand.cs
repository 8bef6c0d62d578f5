using Gateway.Connect.Execution;
using Gateway.Core.Errors;
using Gateway.Engine;
using Google.Protobuf;

namespace Gateway.Connect.Commands;

/// <summary>Runs <c>spark.sql</c>: a command now, once; a query is checked and handed back to be run as relation.</summary>
internal static class SqlCommand
{
    public static void Run(CommandContext context, Proto.SqlCommand message)
    {
        var relation = RelationOf(message);
        var query = context.Session.Prepare(context.Translator.Relation(relation), context.Operation.Cancellation);
        if (query.IsCommand)
        {
            relation = new Proto.Relation { LocalRelation = new() { Data = Collect(query, context.Operation.Cancellation) } };
        }
        context.Operation.Send(new Proto.ExecutePlanResponse { SqlCommandResult = new() { Relation = relation } });
        if (query.IsCommand)
        {
            new ResultSender(context.Operation).SendMetrics();
        }
    }

    /// <summary>Reads the statement from where the client's version puts it.</summary>
    private static Proto.Relation RelationOf(Proto.SqlCommand message)
    {
        if (message.Input is { } input)
        {
            return input.RelTypeCase is Proto.Relation.RelTypeOneofCase.Sql or Proto.Relation.RelTypeOneofCase.WithRelations
                ? input
                : throw new QueryException("CONNECT_INVALID_PLAN.SQL_COMMAND_EXPECTS_SQL_OR_WITH_RELATIONS", ("other", input.RelTypeCase.ToString()));
        }
#pragma warning disable CS0612 // Clients of 3.5 send the statement in the deprecated fields.
        return new Proto.Relation
        {
            Sql = new Proto.SQL { Query = message.Sql, Args = { message.Args }, PosArgs = { message.PosArgs }, NamedArguments = { message.NamedArguments }, PosArguments = { message.PosArguments } },
        };
#pragma warning restore CS0612
    }

    /// <summary>Takes a command's rows as one Arrow stream.</summary>
    private static ByteString Collect(PreparedQuery query, CancellationToken cancellation)
    {
        ByteString? data = null;
        foreach (var block in query.ToArrow(cancellation))
        {
            using (block)
            {
                data = data is null
                    ? ByteString.CopyFrom(block.Memory.Span)
                    : throw new QueryException(QueryException.Create("INTERNAL_ERROR", Origin.None, "SparkException", ("message", "A command's result exceeds one batch.")));
            }
        }
        if (data is null)
        {
            using var empty = query.ToEmptyArrow();
            data = ByteString.CopyFrom(empty.Memory.Span);
        }
        return data;
    }
}
