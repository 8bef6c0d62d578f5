using Gateway.Compute.Functions;

namespace Gateway.Compute.Expressions;

/// <summary>Marks casts and calls of a stored text with the time zone that was the session's when the text was stored: they keep computing in it.</summary>
/// <remarks>current_timezone() still tells the session's own zone, as in Spark, where it is no time zone aware expression.</remarks>
public static class CapturedZone
{
    /// <summary>Marks what is not marked yet (texts further inside have their own zone).</summary>
    public static Expression Mark(Expression expression, string zone) => expression.TransformUp(node => MarkNode(node, zone));

    /// <summary>Marks an expression that computes a call, down to the call's own arguments.</summary>
    internal static Expression MarkReplacement(Expression replacement, FunctionCall call, string zone) =>
        call.Arguments.Contains(replacement) ? replacement : MarkNode(replacement.MapChildren(child => MarkReplacement(child, call, zone)), zone);

    private static Expression MarkNode(Expression node, string zone) => node switch
    {
        { TimeZone: not null } => node,
        FunctionCall { Function.Name: "current_timezone" } => node,
        Cast or FunctionCall => node with { TimeZone = zone },
        _ => node,
    };
}
