using Gateway.Connect.Operations;
using Gateway.Connect.Sessions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;

namespace Gateway.Connect.Tests.Service;

/// <summary>Stands for the engine where only the transport is tested: sends as many batches as a range has rows.</summary>
internal sealed class EchoEngine : ISessionEngine
{
    public SessionConfiguration Configuration { get; } = new();

    public void Execute(ConnectSession session, Operation operation)
    {
        var range = operation.Request.Plan.Root.Range;
        if (range.End < 0)
        {
            throw new QueryException("DIVIDE_BY_ZERO", ("config", "\"spark.sql.ansi.enabled\""));
        }
        if (range.Step == 0)
        {
            operation.Cancellation.WaitHandle.WaitOne();
            operation.Cancellation.ThrowIfCancellationRequested();
        }
        for (long i = 0; i < range.End; i++)
        {
            operation.Send(new Proto.ExecutePlanResponse { ArrowBatch = new() { RowCount = i, Data = Google.Protobuf.ByteString.CopyFrom(new byte[range.Step]) } });
        }
    }

    public void Analyze(ConnectSession session, Proto.AnalyzePlanRequest request, Proto.AnalyzePlanResponse response) => response.SparkVersion = new() { Version = "4.3.0" };

    public ISessionEngine Clone(SessionKey key) => new EchoEngine();

    public void Dispose() { }
}

internal sealed class EchoEngineFactory : ISessionEngineFactory
{
    public ISessionEngine Create() => new EchoEngine();
}
