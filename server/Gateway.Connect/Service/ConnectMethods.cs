using Google.Protobuf;
using Grpc.Core;

namespace Gateway.Connect.Service;

/// <summary>Names the methods of the Spark Connect service and binds each to its marshallers.</summary>
public static class ConnectMethods
{
    public const string ServiceName = "spark.connect.SparkConnectService";

    public static readonly Method<Proto.ExecutePlanRequest, Proto.ExecutePlanResponse> ExecutePlan = ServerStream<Proto.ExecutePlanRequest, Proto.ExecutePlanResponse>("ExecutePlan");
    public static readonly Method<Proto.AnalyzePlanRequest, Proto.AnalyzePlanResponse> AnalyzePlan = Unary<Proto.AnalyzePlanRequest, Proto.AnalyzePlanResponse>("AnalyzePlan");
    public static readonly Method<Proto.ConfigRequest, Proto.ConfigResponse> Config = Unary<Proto.ConfigRequest, Proto.ConfigResponse>("Config");
    public static readonly Method<Proto.AddArtifactsRequest, Proto.AddArtifactsResponse> AddArtifacts = new(MethodType.ClientStreaming, ServiceName, "AddArtifacts", ConnectMarshaller.For<Proto.AddArtifactsRequest>(), ConnectMarshaller.For<Proto.AddArtifactsResponse>());
    public static readonly Method<Proto.ArtifactStatusesRequest, Proto.ArtifactStatusesResponse> ArtifactStatus = Unary<Proto.ArtifactStatusesRequest, Proto.ArtifactStatusesResponse>("ArtifactStatus");
    public static readonly Method<Proto.InterruptRequest, Proto.InterruptResponse> Interrupt = Unary<Proto.InterruptRequest, Proto.InterruptResponse>("Interrupt");
    public static readonly Method<Proto.ReattachExecuteRequest, Proto.ExecutePlanResponse> ReattachExecute = ServerStream<Proto.ReattachExecuteRequest, Proto.ExecutePlanResponse>("ReattachExecute");
    public static readonly Method<Proto.ReleaseExecuteRequest, Proto.ReleaseExecuteResponse> ReleaseExecute = Unary<Proto.ReleaseExecuteRequest, Proto.ReleaseExecuteResponse>("ReleaseExecute");
    public static readonly Method<Proto.ReleaseSessionRequest, Proto.ReleaseSessionResponse> ReleaseSession = Unary<Proto.ReleaseSessionRequest, Proto.ReleaseSessionResponse>("ReleaseSession");
    public static readonly Method<Proto.FetchErrorDetailsRequest, Proto.FetchErrorDetailsResponse> FetchErrorDetails = Unary<Proto.FetchErrorDetailsRequest, Proto.FetchErrorDetailsResponse>("FetchErrorDetails");
    public static readonly Method<Proto.CloneSessionRequest, Proto.CloneSessionResponse> CloneSession = Unary<Proto.CloneSessionRequest, Proto.CloneSessionResponse>("CloneSession");
    public static readonly Method<Proto.GetStatusRequest, Proto.GetStatusResponse> GetStatus = Unary<Proto.GetStatusRequest, Proto.GetStatusResponse>("GetStatus");

    private static Method<TRequest, TResponse> Unary<TRequest, TResponse>(string name)
        where TRequest : class, IMessage<TRequest>, IBufferMessage, new()
        where TResponse : class, IMessage<TResponse>, IBufferMessage, new() =>
        new(MethodType.Unary, ServiceName, name, ConnectMarshaller.For<TRequest>(), ConnectMarshaller.For<TResponse>());

    private static Method<TRequest, TResponse> ServerStream<TRequest, TResponse>(string name)
        where TRequest : class, IMessage<TRequest>, IBufferMessage, new()
        where TResponse : class, IMessage<TResponse>, IBufferMessage, new() =>
        new(MethodType.ServerStreaming, ServiceName, name, ConnectMarshaller.For<TRequest>(), ConnectMarshaller.For<TResponse>());
}
