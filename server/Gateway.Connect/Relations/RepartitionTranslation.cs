using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates repartitioning by number, hash or range.</summary>
internal static class RepartitionTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Repartition message) =>
        new Repartition(translator.Relation(message.Input), [], message.NumPartitions, message.Shuffle);

    public static LogicalPlan Translate(Translator translator, Proto.RepartitionByExpression message) =>
        new Repartition(translator.Relation(message.Input), translator.Expressions(message.PartitionExprs), message.HasNumPartitions ? message.NumPartitions : null, true);
}
