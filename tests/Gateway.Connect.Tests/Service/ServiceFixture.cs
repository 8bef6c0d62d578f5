using Gateway.Connect.Service;
using Gateway.Connect.Sessions;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Connect.Tests.Service;

/// <summary>Hosts the service on a free loopback port over an engine that only echoes, or over another.</summary>
public class ServiceFixture : IAsyncLifetime
{
    private WebApplication? _application;

    public GrpcChannel Channel { get; private set; } = null!;
    public Proto.SparkConnectService.SparkConnectServiceClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            ConnectHosting.ConfigureLimits(kestrel.Limits);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(CreateEngines());
        builder.Services.AddSparkConnect(new ConnectOptions());
        _application = builder.Build();
        _application.MapSparkConnect();
        await _application.StartAsync();
        string address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Client = new Proto.SparkConnectService.SparkConnectServiceClient(Channel);
    }

    public virtual async Task DisposeAsync()
    {
        Channel.Dispose();
        await _application!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual ISessionEngineFactory CreateEngines() => new EchoEngineFactory();

    public static Proto.UserContext User { get; } = new() { UserId = "tester" };

    public static Proto.ExecutePlanRequest Range(string session, long count, long bytes = 10, string? operation = null, bool isReattachable = true) => new()
    {
        SessionId = session,
        UserContext = User,
        OperationId = operation ?? Guid.NewGuid().ToString(),
        Plan = new() { Root = new() { Range = new() { End = count, Step = bytes } } },
        RequestOptions = { new Proto.ExecutePlanRequest.Types.RequestOption { ReattachOptions = new() { Reattachable = isReattachable } } },
    };
}
