using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Words the analysis error of an illegal cast, with the way out that Spark suggests.</summary>
public static class CastCheck
{
    /// <summary>Returns the error of a cast whose child is resolved, or null when the cast is legal.</summary>
    public static QueryError? FindFault(Cast cast)
    {
        var from = cast.Child.Type;
        var to = cast.Target;
        if (CastRules.CanCast(from, to, cast.Mode))
        {
            return null;
        }
        string source = FunctionCheck.Quoted(from);
        string target = FunctionCheck.Quoted(to);
        if (cast.Mode != EvaluationMode.Legacy && SuggestedFunction(from, to) is { } function)
        {
            return FunctionCheck.Mismatch(cast, "CAST_WITH_FUNC_SUGGESTION", ("srcType", source), ("targetType", target), ("functionNames", function));
        }
        if (cast.Mode == EvaluationMode.Ansi && CastRules.CanCast(from, to, EvaluationMode.Legacy))
        {
            return FunctionCheck.Mismatch(cast, "CAST_WITH_CONF_SUGGESTION",
                ("srcType", source), ("targetType", target), ("config", "\"spark.sql.ansi.enabled\""), ("configVal", "'false'"));
        }
        return FunctionCheck.Mismatch(cast, "CAST_WITHOUT_SUGGESTION", ("srcType", source), ("targetType", target));
    }

    private static string? SuggestedFunction(DataType from, DataType to) => (from, to) switch
    {
        (NumericType, DateType) => "`DATE_FROM_UNIX_DATE`",
        (DateType, NumericType) => "`UNIX_DATE`",
        _ => null,
    };
}
