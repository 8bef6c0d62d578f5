using Gateway.Core.Columns;

namespace Gateway.Compute.Evaluation;

/// <summary>Evaluates a lambda body over element batches. Outer columns that the body captures are gathered by the owner row of each element.</summary>
/// <param name="body">Evaluator of the body over a batch of: lambda parameters first, then captured outer columns.</param>
/// <param name="parameterCount">Lambda parameters declared.</param>
/// <param name="captured">Ordinals in the outer batch of the captured columns, in body order after the parameters.</param>
public sealed class LambdaEvaluator(Evaluator body, int parameterCount, int[] captured)
{
    public Evaluator Body { get; } = body;
    public int ParameterCount { get; } = parameterCount;
    public int[] Captured { get; } = captured;
}
