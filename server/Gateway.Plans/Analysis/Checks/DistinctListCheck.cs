using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Demands that <c>listagg(DISTINCT x)</c> is ordered by x, or by what x is cast from without two values becoming one.</summary>
internal static class DistinctListCheck
{
    public static void Check(AggregateExpression call)
    {
        var orders = call.Function.Arguments.OfType<SortOrder>().Select(static order => order.Child).ToList();
        var value = call.Function.Arguments[0];
        if (orders.Count == 0 || (orders.Count == 1 && Agrees(value, orders[0])))
        {
            return;
        }
        if (orders.Count == 1 && value is Cast { Type: StringType } cast && cast.Child.SemanticEquals(orders[0]))
        {
            throw new QueryException("INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT_UNSAFE_CAST",
                ("funcName", "`listagg`"), ("inputType", Quote.Type(orders[0].Type)), ("castType", Quote.Type(value.Type)));
        }
        throw new QueryException("INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT",
            ("funcName", "`listagg`"), ("funcArg", Quote.Expr(value.PrettyText)), ("orderingExpr", string.Join(", ", orders.Select(static order => Quote.Expr(order.PrettyText)))));
    }

    private static bool Agrees(Expression value, Expression order) => value.SemanticEquals(order)
        || (value is Cast from && from.Child.SemanticEquals(order) && KeepsApart(order.Type, value.Type))
        || (order is Cast to && to.Child.SemanticEquals(value) && KeepsApart(value.Type, order.Type));

    /// <summary>Tells whether unequal values stay unequal as text or bytes.</summary>
    private static bool KeepsApart(DataType from, DataType to) => to is BinaryType
        ? from is StringType { Collation: null or "UTF8_BINARY" }
        : to is StringType { Collation: null or "UTF8_BINARY" } && from is not (FloatType or DoubleType or TimestampType or NullType or StringType);
}
