using Gateway.Compute.Expressions;
using Gateway.Connect.Analysis;
using Gateway.Connect.Commands;
using Gateway.Connect.Operations;
using Gateway.Connect.Sessions;
using Gateway.Connect.Translation;
using Gateway.Core.Configuration;
using Gateway.Engine;

namespace Gateway.Connect.Execution;

/// <summary>Runs a session's protocol plans on its engine session.</summary>
public sealed class ConnectEngine(GatewaySession session) : ISessionEngine
{
    private readonly PersistenceTable _persistence = new();

    public SessionConfiguration Configuration => session.Configuration;

    public void Execute(ConnectSession connect, Operation operation)
    {
        using var zone = SessionZone.Enter(session.Configuration.Get(ConfigurationKeys.SessionTimeZone));
        var plan = PlanUnpacker.Unpack(operation.Request.Plan);
        var host = new TranslationHost(session, connect.Artifacts, _persistence, connect.Key.SessionId);
        var translator = new Translator(host);
        switch (plan.OpTypeCase)
        {
            case Proto.Plan.OpTypeOneofCase.Root:
                try
                {
                    new ResultSender(operation).Send(session.Prepare(translator.Relation(plan.Root), operation.Cancellation));
                }
                finally
                {
                    host.FreeRows();
                }
                break;
            case Proto.Plan.OpTypeOneofCase.Command:
                CommandTable.Run(new CommandContext(connect, operation, session, host, translator), plan.Command);
                break;
            case Proto.Plan.OpTypeOneofCase.CompressedOperation:
            case Proto.Plan.OpTypeOneofCase.None:
            default:
                throw InvalidPlan.NotSet(plan, "op_type");
        }
    }

    public void Analyze(ConnectSession connect, Proto.AnalyzePlanRequest request, Proto.AnalyzePlanResponse response)
    {
        var host = new TranslationHost(session, connect.Artifacts, _persistence, connect.Key.SessionId);
        try
        {
            AnalysisTable.Answer(new AnalysisContext(session, host, new Translator(host), _persistence), request, response);
        }
        finally
        {
            host.FreeRows();
        }
    }

    public ISessionEngine Clone(SessionKey key) => new ConnectEngine(session.Clone());

    public void Dispose() => session.Dispose();
}
