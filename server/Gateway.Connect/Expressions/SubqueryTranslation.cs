using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Plans.Logical;
using Kind = Spark.Connect.SubqueryExpression.Types.SubqueryType;

namespace Gateway.Connect.Expressions;

/// <summary>Translates subqueries; the plan is the reference of the same id.</summary>
internal static class SubqueryTranslation
{
    public static Expression Translate(Translator translator, Proto.SubqueryExpression message)
    {
        var plan = translator.Relation(translator.Reference(message.PlanId));
        return message.SubqueryType switch
        {
            Kind.Scalar => new ScalarSubquery(plan),
            Kind.Exists => new Exists(plan),
            Kind.In => new InSubquery(translator.Expressions(message.InSubqueryValues), plan),
            Kind.TableArg => new TableArgument(
                plan,
                [],
                translator.Expressions(message.TableArgOptions?.PartitionSpec ?? []),
                SortOrderTranslation.Translate(translator, message.TableArgOptions?.OrderSpec ?? []),
                message.TableArgOptions?.WithSinglePartition ?? false),
            Kind.Unknown or _ => throw InvalidPlan.BadEnum("spark.connect.SubqueryExpression.subquery_type", message.SubqueryType.ToString(), (int)message.SubqueryType),
        };
    }
}
