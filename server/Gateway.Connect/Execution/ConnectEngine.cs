using Gateway.Connect.Analysis;
using Gateway.Connect.Commands;
using Gateway.Connect.Operations;
using Gateway.Connect.Sessions;
using Gateway.Connect.Translation;
using Gateway.Core.Configuration;

namespace Gateway.Connect.Execution;

/// <summary>Runs a session's protocol plans on its query engine.</summary>
public sealed class ConnectEngine(IQueryEngine engine, RemoteRelations remotes) : ISessionEngine
{
    public SessionConfiguration Configuration => engine.Configuration;

    public void Execute(ConnectSession session, Operation operation)
    {
        var plan = PlanUnpacker.Unpack(operation.Request.Plan);
        var translator = new Translator(engine);
        switch (plan.OpTypeCase)
        {
            case Proto.Plan.OpTypeOneofCase.Root:
                new ResultSender(operation).Send(engine.Prepare(translator.Relation(plan.Root), operation.Cancellation));
                break;
            case Proto.Plan.OpTypeOneofCase.Command:
                CommandTable.Run(new CommandContext(session, operation, engine, remotes, translator), plan.Command);
                break;
            case Proto.Plan.OpTypeOneofCase.CompressedOperation:
            case Proto.Plan.OpTypeOneofCase.None:
            default:
                throw InvalidPlan.NotSet(plan, "op_type");
        }
    }

    public void Analyze(ConnectSession session, Proto.AnalyzePlanRequest request, Proto.AnalyzePlanResponse response) =>
        AnalysisTable.Answer(engine, request, response);

    public ISessionEngine Clone(SessionKey key) => new ConnectEngine(engine.Clone(key.UserId, key.SessionId), new RemoteRelations());

    public void Dispose() => engine.Dispose();
}
