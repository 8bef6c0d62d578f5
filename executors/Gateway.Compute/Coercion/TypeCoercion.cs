using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;

namespace Gateway.Compute.Coercion;

/// <summary>Brings the children of a node to the types the node takes, by Spark's ordered rules.</summary>
public static class TypeCoercion
{
    private const int MaxRounds = 32;

    private static readonly CoercionRule[] _shared =
    [
        new("Conversions", static (node, _) => node is FunctionCall call && ConversionFunctions.IsConversion(call) ? ConversionFunctions.AsCast(call) : null),
        new("UnaryMinus", OperatorCoercion.UnaryMinus),
        new("Collations", CollationCoercion.Apply),
        new("BinaryAsText", FunctionCoercion.BinaryAsText),
        new("HashOfMaps", static (node, context) => context.HashesMaps && node is FunctionCall { Function.Name: "hash" or "xxhash64" } call ? HashFunctions.WithMaps(call) : null),
        new("In", ConditionalCoercion.In),
        new("DateTimeOperands", DateTimeCoercion.Operator),
        new("StringPromotion", OperatorCoercion.PromoteStrings),
        new("IntegerAgainstDecimalLiteral", OperatorCoercion.IntegerAgainstDecimalLiteral),
        new("DecimalPrecision", OperatorCoercion.Decimals),
        new("BooleanEquality", OperatorCoercion.BooleanEquality),
        new("FunctionArguments", FunctionCoercion.CommonType),
        new("CaseWhen", ConditionalCoercion.CaseWhen),
        new("Division", OperatorCoercion.Division),
        new("IntegralDivision", OperatorCoercion.IntegralDivision),
        new("ImplicitCasts", OperatorCoercion.TightestCommonType),
        new("ImplicitArguments", FunctionCoercion.ImplicitArguments),
        new("OwnRule", FunctionCoercion.OwnRule),
        new("ArrayIndex", ConditionalCoercion.Extraction),
    ];

    /// <summary>Coerces a whole resolved tree bottom-up. Calls that expand are replaced first and go on printing as written.</summary>
    public static Expression CoerceTree(Expression expression, CoercionContext context) => expression.TransformUp(node =>
        node is FunctionCall { Function.Expand: { } expand } call
            ? new Replaceable(call, CoerceTree(expand(call), context)) { Origin = call.Origin }
            : Coerce(node, context));

    private static Expression DropCommonReference(Expression child) => child switch
    {
        CommonExpressionReference common => common.Child,
        Cast { Child: CommonExpressionReference common } cast => cast with { Child = common.Child },
        _ => child,
    };

    /// <summary>Coerces one node whose children are resolved (others are returned as they are). Casts that are added carry the node's origin.</summary>
    public static Expression Coerce(Expression node, CoercionContext context)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            if (!node.Children.All(static child => child.Resolved))
            {
                return node;
            }
            var before = node;
            foreach (var rule in _shared)
            {
                var after = rule.Apply(node, context);
                if (after is not null && !ReferenceEquals(after, node))
                {
                    node = after.Origin.IsKnown || !node.Origin.IsKnown ? after : after with { Origin = node.Origin };
                    break;
                }
            }
            if (ReferenceEquals(before, node))
            {
                return node is FunctionCall { Resolved: true } ? node.MapChildren(DropCommonReference) : node;
            }
        }
        return node;
    }
}
