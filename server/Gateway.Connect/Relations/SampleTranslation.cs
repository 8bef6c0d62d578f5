using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates samples.</summary>
internal static class SampleTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Sample message) => new Sample(
        translator.Relation(message.Input),
        message.LowerBound,
        message.UpperBound,
        message.WithReplacement,
        message.HasSeed ? message.Seed : null,
        message.DeterministicOrder);
}
