using System.Collections.Immutable;
using Gateway.Compute.Coercion;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers higher-order functions.</summary>
public static class LambdaFunctions
{
    private const string Group = "lambda_funcs";

    private static readonly Parameter _array = new("expr", TypeRule.Array);
    private static readonly Parameter _map = new("expr", TypeRule.Map);
    private static readonly Parameter _lambda = new("func", TypeRule.Lambda);

    /// <summary>Makes <c>exists</c> count NULL as false.</summary>
    private static readonly SessionVariant _twoValued = new("spark.sql.legacy.followThreeValuedLogicInArrayExists", "false", "@twovalued");

    public static void Register(FunctionFamily f)
    {
        f.Scalar("aggregate reduce", [_array, new("start", TypeRule.Any), new("merge", TypeRule.Lambda), new("finish", TypeRule.Lambda)],
            static call => call.Arguments[3].Type, static call => call.Arguments[0].Nullable || call.Arguments[3].Nullable,
            static site => new AggregateElementsFunction(site), optional: 1, coercion: ArgumentCoercion.None,
            coerce: static (call, _) => call.Arguments.Length == 3 ? call.Arguments.Add(Identity(SchemaArgument.AsNullable(call.Arguments[1].Type))) : WithoutVoid(call, 2, call.Arguments[1].Type), check: AggregateFault, shape: PrintAggregate,
            lambdas: new LambdaBinder([
                new LambdaParameter(2, static call => [(SchemaArgument.AsNullable(call.Arguments[1].Type), true), Element(call, 0)]),
                new LambdaParameter(3, static call => [(SchemaArgument.AsNullable(call.Arguments[1].Type), true)])]),
            canThrow: BodyThrows, group: Group, example: "aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x) = 6", javaClass: "org.apache.spark.sql.catalyst.expressions.ArrayAggregate");
        f.Scalar("array_sort", [_array, _lambda], ArrayFunctions.SameType, NullRules.From(0), SortKernel, optional: 1, coercion: ArgumentCoercion.None,
            coerce: static (call, _) => call.Arguments.Length == 1 && call.Arguments[0].Type is ArrayType ? call.Arguments.Add(DefaultComparator.For(call)) : null, check: SortFault, shape: PrintSort,
            lambdas: new LambdaBinder([new LambdaParameter(1, static call => [Element(call, 0), Element(call, 0)])]),
            canThrow: static _ => true, group: Group, example: "array_sort(array(5, 6, 1), (left, right) -> case when left < right then -1 when left > right then 1 else 0 end) = [1,5,6]");
        Predicate(f, "exists", static site => new QuantifierFunction(site, decisive: 1, threeValued: true), "exists(array(1, 2, 3), x -> x % 2 == 0) = true", "ArrayExists", _twoValued);
        f.Scalar("exists" + _twoValued.Suffix, [_array, _lambda], static _ => BooleanType.Instance, NullRules.From(0), static site => new QuantifierFunction(site, decisive: 1, threeValued: false),
            printed: "exists", coercion: ArgumentCoercion.None, coerce: static (call, _) => WithoutVoid(call, 1, BooleanType.Instance), check: static call => NotBoolean(call),
            lambdas: new LambdaBinder([new LambdaParameter(1, static call => [Element(call, 0)])]),
            canThrow: BodyThrows, javaClass: "org.apache.spark.sql.catalyst.expressions.ArrayExists", isInternal: true);
        f.Scalar("filter", [_array, _lambda], ArrayFunctions.SameType, NullRules.From(0), static site => new FilterElementsFunction(site),
            coercion: ArgumentCoercion.None, coerce: static (call, _) => WithoutVoid(call, 1, BooleanType.Instance), check: static call => NotBoolean(call),
            lambdas: new LambdaBinder([new LambdaParameter(1, ElementAndIndex)]),
            canThrow: BodyThrows, group: Group, example: "filter(array(1, 2, 3), x -> x % 2 == 1) = [1,3]", javaClass: "org.apache.spark.sql.catalyst.expressions.ArrayFilter");
        Predicate(f, "forall", static site => new QuantifierFunction(site, decisive: 0, threeValued: true), "forall(array(1, 2, 3), x -> x % 2 == 0) = false", "ArrayForAll");
        f.Scalar("map_filter", [_map, _lambda], ArrayFunctions.SameType, NullRules.From(0), static site => new FilterElementsFunction(site),
            coercion: ArgumentCoercion.None, coerce: static (call, _) => WithoutVoid(call, 1, BooleanType.Instance), check: static call => NotBoolean(call), lambdas: Entries,
            canThrow: BodyThrows, group: Group, example: "map_filter(map(1, 0, 2, 2, 3, -1), (k, v) -> k > v) = {1:0,3:-1}");
        f.Scalar("map_zip_with", [_map, _map, _lambda], static call => new MapType(ZippedKey(call)!, call.Arguments[2].Type, call.Arguments[2].Nullable),
            static call => call.Arguments[0].Nullable || call.Arguments[1].Nullable, static site => new MapZipWithFunction(site),
            coercion: ArgumentCoercion.None, coerce: SameKeys, check: MapZipFault,
            lambdas: new LambdaBinder([new LambdaParameter(2, static call => [(ZippedKey(call) ?? Key(call, 0), false), (Value(call, 0).Type, true), (Value(call, 1).Type, true)])]),
            canThrow: BodyThrows, group: Group, example: "map_zip_with(map(1, 'a', 2, 'b'), map(1, 'x', 2, 'y'), (k, v1, v2) -> concat(v1, v2)) = {1:\"ax\",2:\"by\"}");
        f.Scalar("transform", [_array, _lambda], static call => new ArrayType(call.Arguments[1].Type, call.Arguments[1].Nullable), NullRules.From(0),
            static site => new TransformFunction(site), coercion: ArgumentCoercion.None,
            lambdas: new LambdaBinder([new LambdaParameter(1, ElementAndIndex)]),
            canThrow: BodyThrows, group: Group, example: "transform(array(1, 2, 3), x -> x + 1) = [2,3,4]", javaClass: "org.apache.spark.sql.catalyst.expressions.ArrayTransform");
        f.Scalar("transform_keys", [_map, _lambda], static call => new MapType(call.Arguments[1].Type, Value(call, 0).Type, Value(call, 0).Nullable), NullRules.From(0),
            static site => new TransformMapFunction(site, keys: true), coercion: ArgumentCoercion.None, check: static call => CollectionChecks.MapKey(call, call.Arguments[1].Type),
            lambdas: Entries, canThrow: static _ => true, group: Group, example: "transform_keys(map_from_arrays(array(1, 2, 3), array(1, 2, 3)), (k, v) -> k + 1) = {2:1,3:2,4:3}");
        f.Scalar("transform_values", [_map, _lambda], static call => new MapType(Key(call, 0), call.Arguments[1].Type, call.Arguments[1].Nullable), NullRules.From(0),
            static site => new TransformMapFunction(site, keys: false), coercion: ArgumentCoercion.None,
            lambdas: Entries, canThrow: BodyThrows, group: Group, example: "transform_values(map_from_arrays(array(1, 2, 3), array(1, 2, 3)), (k, v) -> v + 1) = {1:2,2:3,3:4}");
        f.Scalar("zip_with", [_array, _array, _lambda], static call => new ArrayType(call.Arguments[2].Type, call.Arguments[2].Nullable),
            static call => call.Arguments[0].Nullable || call.Arguments[1].Nullable, static site => new ZipWithFunction(site), coercion: ArgumentCoercion.None,
            lambdas: new LambdaBinder([new LambdaParameter(2, static call => [(Element(call, 0).Type, true), (Element(call, 1).Type, true)])]),
            canThrow: BodyThrows, group: Group, example: "zip_with(array(1, 2, 3), array('a', 'b', 'c'), (x, y) -> (y, x)) = [{\"y\":\"a\",\"x\":1},{\"y\":\"b\",\"x\":2},{\"y\":\"c\",\"x\":3}]");
    }

    /// <summary>A body that is VOID is the NULL constant of the type asked for.</summary>
    private static ImmutableArray<Expression>? WithoutVoid(FunctionCall call, int position, DataType type) =>
        call.Arguments[position] is LambdaFunction { Body: { Resolved: true, Type: NullType } body } lambda && type is not NullType
            ? call.Arguments.SetItem(position, lambda with { Body = Literal.NullOf(type) with { Origin = body.Origin } })
            : null;

    private static LambdaBinder Entries { get; } = new([new LambdaParameter(1, static call => [(Key(call, 0), false), Value(call, 0)])]);

    private static void Predicate(FunctionFamily f, string name, Func<BoundCall, Evaluator> kernel, string example, string javaClass, SessionVariant? variant = null) =>
        f.Scalar(name, [_array, _lambda], static _ => BooleanType.Instance, static call => call.Arguments[0].Nullable || call.Arguments[1].Nullable, kernel,
            coercion: ArgumentCoercion.None, coerce: static (call, _) => WithoutVoid(call, 1, BooleanType.Instance), check: static call => NotBoolean(call),
            lambdas: new LambdaBinder([new LambdaParameter(1, static call => [Element(call, 0)])]),
            canThrow: BodyThrows, variant: variant, group: Group, example: example, javaClass: "org.apache.spark.sql.catalyst.expressions." + javaClass);

    private static (DataType Type, bool Nullable) Element(FunctionCall call, int position) =>
        call.Arguments[position].Type is ArrayType array ? (array.Element, array.ContainsNull) : (NullType.Instance, true);

    /// <summary>The element, and its index for a lambda that names two parameters.</summary>
    private static ImmutableArray<(DataType Type, bool Nullable)> ElementAndIndex(FunctionCall call) =>
        call.Arguments[1] is LambdaFunction { Arguments.Length: 2 } ? [Element(call, 0), (IntegerType.Instance, false)] : [Element(call, 0)];

    private static DataType Key(FunctionCall call, int position) => call.Arguments[position].Type is MapType map ? map.Key : NullType.Instance;

    private static (DataType Type, bool Nullable) Value(FunctionCall call, int position) =>
        call.Arguments[position].Type is MapType map ? (map.Value, map.ValueContainsNull) : (NullType.Instance, true);

    /// <summary>A body that cannot raise makes the call safe; its calls know.</summary>
    private static bool BodyThrows(FunctionCall call) => call.Arguments.OfType<LambdaFunction>().Any(static lambda =>
        lambda.Body.Any(static node => node is FunctionCall inner ? inner.Function.CanThrow(inner) : node is Cast or GetArrayItem));

    /// <summary>The finishing lambda that was left out shows, also before its parameter has a type.</summary>
    private static void PrintAggregate(ExpressionWriter writer, FunctionCall call)
    {
        var parameter = new UnresolvedLambdaVariable(["id"]);
        writer.Call(call.CalledName, call.Arguments.Length == 3 ? call.Arguments.Add(new LambdaFunction(parameter, [parameter])) : call.Arguments);
    }

    /// <summary>The comparator that was left out shows, also where the argument is no array: then before its parameters have a type.</summary>
    private static void PrintSort(ExpressionWriter writer, FunctionCall call) =>
        writer.Call(call.CalledName, call.Arguments.Length == 1 ? call.Arguments.Add(DefaultComparator.Unbound) : call.Arguments);

    private static LambdaFunction Identity(DataType type)
    {
        var variable = new LambdaVariable("id", type, true, ExpressionId.Next());
        return new LambdaFunction(variable, [variable]);
    }

    private static CompareSortFunction Comparing(BoundCall site) => new(site,
        site.Context.Settings.Configuration.TryGetValue("spark.sql.legacy.allowNullComparisonResultInArraySort", out string? value) && value == "true");

    private static Evaluator SortKernel(BoundCall site) => DefaultComparator.Is(site.Call.Arguments[1])
        ? new SortArrayFunction(site, ascending: true, nullsFirst: false)
        : Comparing(site);

    private static QueryError? NotBoolean(FunctionCall call) => call.Arguments[1].Type is BooleanType or NullType
        ? null
        : CollectionChecks.Unexpected(call, 1, "\"BOOLEAN\"");

    private static QueryError? AggregateFault(FunctionCall call) => TypeMerging.Same(call.Arguments[1].Type, call.Arguments[2].Type)
        ? null
        : CollectionChecks.Unexpected(call, 2, FunctionCheck.Quoted(call.Arguments[1].Type));

    private static QueryError? SortFault(FunctionCall call)
    {
        if (DefaultComparator.Is(call.Arguments[1]))
        {
            return CollectionChecks.OrderedElements("array_sort", wholeType: true)(call);
        }
        return call.Arguments[1].Type is IntegerType
            ? null
            : FunctionCheck.Mismatch(call, "UNEXPECTED_RETURN_TYPE", ("functionName", "`lambdafunction`"), ("expectedType", "\"INT\""), ("actualType", FunctionCheck.Quoted(call.Arguments[1].Type)));
    }

    /// <summary>Finds the key type of both maps.</summary>
    private static DataType? ZippedKey(FunctionCall call) => TypeMerging.Same(Key(call, 0), Key(call, 1))
        ? TypeMerging.MergeNullability([Key(call, 0), Key(call, 1)])
        : CollectionCoercion.Wider(Key(call, 0), Key(call, 1));

    private static ImmutableArray<Expression>? SameKeys(FunctionCall call, bool ansi)
    {
        if (call.Arguments[0].Type is not MapType left || call.Arguments[1].Type is not MapType right || TypeMerging.Same(left.Key, right.Key) || ZippedKey(call) is not { } key)
        {
            return null;
        }
        var context = new CoercionContext(ansi);
        return
        [
            context.Cast(call.Arguments[0], left with { Key = key }, call),
            context.Cast(call.Arguments[1], right with { Key = key }, call),
            call.Arguments[2],
        ];
    }

    /// <summary>Gives a lambda back its written parameters; what was no lambda stands alone again.</summary>
    private static Expression Unbound(Expression argument) =>
        argument is LambdaFunction { Body: var body } lambda && lambda.Arguments.All(static parameter => parameter is LambdaVariable variable && variable.Name.StartsWith("col", StringComparison.Ordinal))
        && !body.Any(node => node is LambdaVariable variable && lambda.Arguments.Any(parameter => ((LambdaVariable)parameter).Id == variable.Id))
            ? body
            : argument.TransformUp(static node => node is LambdaVariable variable ? new UnresolvedLambdaVariable([variable.Name]) : node);

    private static QueryError? MapZipFault(FunctionCall call)
    {
        var (left, right) = (Key(call, 0), Key(call, 1));
        if (!TypeMerging.Same(left, right))
        {
            return FunctionCheck.Mismatch(call with { Arguments = [.. call.Arguments.Select(Unbound)] }, "MAP_ZIP_WITH_DIFF_TYPES", ("functionName", "`map_zip_with`"), ("leftType", FunctionCheck.Quoted(left)), ("rightType", FunctionCheck.Quoted(right)));
        }
        return OperatorChecks.IsOrderable(left) ? null : OperatorChecks.Unordered(call, "map_zip_with", left);
    }
}
