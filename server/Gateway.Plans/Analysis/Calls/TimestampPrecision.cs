using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Reads the precision of <c>now(p)</c>, <c>current_timestamp(p)</c> and <c>localtimestamp(p)</c>.</summary>
internal static class TimestampPrecision
{
    public static bool Has(FunctionDefinition definition) => definition.Name is "current_timestamp" or "now" or "localtimestamp";

    /// <summary>Gives the type that the precision means.</summary>
    public static DataType TypeOf(UnresolvedFunction call, FunctionDefinition definition, Expression argument, AnalyzerContext context)
    {
        string called = Quote.Id(CallBuilder.CalledName(call));
        if (argument.Type is not IntegralType)
        {
            throw new QueryException("UNEXPECTED_INPUT_TYPE", call.Origin, ("functionName", called), ("paramIndex", "first"),
                ("requiredType", Quote.Type(IntegerType.Instance)), ("inputSql", Quote.Expr(argument.PrettyText)), ("inputType", Quote.Type(argument.Type)));
        }
        if (!argument.Foldable)
        {
            throw new QueryException("NON_FOLDABLE_ARGUMENT", call.Origin, ("funcName", called), ("paramName", "`precision`"), ("paramType", Quote.Type(IntegerType.Instance)));
        }
        if (ConstantFolding.Evaluate(argument, context.Settings).Value is not { } value)
        {
            throw new QueryException("DATATYPE_MISMATCH.UNEXPECTED_NULL", call.Origin, ("exprName", "`precision`"), ("sqlExpr", Quote.Expr(argument.PrettyText)));
        }
        bool withZone = definition.Name != "localtimestamp";
        long precision = Convert.ToInt64(value, CultureInfo.InvariantCulture);
        return precision switch
        {
            6 => withZone ? TimestampType.Instance : TimestampNtzType.Instance,
            >= 7 and <= 9 when context.Configuration.Get(ConfigurationKeys.NanosecondTimestamps) => new TimestampNanosType((int)precision, withZone),
            >= 7 and <= 9 => throw new QueryException(QueryException.Create("FEATURE_NOT_ENABLED", Origin.None, "SparkException",
                ("featureName", "Nanosecond-precision timestamp types"), ("configKey", ConfigurationKeys.NanosecondTimestamps.Name), ("configValue", "true"))),
            _ => throw new QueryException(QueryException.Create("INVALID_TIMESTAMP_PRECISION", Origin.None, "SparkException",
                ("precision", precision.ToString(CultureInfo.InvariantCulture)), ("type", withZone ? "TIMESTAMP_LTZ" : "TIMESTAMP_NTZ"))),
        };
    }
}
