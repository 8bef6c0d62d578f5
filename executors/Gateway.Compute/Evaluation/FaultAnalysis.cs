using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Tells which expressions may raise errors, and so must not be computed for rows that Spark would not compute them for, nor left out for rows that it would.</summary>
public static class FaultAnalysis
{
    /// <summary>Tells whether evaluating the expression may raise an error for some row.</summary>
    public static bool CanThrow(Expression expression) => expression.Any(static node => node switch
    {
        FunctionCall call => call.Function.CanThrow(call),
        Cast cast => cast.Mode == EvaluationMode.Ansi && cast.Target is not StringType && !CastRules.CanUpCast(cast.Child.Type, cast.Target),
        GetArrayItem item => item.Mode == EvaluationMode.Ansi,
        _ => false,
    });
}
