using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers calls of static methods of Java. There is no Java here, so no class can be loaded.</summary>
internal static class ReflectionFunctions
{
    private const string ArgumentTypes = "(\"BOOLEAN\" or \"TINYINT\" or \"SMALLINT\" or \"INT\" or \"BIGINT\" or \"FLOAT\" or \"DOUBLE\" or \"STRING\")";

    public static void Register(FunctionFamily f)
    {
        ImmutableArray<Parameter> parameters = [new("class", TypeRule.Any), new("method", TypeRule.Any), new("arg", TypeRule.Any)];
        f.Scalar("java_method reflect try_reflect", parameters, static _ => StringType.Instance, NullRules.Always, variadic: true, optional: 1, coercion: ArgumentCoercion.None,
            check: Fault, deterministic: false, group: "misc_funcs", since: "2.0.0");
    }

    private static QueryError? Fault(FunctionCall call)
    {
        if (call.Arguments.Length < 2)
        {
            return QueryException.Create("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", default, null,
                ("functionName", Quote.Id(call.CalledName)), ("expectedNum", "> 1"), ("actualNum", "1"), ("docroot", "https://spark.apache.org/docs/latest"));
        }
        for (int i = 0; i < 2; i++)
        {
            if (call.Arguments[i] is not { Foldable: true, Type: StringType })
            {
                return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", i == 0 ? "`class`" : "`method`"), ("inputType", "\"STRING\""), ("inputExpr", FunctionCheck.Quoted(call.Arguments[i])));
            }
            if (Text(call, i) is null)
            {
                return FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", i == 0 ? "`class`" : "`method`"));
            }
        }
        for (int i = 2; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Type is not (BooleanType or ByteType or ShortType or IntegerType or LongType or FloatType or DoubleType or StringType))
            {
                return CollectionChecks.Unexpected(call, i, ArgumentTypes);
            }
        }
        return FunctionCheck.Mismatch(call, "UNEXPECTED_CLASS_TYPE", ("className", Text(call, 0)!));
    }

    private static string? Text(FunctionCall call, int position) => ConstantFolding.Evaluate(call.Arguments[position], QuerySettings.Default).Value as string;
}
