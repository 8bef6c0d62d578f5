using System.Globalization;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates samples.</summary>
internal static class SampleTranslation
{
    /// <summary>Fractions may miss their bounds by this much: bounds of random splits are sums.</summary>
    private const double Tolerance = 1e-6;

    public static LogicalPlan Translate(Translator translator, Proto.Sample message)
    {
        var input = translator.Relation(message.Input);
        double fraction = message.UpperBound - message.LowerBound;
        string shown = fraction.ToString("0.0###############", CultureInfo.InvariantCulture);
        if (message.WithReplacement && !(fraction >= -Tolerance))
        {
            throw QueryErrors.Bare("IllegalArgumentException", $"A sample with replacement takes no negative fraction like {shown}");
        }
        if (!message.WithReplacement && !(fraction is >= -Tolerance and <= 1 + Tolerance))
        {
            throw QueryErrors.Bare("IllegalArgumentException", $"A sample without replacement takes a fraction from 0 to 1, not {shown}");
        }
        return new Sample(input, message.LowerBound, message.UpperBound, message.WithReplacement, message.HasSeed ? message.Seed : null, message.DeterministicOrder);
    }
}
