using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>The transforms of PARTITIONED BY, which clients may call as functions: they have a type but no value.</summary>
internal static class PartitionTransforms
{
    public static void Register(FunctionFamily f)
    {
        Parameter column = new("column", TypeRule.Any);
        f.Scalar("bucket", [new("numBuckets", TypeRule.Any), column], static _ => IntegerType.Instance, NullRules.Always, Refuse, coercion: ArgumentCoercion.None,
            isInternal: true, neverFolds: true, canThrow: static _ => true);
        foreach (string name in (string[])["years", "months", "days", "hours"])
        {
            f.Scalar(name, [column], static _ => IntegerType.Instance, NullRules.Always, Refuse, coercion: ArgumentCoercion.None, isInternal: true, neverFolds: true, canThrow: static _ => true);
        }
    }

    private static Evaluator Refuse(BoundCall site)
    {
        string column = site.Call.Arguments[^1] is Literal literal ? LiteralText.Print(literal, PrintStyle.Pretty) : "boundreference()";
        throw new QueryException("PARTITION_TRANSFORM_EXPRESSION_NOT_IN_PARTITIONED_BY", ("expression", $"\"{site.Call.CalledName}({column})\""));
    }
}
