using System.Collections.Immutable;
using Gateway.Compute.Coercion;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions that take several kinds of collections.</summary>
internal static class CollectionFunctions
{
    private const string Group = "collection_funcs";

    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Parameter _any = new("expr", TypeRule.Any);
    private static readonly TypeRule _arrayOrMap = TypeRule.OneOf(TypeRule.Array, TypeRule.Map);
    private static readonly TypeRule _concatenable = TypeRule.OneOf(TypeRule.String, TypeRule.Binary, TypeRule.Array);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("cardinality size", [new("expr", _arrayOrMap)], static _ => IntegerType.Instance, static call => call.Mode != EvaluationMode.Legacy && call.Arguments[0].Nullable,
            static site => new SizeFunction(site, minusOneForNull: site.Call.Mode == EvaluationMode.Legacy), coercion: ArgumentCoercion.None,
            coerce: CollectionCoercion.VoidBecomes(CollectionCoercion.VoidArray), canThrow: _safe, group: Group, example: "size(array('b', 'd', 'c', 'a')) = 4",
            javaClass: "org.apache.spark.sql.catalyst.expressions.Size");
        f.Scalar("concat", [_any], ConcatenatedType, kernel: ConcatKernel, variadic: true, coercion: ArgumentCoercion.None, coerce: ConcatArguments, check: ConcatFault,
            canThrow: _safe, group: Group, example: "concat('Spark', 'SQL') = SparkSQL");
        ElementAt(f, "element_at", "element_at(array(1, 2, 3), 2) = 2");
        ElementAt(f, "try_element_at", "try_element_at(array(1, 2, 3), 2) = 2");
    }

    private static void ElementAt(FunctionFamily f, string name, string example) =>
        f.Scalar(name, [_any, _any], static call => call.Arguments[0].Type is MapType map ? map.Value : ((ArrayType)call.Arguments[0].Type).Element,
            static call => call.Arguments[0].Type is MapType || NullRules.ArrayItem(call.Arguments[0], call.Arguments[1], oneBased: true, failsOutside: call.Ansi),
            static site => site.ArgumentType(0) is MapType
                ? new MapElementFunction(site)
                : new ArrayElementFunction(site, oneBased: true, failsOutOfRange: site.Call.Ansi),
            coercion: ArgumentCoercion.None, coerce: ElementAtArguments, check: call => ElementAtFault(call, "element_at"),
            canThrow: static call => call.Arguments[0].Type is ArrayType, checkedAs: "element_at", group: Group, example: example);

    private static ImmutableArray<Expression>? ElementAtArguments(FunctionCall call, bool ansi) => call.Arguments[0].Type is ArrayType
        ? call.Arguments[1].Type is ByteType or ShortType
            ? [call.Arguments[0], new CoercionContext(ansi).Cast(call.Arguments[1], IntegerType.Instance, call)]
            : null
        : CollectionCoercion.KeyOf(takesVoid: true, CollectionCoercion.Tightest)(call, ansi);

    private static QueryError? ElementAtFault(FunctionCall call, string name)
    {
        switch (call.Arguments[0].Type)
        {
            case ArrayType:
                return call.Arguments[1].Type is IntegerType ? null : CollectionChecks.Unexpected(call, 1, "\"INT\"");
            case MapType map:
                return TypeMerging.Same(map.Key, call.Arguments[1].Type)
                    ? OperatorChecks.IsOrderable(map.Key) ? null : OperatorChecks.Unordered(call, name, map.Key)
                    : MapFunctions.KeyDifference(call, name);
            default:
                return CollectionChecks.Unexpected(call, 0, "(\"ARRAY\" or \"MAP\")");
        }
    }

    private static DataType ConcatenatedType(FunctionCall call) => call.Arguments.IsEmpty
        ? StringType.Instance
        : TypeMerging.MergeNullability(call.Arguments.Select(static argument => argument.Type));

    private static ImmutableArray<Expression>? ConcatArguments(FunctionCall call, bool ansi)
    {
        var context = new CoercionContext(ansi);
        DataType[] types = [.. call.Arguments.Select(static argument => argument.Type)];
        if (types.Length > 0 && types.All(static type => type is ArrayType))
        {
            return !TypeMerging.AllSame(types) && WidestType.Find(types, ansi) is { } common
                ? [.. call.Arguments.Select(argument => context.Cast(argument, common, call))]
                : null;
        }
        if (types.All(static type => type is BinaryType))
        {
            return null;
        }
        var texts = types.Select(type => type is StringType ? type : ImplicitCast.Find(type, TypeRule.String, ansi) ?? (type is VariantType || (ansi && type is CalendarIntervalType) ? StringType.Instance : null)).ToArray();
        var target = types.OfType<StringType>().Distinct().ToArray() switch { [] => StringType.Instance, [var only] => only, _ => new StringType((string?)null) };
        ImmutableArray<Expression> cast = [.. call.Arguments.Select((argument, i) => texts[i] is null ? argument : context.Cast(argument, target, call))];
        return cast.AsSpan().SequenceEqual(call.Arguments.AsSpan(), ReferenceEqualityComparer.Instance) ? null : cast;
    }

    private static QueryError? ConcatFault(FunctionCall call)
    {
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (!_concatenable.Accepts(call.Arguments[i].Type))
            {
                return CollectionChecks.Unexpected(call, i, "(\"STRING\" or \"BINARY\" or \"ARRAY\")");
            }
        }
        return OperatorChecks.SameTypes(call, "concat", call.Arguments, bracketed: false);
    }

    private static Evaluator ConcatKernel(BoundCall site) => site.ResultType is ArrayType ? new ArrayConcatFunction(site) : new TextConcatFunction(site);
}
