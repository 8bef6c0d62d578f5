using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;

namespace Gateway.Engine.Planning;

/// <summary>Brings expressions to the form that physical plans hold: data only, with nothing left to choose while they run.</summary>
internal static class PhysicalForm
{
    private const string Seed = "seed";

    /// <summary>Drops what is only printed, and draws the seed of a random function that has none.</summary>
    public static Expression Of(Expression node) => node switch
    {
        Replaceable replaceable => replaceable.Replacement,
        FunctionCall { Function.Deterministic: false } call when LacksSeed(call) => call with { Arguments = call.Arguments.Add(Literal.Of(Random.Shared.NextInt64())) },
        _ => node,
    };

    /// <summary>Random functions take their seed last.</summary>
    private static bool LacksSeed(FunctionCall call) =>
        call.Function.Parameters is [.., { Name: Seed }] parameters && call.Arguments.Length == parameters.Length - 1;
}
