using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Kind = Spark.Connect.SetOperation.Types.SetOpType;

namespace Gateway.Connect.Relations;

/// <summary>Translates unions, intersections and differences.</summary>
internal static class SetOperationTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.SetOperation message)
    {
        if (message.LeftInput is null || message.RightInput is null)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.SET_OPERATION_MUST_HAVE_TWO_INPUTS");
        }
        var kind = message.SetOpType switch
        {
            Kind.Union => SetOperationKind.Union,
            Kind.Intersect when !message.ByName => SetOperationKind.Intersect,
            Kind.Except when !message.ByName => SetOperationKind.Except,
            Kind.Intersect => throw new QueryException("CONNECT_INVALID_PLAN.INTERSECT_DOES_NOT_SUPPORT_UNION_BY_NAME"),
            Kind.Except => throw new QueryException("CONNECT_INVALID_PLAN.EXCEPT_DOES_NOT_SUPPORT_UNION_BY_NAME"),
            Kind.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.SetOperation.set_op_type", message.SetOpType.ToString(), (int)message.SetOpType),
        };
        if (message.AllowMissingColumns && !message.ByName)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.UNION_BY_NAME_ALLOW_MISSING_COL_REQUIRES_BY_NAME");
        }
        return new SetOperation(translator.Relation(message.LeftInput), translator.Relation(message.RightInput), kind, message.IsAll, message.ByName, message.AllowMissingColumns) { Origin = Origin.Unplaced };
    }
}
