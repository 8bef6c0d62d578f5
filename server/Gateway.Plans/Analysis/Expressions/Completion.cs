using System.Collections.Immutable;
using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>What happens to a node once its children are resolved: coercion, then expansion of functions written in terms of others.</summary>
internal static class Completion
{
    public static Expression Apply(Expression node, ExpressionResolver resolver)
    {
        var coerced = Coerce(node, resolver.Context);
        if (coerced is FunctionCall { Function.Expand: { } expand } call && call.Resolved)
        {
            return new Replaceable(call, resolver.Resolve(expand(call))) { Origin = node.Origin };
        }
        return coerced;
    }

    private static Expression Coerce(Expression node, AnalyzerContext context) =>
        TypeCoercion.Coerce(node, new CoercionContext(
            context.Ansi,
            context.Settings.AllowDecimalPrecisionLoss,
            context.Settings.Configuration.GetValueOrDefault("spark.sql.legacy.literal.pickMinimumPrecision") != "false",
            context.Configuration.Get(Core.Configuration.ConfigurationKeys.LegacyIntervals)) { TextOnly = TextOnly(context), HashesMaps = context.Configuration.GetBoolean("spark.sql.legacy.allowHashOnMapType") });

    private static ImmutableArray<string> TextOnly(AnalyzerContext context) =>
    [
        .. context.Configuration.GetBoolean("spark.sql.function.concatBinaryAsString") ? ["concat"] : Array.Empty<string>(),
        .. context.Configuration.GetBoolean("spark.sql.function.eltOutputAsString") ? ["elt"] : Array.Empty<string>(),
        .. context.Configuration.GetBoolean("spark.sql.legacy.lpadRpadAlwaysReturnString") ? ["lpad", "rpad"] : Array.Empty<string>(),
    ];
}
