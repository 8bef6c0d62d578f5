using System.Collections.Immutable;
using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over maps.</summary>
public static class MapFunctions
{
    private const string SortName = "mapsort";
    private static readonly TypeRule _split = StringFunctions.Searchable with { Accepts = static type => StringFunctions.Searchable.Accepts(type) && type is not StringType { Rules.IgnoresTrailingSpaces: true } };

    private const string Group = "map_funcs";

    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Parameter _any = new("expr", TypeRule.Any);
    private static readonly Parameter _map = new("map", TypeRule.Map);

    /// <summary>Gives the expression whose maps, also nested ones, are ordered by key, so that equal ones have equal bytes; the value itself where it holds no map.</summary>
    public static Expression Sorted(Expression value) => HasMap(value.Type)
        ? new FunctionCall(FunctionRegistry.Builtin.FindInternal(SortName)!, SortName, [value], EvaluationMode.Ansi)
        : value;

    private static bool HasMap(DataType type) => type switch
    {
        MapType => true,
        ArrayType array => HasMap(array.Element),
        StructType structure => structure.Fields.Any(static field => HasMap(field.Type)),
        _ => false,
    };

    public static void Register(FunctionFamily f)
    {
        f.Scalar(SortName, [new("map", TypeRule.Any)], static call => call.Arguments[0].Type, kernel: static site => new Nested.MapSortFunction(site),
            coercion: ArgumentCoercion.None, isInternal: true, canThrow: static _ => false);
        f.Scalar("map", [_any], ConstructedType, NullRules.Never, static site => new MapConstructorFunction(site), variadic: true,
            coercion: ArgumentCoercion.None, coerce: KeysAndValues, check: ConstructorFault, canThrow: _throws, group: Group,
            example: "map(1.0, '2', 3.0, '4') = {1.0:\"2\",3.0:\"4\"}", javaClass: "org.apache.spark.sql.catalyst.expressions.CreateMap");
        f.Scalar("map_concat", [_any], ConcatenatedType, kernel: static site => new MapConcatFunction(site), variadic: true, coercion: ArgumentCoercion.None,
            coerce: static (call, ansi) => call.Arguments.All(static argument => argument.Type is MapType) ? Widest(call, ansi) : null, check: ConcatFault,
            canThrow: _throws, group: Group, example: "map_concat(map(1, 'a', 2, 'b'), map(3, 'c')) = {1:\"a\",2:\"b\",3:\"c\"}");
        f.Scalar("map_contains_key", [_any, _any], static _ => BooleanType.Instance, NullRules.Always, static site => new MapContainsKeyFunction(site),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.KeyOf(takesVoid: false, CollectionCoercion.Wider), check: ContainsKeyFault,
            canThrow: _safe, group: Group, example: "map_contains_key(map(1, 'a', 2, 'b'), 1) = true");
        View(f, "map_entries", MapPart.Entries, static map => new StructType([new("key", map.Key, false), new("value", map.Value, map.ValueContainsNull)]), static _ => false,
            "map_entries(map(1, 'a', 2, 'b')) = [{\"key\":1,\"value\":\"a\"},{\"key\":2,\"value\":\"b\"}]");
        f.Scalar("map_from_arrays", [new("keys", TypeRule.Array), new("values", TypeRule.Array)],
            static call => new MapType(((ArrayType)call.Arguments[0].Type).Element, ((ArrayType)call.Arguments[1].Type).Element, ((ArrayType)call.Arguments[1].Type).ContainsNull),
            kernel: static site => new MapFromArraysFunction(site), coercion: ArgumentCoercion.None,
            coerce: CollectionCoercion.VoidBecomes(CollectionCoercion.VoidArray, CollectionCoercion.VoidArray),
            check: static call => CollectionChecks.MapKey(call, ((ArrayType)call.Arguments[0].Type).Element),
            canThrow: _throws, group: Group, example: "map_from_arrays(array(1.0, 3.0), array('2', '4')) = {1.0:\"2\",3.0:\"4\"}");
        f.Scalar("map_from_entries", [new("arrayOfEntries", TypeRule.Any)],
            static call => Pair(call.Arguments[0].Type) is var (key, value) ? new MapType(key.Type, value.Type, value.Nullable) : throw new System.Diagnostics.UnreachableException(),
            static call => call.Arguments[0].Nullable || ((ArrayType)call.Arguments[0].Type).ContainsNull, static site => new MapFromEntriesFunction(site),
            coercion: ArgumentCoercion.None,
            check: static call => Pair(call.Arguments[0].Type) is var (key, _)
                ? CollectionChecks.MapKey(call, key.Type)
                : CollectionChecks.Unexpected(call, 0, "\"ARRAY\" of pair \"STRUCT\""),
            canThrow: _throws, group: Group, example: "map_from_entries(array(struct(1, 'a'), struct(2, 'b'))) = {1:\"a\",2:\"b\"}");
        View(f, "map_keys", MapPart.Keys, static map => map.Key, static _ => true, "map_keys(map(1, 'a', 2, 'b')) = [1,2]");
        View(f, "map_values", MapPart.Values, static map => map.Value, static _ => true, "map_values(map(1, 'a', 2, 'b')) = [\"a\",\"b\"]");
        f.Scalar("str_to_map",
            [new("text", _split), new("pairDelim", _split, Literal.Of(",")), new("keyValueDelim", _split, Literal.Of(":"))],
            static call => new MapType(call.Arguments[0].Type, call.Arguments[0].Type, true), kernel: static site => new StringToMapFunction(site), optional: 2,
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(StringType.Instance, StringType.Instance, StringType.Instance),
            canThrow: _throws, group: Group, example: "str_to_map('a:1,b:2,c:3', ',', ':') = {\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}",
            javaClass: "org.apache.spark.sql.catalyst.expressions.StringToMap");
    }

    private static void View(FunctionFamily f, string name, MapPart part, Func<MapType, DataType> element, Func<MapType, bool> containsNull, string example) =>
        f.Scalar(name, [_map], call => new ArrayType(element((MapType)call.Arguments[0].Type), containsNull((MapType)call.Arguments[0].Type)),
            kernel: site => new MapViewEvaluator(site, part), coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(CollectionCoercion.VoidMap),
            canThrow: _safe, group: Group, example: example);

    private static (StructField Key, StructField Value)? Pair(DataType type) =>
        type is ArrayType { Element: StructType { Fields: [var key, var value] } } ? (key, value) : null;

    private static IEnumerable<Expression> Keys(FunctionCall call) => call.Arguments.Where(static (_, i) => i % 2 == 0);

    private static IEnumerable<Expression> Values(FunctionCall call) => call.Arguments.Where(static (_, i) => i % 2 == 1);

    private static MapType ConstructedType(FunctionCall call) => new(
        TypeMerging.MergeNullability(Keys(call).Select(static key => key.Type)),
        TypeMerging.MergeNullability(Values(call).Select(static value => value.Type)),
        Values(call).Any(static value => value.Nullable));

    private static ImmutableArray<Expression>? KeysAndValues(FunctionCall call, bool ansi)
    {
        if (call.Arguments.Length % 2 != 0)
        {
            return null;
        }
        var context = new CoercionContext(ansi);
        var keyType = Common(Keys(call), ansi);
        var valueType = Common(Values(call), ansi);
        return keyType is null && valueType is null
            ? null
            : [.. call.Arguments.Select((argument, i) => (i % 2 == 0 ? keyType : valueType) is { } type ? context.Cast(argument, type, call) : argument)];
    }

    private static DataType? Common(IEnumerable<Expression> expressions, bool ansi)
    {
        DataType[] types = [.. expressions.Select(static expression => expression.Type)];
        return TypeMerging.AllSame(types) ? null : WidestType.Find(types, ansi);
    }

    private static ImmutableArray<Expression>? Widest(FunctionCall call, bool ansi)
    {
        if (Common(call.Arguments, ansi) is not { } common)
        {
            return null;
        }
        var context = new CoercionContext(ansi);
        return [.. call.Arguments.Select(argument => context.Cast(argument, common, call))];
    }

    private static QueryError? ConstructorFault(FunctionCall call)
    {
        if (call.Arguments.Length % 2 != 0)
        {
            return QueryException.Create("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", default, null,
                ("functionName", "`map`"), ("expectedNum", "2n (n > 0)"),
                ("actualNum", call.Arguments.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("docroot", "https://spark.apache.org/docs/latest"));
        }
        return Differing(call, Keys(call), "CREATE_MAP_KEY_DIFF_TYPES") ??
            Differing(call, Values(call), "CREATE_MAP_VALUE_DIFF_TYPES") ??
            (call.Arguments.IsEmpty ? null : CollectionChecks.MapKey(call, call.Arguments[0].Type));
    }

    private static QueryError? Differing(FunctionCall call, IEnumerable<Expression> expressions, string condition) =>
        TypeMerging.AllSame(expressions.Select(static expression => expression.Type))
            ? null
            : FunctionCheck.Mismatch(call, condition, ("functionName", "`map`"),
                ("dataType", "[" + string.Join(", ", expressions.Select(static expression => FunctionCheck.Quoted(expression.Type))) + "]"));

    private static DataType ConcatenatedType(FunctionCall call) => call.Arguments.IsEmpty
        ? new MapType(StringType.Instance, StringType.Instance, true)
        : TypeMerging.MergeNullability(call.Arguments.Select(static argument => argument.Type));

    private static QueryError? ConcatFault(FunctionCall call)
    {
        if (call.Arguments.All(static argument => argument.Type is MapType))
        {
            return OperatorChecks.SameTypes(call, "map_concat", call.Arguments, bracketed: false);
        }
        return FunctionCheck.Mismatch(call, "MAP_CONCAT_DIFF_TYPES", ("functionName", "`map_concat`"),
            ("dataType", "[" + string.Join(", ", call.Arguments.Select(static argument => FunctionCheck.Quoted(argument.Type))) + "]"));
    }

    private static QueryError? ContainsKeyFault(FunctionCall call)
    {
        var (map, key) = (call.Arguments[0].Type, call.Arguments[1].Type);
        if (key is NullType)
        {
            return CollectionChecks.NullType(call, "map_contains_key");
        }
        if (map is MapType typed && TypeMerging.Same(typed.Key, key))
        {
            return OperatorChecks.IsOrderable(key) ? null : OperatorChecks.Unordered(call, "map_contains_key", key);
        }
        return KeyDifference(call, "map_contains_key");
    }

    internal static QueryError KeyDifference(FunctionCall call, string name) => FunctionCheck.Mismatch(call, "MAP_FUNCTION_DIFF_TYPES",
        ("functionName", Quote.Id(name)), ("dataType", "\"MAP\""),
        ("leftType", FunctionCheck.Quoted(call.Arguments[0].Type)), ("rightType", FunctionCheck.Quoted(call.Arguments[1].Type)));
}
