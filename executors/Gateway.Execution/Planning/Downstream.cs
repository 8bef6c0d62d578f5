using System.Collections.Immutable;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Planning;

/// <summary>What lies between an operator that is being planned and the end of its pipeline.</summary>
/// <param name="Operators">Operators its rows pass, in order.</param>
/// <param name="Stage">Where they end.</param>
/// <param name="DependsOn">What must be complete before the pipeline runs.</param>
internal sealed record Downstream(ImmutableList<Operator> Operators, SinkStage Stage, ImmutableList<Completion> DependsOn)
{
    public static Downstream Into(SinkStage stage) => new([], stage, []);

    public Downstream Through(Operator op) => this with { Operators = Operators.Insert(0, op) };

    public Downstream After(params ReadOnlySpan<Completion> completions) => this with { DependsOn = DependsOn.AddRange(completions.ToArray()) };
}
