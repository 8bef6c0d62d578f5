using System.Net;
using System.Net.Sockets;
using Gateway.Connect;
using Gateway.Connect.Execution;
using Gateway.Connect.Service;
using Gateway.Connect.Sessions;
using Gateway.Engine;
using Gateway.Server.Warming;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

#pragma warning disable RS0030 // The executable tells the terminal its address and why it cannot start.

namespace Gateway.Server;

/// <summary>Composes the process: engine, Spark Connect service, health page, orderly end.</summary>
public static class GatewayHost
{
    private const int Failure = 1;
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    /// <summary>Serves until the process is told to stop; returns the exit code.</summary>
    public static async Task<int> RunAsync(GatewayHostOptions options, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, string> configuration;
        try
        {
            configuration = ConfigurationFile.Read(options.ConfigurationFile);
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException or UnauthorizedAccessException)
        {
            return await Fail($"Cannot read the configuration: {unreadable.Message}").ConfigureAwait(false);
        }
        if (!Enum.TryParse<LogLevel>(options.LogLevel, ignoreCase: true, out var level))
        {
            return await Fail($"Unknown log level '{options.LogLevel}'.").ConfigureAwait(false);
        }
        if (await Resolve(options.Host, cancellation).ConfigureAwait(false) is not { } address)
        {
            return await Fail($"Cannot resolve the host '{options.Host}'.").ConfigureAwait(false);
        }
        using var engine = new GatewayEngine(new EngineOptions { Settings = configuration });
        var warm = Warmup.Start(engine);
        await using var application = Build(options, engine, address, level);
        try
        {
            await application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            return await Fail(failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException
                ? $"Port {options.Port} on {options.Host} is already in use. Stop the other process or choose another with --port."
                : $"Cannot listen on {options.Host}:{options.Port}: {failure.Message}").ConfigureAwait(false);
        }
        var bound = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await Console.Out.WriteLineAsync($"Gateway listens on sc://{options.Host}:{bound.Port}").ConfigureAwait(false);
        await Console.Out.FlushAsync(cancellation).ConfigureAwait(false);
        await warm.ConfigureAwait(false);
        Warmup.Continue(engine, application.Lifetime.ApplicationStopping);
        await application.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        return 0;
    }

    private static WebApplication Build(GatewayHostOptions options, GatewayEngine engine, IPAddress address, LogLevel level)
    {
        // The slim builder would look for settings files in the working directory, and watch all folders below it, before the port opens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(level);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddJsonConsole(static console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            ConnectHosting.ConfigureLimits(kestrel.Limits);
            kestrel.Listen(address, options.Port, static listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(HealthProbe.Use);
            });
        });
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = _grace);
        builder.Services.AddSingleton(engine);
        builder.Services.AddSingleton<ISessionEngineFactory, ConnectEngineFactory>();
        builder.Services.AddSparkConnect(new ConnectOptions { AuthenticationToken = options.Token });
        var application = builder.Build();
        application.MapSparkConnect();
        application.MapGet("/healthz", static context => context.Response.WriteAsync("ok\n"));
        application.Lifetime.ApplicationStopping.Register(() => Drain(application.Services.GetRequiredService<SessionRegistry>()));
        return application;
    }

    /// <summary>Lets running operations finish for half the grace period, then cancels what is left.</summary>
    private static void Drain(SessionRegistry sessions)
    {
        using var pause = new ManualResetEventSlim();
        long start = sessions.Time.GetTimestamp();
        while (sessions.HasRunningOperations && sessions.Time.GetElapsedTime(start) < _grace / 2)
        {
            pause.Wait(TimeSpan.FromMilliseconds(20));
        }
        sessions.InterruptAll();
    }

    private static async Task<IPAddress?> Resolve(string host, CancellationToken cancellation)
    {
        if (host is "*" or "")
        {
            return IPAddress.IPv6Any;
        }
        if (IPAddress.TryParse(host, out var address))
        {
            return address;
        }
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
            return addresses.FirstOrDefault(static candidate => candidate.AddressFamily == AddressFamily.InterNetwork) ?? addresses.FirstOrDefault();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<int> Fail(string message)
    {
        await Console.Error.WriteLineAsync(message).ConfigureAwait(false);
        return Failure;
    }
}
