using Google.Protobuf;
using Grpc.Core;
using Gateway.Connect.Errors;
using Gateway.Core.Errors;

namespace Gateway.Connect.Service;

/// <summary>Makes the gRPC marshallers of the service's messages.</summary>
/// <remarks>Generated marshallers stop at 100 levels of nesting, which 50 chained transformations exceed; these read up to <see cref="RecursionLimit"/>.</remarks>
public static class ConnectMarshaller
{
    /// <summary>Levels of nested messages that a request may have.</summary>
    public const int RecursionLimit = 1024;

    /// <summary>Bytes that one message may have.</summary>
    public const int SizeLimit = 128 * 1024 * 1024;

    public static Marshaller<T> For<T>() where T : class, IMessage<T>, IBufferMessage, new() => new(Write, Read<T>);

    /// <summary>Makes the library's descriptors, which the check of a message that is not ASCII throughout would wait for.</summary>
    public static void Prepare() => _ = Proto.ExecutePlanRequest.Descriptor;

    /// <summary>Parses bytes with the service's nesting limit; malformed bytes are a typed error.</summary>
    public static T Parse<T>(byte[] bytes) where T : class, IMessage<T>, new()
    {
        using var input = CodedInputStream.CreateWithLimits(new MemoryStream(bytes, writable: false), int.MaxValue, RecursionLimit);
        var message = new T();
        try
        {
            message.MergeFrom(input);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.CANNOT_PARSE", ("errorMsg", malformed.Message)).As("SparkSQLException");
        }
        if (!WireText.IsValid(bytes, message))
        {
            throw new QueryException("CONNECT_INVALID_PLAN.CANNOT_PARSE", ("errorMsg", "A text of the message is not UTF-8.")).As("SparkSQLException");
        }
        return message;
    }

    private static void Write<T>(T message, SerializationContext context) where T : class, IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static T Read<T>(DeserializationContext context) where T : class, IMessage<T>, new()
    {
        try
        {
            return Parse<T>(context.PayloadAsNewBuffer());
        }
        catch (QueryException error)
        {
            throw ErrorStatus.ToRpcException(error, errorId: null);
        }
    }
}
