using System.Text;
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
    /// <summary>Bytes of trailers that the message may take, of the 8 KiB that clients accept in all.</summary>
    private const int EncodedLimit = 5000;
    private const string Domain = "org.apache.spark";

    /// <summary>Makes the status of an error; <paramref name="errorId"/> lets the client ask for the rest.</summary>
    public static RpcException ToRpcException(QueryException exception, string? errorId)
    {
        var description = ErrorDescriber.Describe(exception.Error);
        var info = new ErrorInfo { Reason = description.Classes[0], Domain = Domain };
        info.Metadata["classes"] = JsonSerializer.Serialize(description.Classes, ErrorJson.Plain.ImmutableArrayString);
        if (description.SqlState is { } sqlState)
        {
            info.Metadata["sqlState"] = sqlState;
        }
        if (description.Condition is { } condition)
        {
            string parameters = JsonSerializer.Serialize(ParametersOf(exception.Error), ErrorJson.Plain.SortedDictionaryStringString);
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
            Message = Abbreviate(description.Message),
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

    /// <summary>Cuts a message to the characters Spark sends, and further while its encoded forms are too large for the client's trailers.</summary>
    private static string Abbreviate(string text)
    {
        int length = Math.Min(text.Length, MessageLimit);
        while (EncodedBytes(text.AsSpan(0, length)) > EncodedLimit)
        {
            length = length * 3 / 4;
        }
        if (length == text.Length)
        {
            return text;
        }
        int cut = length - 3;
        return (char.IsHighSurrogate(text[cut - 1]) ? text[..(cut - 1)] : text[..cut]) + "...";
    }

    /// <summary>Counts what a message takes percent-encoded in one trailer and as base64 in another.</summary>
    private static int EncodedBytes(ReadOnlySpan<char> text)
    {
        int utf8 = Encoding.UTF8.GetByteCount(text);
        int plain = 0;
        foreach (char c in text)
        {
            plain += c is >= ' ' and <= '~' and not '%' ? 1 : 0;
        }
        return plain + 3 * (utf8 - plain) + utf8 * 4 / 3;
    }
}
