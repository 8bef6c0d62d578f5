using Grpc.AspNetCore.Server.Model;

namespace Gateway.Connect.Service;

/// <summary>Maps the service's methods to <see cref="SparkConnectService"/> with our own marshallers.</summary>
internal sealed class ConnectMethodProvider : IServiceMethodProvider<SparkConnectService>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<SparkConnectService> context)
    {
        context.AddServerStreamingMethod(ConnectMethods.ExecutePlan, [], static (service, request, stream, call) => service.ExecutePlan(request, stream, call));
        context.AddUnaryMethod(ConnectMethods.AnalyzePlan, [], static (service, request, call) => service.AnalyzePlan(request, call));
        context.AddUnaryMethod(ConnectMethods.Config, [], static (service, request, call) => service.Config(request, call));
        context.AddClientStreamingMethod(ConnectMethods.AddArtifacts, [], static (service, stream, call) => service.AddArtifacts(stream, call));
        context.AddUnaryMethod(ConnectMethods.ArtifactStatus, [], static (service, request, call) => service.ArtifactStatus(request, call));
        context.AddUnaryMethod(ConnectMethods.Interrupt, [], static (service, request, call) => service.Interrupt(request, call));
        context.AddServerStreamingMethod(ConnectMethods.ReattachExecute, [], static (service, request, stream, call) => service.ReattachExecute(request, stream, call));
        context.AddUnaryMethod(ConnectMethods.ReleaseExecute, [], static (service, request, call) => service.ReleaseExecute(request, call));
        context.AddUnaryMethod(ConnectMethods.ReleaseSession, [], static (service, request, call) => service.ReleaseSession(request, call));
        context.AddUnaryMethod(ConnectMethods.FetchErrorDetails, [], static (service, request, call) => service.FetchErrorDetails(request, call));
        context.AddUnaryMethod(ConnectMethods.CloneSession, [], static (service, request, call) => service.CloneSession(request, call));
        context.AddUnaryMethod(ConnectMethods.GetStatus, [], static (service, request, call) => service.GetStatus(request, call));
    }
}
