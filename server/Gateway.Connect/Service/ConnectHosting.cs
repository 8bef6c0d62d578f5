using Grpc.AspNetCore.Server.Model;
using Grpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Gateway.Connect.Operations;
using Gateway.Connect.Sessions;

namespace Gateway.Connect.Service;

/// <summary>Adds the Spark Connect service to an ASP.NET application.</summary>
public static class ConnectHosting
{
    /// <summary>Registers the service; the application supplies an <see cref="ISessionEngineFactory"/>.</summary>
    public static IServiceCollection AddSparkConnect(this IServiceCollection services, ConnectOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<OperationThreads>();
        services.AddSingleton<SparkConnectService>();
        services.AddSingleton<IServiceMethodProvider<SparkConnectService>, ConnectMethodProvider>();
        services.AddSingleton(static _ => new ReflectionServiceImpl(Proto.BaseReflection.Descriptor.Services[0], Grpc.Health.V1.Health.Descriptor, Grpc.Reflection.V1Alpha.ServerReflection.Descriptor));
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = ConnectMarshaller.SizeLimit;
            grpc.MaxSendMessageSize = ConnectMarshaller.SizeLimit;
            if (options.AuthenticationToken is not null)
            {
                grpc.Interceptors.Add<TokenInterceptor>();
            }
        });
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks().AddCheck("gateway", static () => HealthCheckResult.Healthy());
        return services;
    }

    /// <summary>Maps the service, its health and its reflection.</summary>
    public static void MapSparkConnect(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<SparkConnectService>();
        routes.MapGrpcHealthChecksService();
        routes.MapGrpcReflectionService();
    }

    /// <summary>Sets Kestrel's limits for large messages and many streams.</summary>
    public static void ConfigureLimits(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = 1000;
        limits.Http2.InitialStreamWindowSize = 8 << 20;
        limits.Http2.InitialConnectionWindowSize = 16 << 20;
    }
}
