using System.Text;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates rows that the client sends, in the plan or as uploaded blobs.</summary>
internal static class LocalRelationTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.LocalRelation message)
    {
        var schema = message.HasSchema && message.Schema.Length > 0 ? SchemaOf(translator, message.Schema) : null;
        if (message.HasData)
        {
            return translator.Host.ReadArrow([message.Data.Memory], schema);
        }
        return schema is not null
            ? translator.Host.ReadArrow([], schema)
            : throw new QueryException("CONNECT_INVALID_PLAN.SCHEMA_REQUIRED_FOR_LOCAL_RELATION");
    }

    public static LogicalPlan Translate(Translator translator, Proto.CachedLocalRelation message)
    {
        byte[] blob = translator.Host.ReadCached(message.Hash)
            ?? throw new QueryException("CONNECT_INVALID_PLAN.NOT_FOUND_CACHED_LOCAL_RELATION", ("hash", message.Hash), ("sessionUUID", translator.Host.SessionId));
        return Translate(translator, Service.ConnectMarshaller.Parse<Proto.LocalRelation>(blob));
    }

    public static LogicalPlan Translate(Translator translator, Proto.ChunkedCachedLocalRelation message)
    {
        if (message.DataHashes.Count == 0)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.CHUNKED_CACHED_LOCAL_RELATION_WITHOUT_DATA");
        }
        var chunks = message.DataHashes.Select(hash => (ReadOnlyMemory<byte>)Chunk(translator, hash)).ToArray();
        var schema = message.HasSchemaHash ? SchemaOf(translator, Encoding.UTF8.GetString(Chunk(translator, message.SchemaHash))) : null;
        return translator.Host.ReadArrow(chunks, schema);
    }

    private static byte[] Chunk(Translator translator, string hash) => translator.Host.ReadCached(hash)
        ?? throw new QueryException("CONNECT_INVALID_PLAN.NOT_FOUND_CHUNKED_CACHED_LOCAL_RELATION", ("hash", hash), ("sessionUUID", translator.Host.SessionId));

    /// <summary>Parses a schema; a type that is no struct becomes the only column.</summary>
    private static StructType SchemaOf(Translator translator, string text)
    {
        var type = translator.Host.ParseSchema(text);
        return type as StructType ?? new StructType([new StructField("value", type, true)]);
    }
}
