using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates the relations of <c>df.stat</c>.</summary>
internal static class StatisticTranslation
{
    private const double DefaultSupport = 0.01;

    public static LogicalPlan Translate(Translator translator, Proto.StatCrosstab message) =>
        new StatisticRelation(translator.Relation(message.Input), StatisticKind.Crosstab, [message.Col1, message.Col2], [], []) { Origin = ServerCall.Of("crosstab") };

    public static LogicalPlan Translate(Translator translator, Proto.StatCov message) =>
        new StatisticRelation(translator.Relation(message.Input), StatisticKind.Covariance, [message.Col1, message.Col2], [], []);

    public static LogicalPlan Translate(Translator translator, Proto.StatCorr message) =>
        new StatisticRelation(translator.Relation(message.Input), StatisticKind.Correlation, [message.Col1, message.Col2], [], [], Method: message.HasMethod ? message.Method : "pearson");

    /// <summary>Numbers are the probabilities, then the relative error.</summary>
    public static LogicalPlan Translate(Translator translator, Proto.StatApproxQuantile message) =>
        new StatisticRelation(translator.Relation(message.Input), StatisticKind.ApproximateQuantile, [.. message.Cols], [.. message.Probabilities, message.RelativeError], []) { Origin = ServerCall.Of("approxQuantile") };

    public static LogicalPlan Translate(Translator translator, Proto.StatFreqItems message) =>
        new StatisticRelation(translator.Relation(message.Input), StatisticKind.FrequentItems, [.. message.Cols], [message.HasSupport ? message.Support : DefaultSupport], []) { Origin = ServerCall.Of("freqItems") };

    public static LogicalPlan Translate(Translator translator, Proto.StatSampleBy message) => new StatisticRelation(
        translator.Relation(message.Input),
        StatisticKind.SampleBy,
        [],
        [],
        [.. message.Fractions.Select(fraction => (translator.Literals.Read(InvalidPlan.Required(fraction.Stratum, fraction, "stratum")), fraction.Fraction_))],
        translator.Expression(InvalidPlan.Required(message.Col, message, "col")),
        message.HasSeed ? message.Seed : null);
}
