using Gateway.Connect.Execution;
using Gateway.Connect.Translation;
using Gateway.Engine;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Analysis;

/// <summary>Holds what answering a question about a plan needs.</summary>
internal sealed record AnalysisContext(GatewaySession Session, TranslationHost Host, Translator Translator, PersistenceTable Persistence)
{
    /// <summary>Translates and analyses a plan.</summary>
    public PreparedQuery Prepare(Proto.Plan? plan)
    {
        var unpacked = PlanUnpacker.Unpack(plan ?? new());
        return unpacked.OpTypeCase == Proto.Plan.OpTypeOneofCase.Root ? Prepare(unpacked.Root) : throw InvalidPlan.NotSet(unpacked, "op_type");
    }

    public PreparedQuery Prepare(Proto.Relation relation) => Session.Prepare(Translator.Relation(relation));

    /// <summary>Gets a text that is the same for plans that mean the same.</summary>
    public string Identity(LogicalPlan analyzed) => PlanIdentity.TextOf(analyzed);
}
