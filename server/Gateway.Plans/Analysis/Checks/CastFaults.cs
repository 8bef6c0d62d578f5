using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Words casts between types that do not fit.</summary>
internal static class CastFaults
{
    public static QueryException Error(Cast cast, AnalyzerContext context) => new("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", cast.Origin,
        ("sqlExpr", Quote.Expr(cast.PrettyText)), ("srcType", Quote.Type(cast.Child.Type)), ("targetType", Quote.Type(cast.Target)));
}
