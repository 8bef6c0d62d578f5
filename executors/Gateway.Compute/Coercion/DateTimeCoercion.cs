using Gateway.Compute.Expressions;

namespace Gateway.Compute.Coercion;

/// <summary>Rewrites + - * / on dates, timestamps, times and intervals into the functions that compute them.</summary>
internal static class DateTimeCoercion
{
    public static Expression? Operator(Expression node, CoercionContext context) => null;
}
