using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Gateway.Core.Errors;

namespace Gateway.Connect.Errors;

/// <summary>Turns errors into gRPC statuses with <c>google.rpc</c> details, as PySpark reads them.</summary>
public static class ErrorStatus
{
    /// <summary>Characters of a message that travel in the status; the whole text is fetched by error id.</summary>
    private const int MessageLimit = 2048;
    /// <summary>Bytes that the parameters may take in trailers.</summary>
    private const int ParametersLimit = 1024;
    private const string Domain = "org.apache.spark";

    /// <summary>Makes the status of an error; <paramref name="errorId"/> lets the client ask for the rest.</summary>
    public static RpcException ToRpcException(QueryException exception, string? errorId)
    {
        var description = ErrorDescriber.Describe(exception.Error);
        var info = new ErrorInfo { Reason = description.Classes[0], Domain = Domain };
        info.Metadata["classes"] = JsonSerializer.Serialize(description.Classes, ErrorJson.Default.ImmutableArrayString);
        if (description.SqlState is { } sqlState)
        {
            info.Metadata["sqlState"] = sqlState;
        }
        if (description.Condition is { } condition)
        {
            string parameters = JsonSerializer.Serialize(ParametersOf(exception.Error), ErrorJson.Default.SortedDictionaryStringString);
            if (parameters.Length <= ParametersLimit)
            {
                info.Metadata["errorClass"] = condition;
                info.Metadata["messageParameters"] = parameters;
            }
        }
        if (errorId is not null)
        {
            info.Metadata["errorId"] = errorId;
        }
        return new Google.Rpc.Status
        {
            Code = (int)Code.Internal,
            Message = Abbreviate(description.Message, MessageLimit),
            Details = { Any.Pack(info) },
        }.ToRpcException();
    }

    private static SortedDictionary<string, string> ParametersOf(QueryError error)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in error.Parameters)
        {
            parameters[name] = value;
        }
        return parameters;
    }

    private static string Abbreviate(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }
        int cut = limit - 3;
        return (char.IsHighSurrogate(text[cut - 1]) ? text[..(cut - 1)] : text[..cut]) + "...";
    }
}
