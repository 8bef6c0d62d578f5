using Gateway.Connect.Errors;
using Gateway.Core.Errors;
using Google.Rpc;
using Grpc.Core;

namespace Gateway.Connect.Tests.Service;

public sealed class ErrorStatusTests
{
    [Fact]
    public void ToRpcException_KnownCondition_CarriesClassesStateAndParameters()
    {
        var status = ErrorStatus.ToRpcException(new QueryException("TABLE_OR_VIEW_NOT_FOUND", ("relationName", "`t`"), ("searchPath", "[`a`]")), "id").GetRpcStatus()!;
        var info = status.GetDetail<ErrorInfo>()!;
        Assert.Equal("42P01", info.Metadata["sqlState"]);
        Assert.Equal("""{"relationName":"`t`","searchPath":"[`a`]"}""", info.Metadata["messageParameters"]);
        Assert.StartsWith("[\"org.apache.spark.sql.", info.Metadata["classes"], StringComparison.Ordinal);
        Assert.Equal(("org.apache.spark", "id"), (info.Domain, info.Metadata["errorId"]));
    }

    [Theory]
    [InlineData('a', 2048)]
    [InlineData('\u00e4', 800)]
    [InlineData('\u4e2d', 700)]
    public void ToRpcException_LongMessage_FitsTheTrailers(char letter, int atMost)
    {
        var error = new QueryException(new QueryError(null, [], [], "SparkException", new string(letter, 10_000)));
        string message = ErrorStatus.ToRpcException(error, null).Status.Detail;
        Assert.InRange(message.Length, 300, atMost);
        Assert.EndsWith("...", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToRpcException_LongParameters_LeaveTheCondition()
    {
        var info = ErrorStatus.ToRpcException(new QueryException("TABLE_OR_VIEW_NOT_FOUND", ("relationName", new string('x', 2000)), ("searchPath", "")), null).GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        Assert.False(info.Metadata.ContainsKey("errorClass"));
        Assert.False(info.Metadata.ContainsKey("messageParameters"));
        Assert.Equal("42P01", info.Metadata["sqlState"]);
    }
}
