using Gateway.Connect.Execution;
using Gateway.Connect.Sessions;
using Gateway.Connect.Tests.Service;
using Gateway.Engine;

namespace Gateway.Connect.Tests.BadInput;

/// <summary>Hosts the service over the real engine; at the end its pool must hold nothing.</summary>
public sealed class EngineFixture : ServiceFixture
{
    private readonly GatewayEngine _engine = new(new EngineOptions { MemoryLimitBytes = 2L << 30 });

    public GatewayEngine Engine => _engine;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Equal(0, _engine.Pool.UsedBytes);
        _engine.Dispose();
    }

    protected override ISessionEngineFactory CreateEngines() => new ConnectEngineFactory(_engine);
}
