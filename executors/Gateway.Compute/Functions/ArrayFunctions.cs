using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over arrays.</summary>
internal static class ArrayFunctions
{
    private const string Group = "array_funcs";

    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Parameter _any = new("expr", TypeRule.Any);
    private static readonly Parameter _array = new("array", TypeRule.Array);
    private static readonly TypeRule _voidableArray = TypeRule.Array with { DefaultType = CollectionCoercion.VoidArray };

    public static void Register(FunctionFamily f)
    {
        f.Scalar("array", [_any], ConstructedType, NullRules.Never, static site => new ArrayConstructorFunction(site), variadic: true,
            coercion: ArgumentCoercion.Widest, check: static call => OperatorChecks.SameTypes(call, "array", call.Arguments, bracketed: false),
            canThrow: _safe, group: Group, example: "array(1, 2, 3) = [1,2,3]", javaClass: "org.apache.spark.sql.catalyst.expressions.CreateArray");
        f.Scalar("array_append", [_any, _any], Extended, NullRules.From(0), static site => new ArrayExtendFunction(site, atEnd: true),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.ElementAnd(1, CollectionCoercion.Tightest),
            check: CollectionChecks.ElementAnd("array_append", 1, ElementCheck.Extend),
            canThrow: _safe, group: Group, example: "array_append(array('b', 'd', 'c', 'a'), 'd') = [\"b\",\"d\",\"c\",\"a\",\"d\"]");
        f.Scalar("array_compact", [new("array", _voidableArray)],
            static call => new ArrayType(((ArrayType)call.Arguments[0].Type).Element, false), kernel: static site => new ArrayCompactFunction(site),
            canThrow: _safe, group: Group, example: "array_compact(array(1, 2, 3, null)) = [1,2,3]");
        f.Scalar("array_contains", [_any, _any], static _ => BooleanType.Instance,
            static call => NullRules.Propagate(call) || ((ArrayType)call.Arguments[0].Type).ContainsNull, static site => new ArraySearchFunction(site, position: false),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.ElementAnd(1, CollectionCoercion.Wider, takesVoid: false),
            check: CollectionChecks.ElementAnd("array_contains", 1, ElementCheck.Contains),
            canThrow: _safe, group: Group, example: "array_contains(array(1, 2, 3), 2) = true");
        f.Scalar("array_distinct", [_array], SameType, kernel: static site => new ArrayDistinctFunction(site),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(CollectionCoercion.VoidArray), check: CollectionChecks.OrderedElements("array_distinct"),
            canThrow: _safe, group: Group, example: "array_distinct(array(1, 2, 3, null, 3)) = [1,2,3,null]");
        SetOperation(f, "array_except", ArraySetOperation.Except, static (left, _) => left, "array_except(array(1, 2, 3), array(1, 3, 5)) = [2]");
        f.Scalar("array_insert", [_any, new("pos", TypeRule.Any), _any], Extended,
            static call => call.Arguments[0].Nullable || call.Arguments[1].Nullable,
            static site => new ArrayInsertFunction(site, IsSet(site, "spark.sql.legacy.negativeIndexInArrayInsert")),
            coercion: ArgumentCoercion.None, coerce: static (call, ansi) => InsertArguments(call, ansi), check: InsertFault,
            canThrow: _throws, group: Group, example: "array_insert(array(1, 2, 3, 4), 5, 5) = [1,2,3,4,5]");
        SetOperation(f, "array_intersect", ArraySetOperation.Intersect, static (left, right) => left with { ContainsNull = left.ContainsNull && right.ContainsNull },
            "array_intersect(array(1, 2, 3), array(1, 3, 5)) = [1,3]");
        f.Scalar("array_join", [new("array", TypeRule.ArrayOf(TypeRule.String)), new("delimiter", TypeRule.String), new("nullReplacement", TypeRule.String)],
            static call => call.Arguments[1].Type, kernel: static site => new ArrayJoinFunction(site), optional: 1,
            coercion: ArgumentCoercion.None, coerce: static (call, ansi) => JoinArguments(call, ansi),
            canThrow: _safe, group: Group, example: "array_join(array('hello', 'world'), ' ') = hello world");
        f.Scalar("array_max", [new("array", _voidableArray)], ElementType, NullRules.Always, static site => new ArrayExtremeFunction(site, 1),
            check: CollectionChecks.OrderedElements("array_max"), canThrow: _safe, group: Group, example: "array_max(array(1, 20, null, 3)) = 20");
        f.Scalar("array_min", [new("array", _voidableArray)], ElementType, NullRules.Always, static site => new ArrayExtremeFunction(site, -1),
            check: CollectionChecks.OrderedElements("array_min"), canThrow: _safe, group: Group, example: "array_min(array(1, 20, null, 3)) = 1");
        f.Scalar("array_position", [_any, _any], static _ => LongType.Instance, kernel: static site => new ArraySearchFunction(site, position: true),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.ElementAnd(1, CollectionCoercion.Tightest),
            check: CollectionChecks.ElementAnd("array_position", 1, ElementCheck.Position),
            canThrow: _safe, group: Group, example: "array_position(array(312, 773, 708, 708), 708) = 3");
        f.Scalar("array_prepend", [_any, _any], Extended, NullRules.From(0), static site => new ArrayExtendFunction(site, atEnd: false),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.ElementAnd(1, static (left, right) => left is StringType && right is StringType ? null : CollectionCoercion.Tightest(left, right)),
            check: CollectionChecks.ElementAnd("array_prepend", 1, ElementCheck.Extend),
            canThrow: _safe, group: Group, example: "array_prepend(array('b', 'd', 'c', 'a'), 'd') = [\"d\",\"b\",\"d\",\"c\",\"a\"]");
        f.Scalar("array_remove", [_any, _any], SameType, kernel: static site => new ArrayRemoveFunction(site),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.ElementAnd(1, CollectionCoercion.Tightest),
            check: CollectionChecks.ElementAnd("array_remove", 1, ElementCheck.Difference),
            canThrow: _safe, group: Group, example: "array_remove(array(1, 2, 3, null, 3), 3) = [1,2,null]");
        f.Scalar("array_repeat", [_any, new("count", TypeRule.Int)], static call => new ArrayType(call.Arguments[0].Type, call.Arguments[0].Nullable), NullRules.From(1),
            static site => new ArrayRepeatFunction(site), coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(null, IntegerType.Instance),
            canThrow: _throws, group: Group, example: "array_repeat('123', 2) = [\"123\",\"123\"]");
        f.Scalar("array_size", [new("array", _voidableArray)], static _ => IntegerType.Instance, kernel: static site => new SizeFunction(site, minusOneForNull: false),
            canThrow: _safe, group: Group, example: "array_size(array('b', 'd', 'c', 'a')) = 4");
        SetOperation(f, "array_union", ArraySetOperation.Union, static (left, right) => (ArrayType)TypeMerging.MergeNullability([left, right]),
            "array_union(array(1, 2, 3), array(1, 3, 5)) = [1,2,3,5]");
        f.Scalar("arrays_overlap", [_any, _any], static _ => BooleanType.Instance,
            static call => NullRules.Propagate(call) || call.Arguments.Any(static argument => ((ArrayType)argument.Type).ContainsNull),
            static site => new ArraysOverlapFunction(site), coercion: ArgumentCoercion.None, coerce: CollectionCoercion.TwoArrays, check: CollectionChecks.TwoArrays("arrays_overlap"),
            canThrow: _safe, group: Group, example: "arrays_overlap(array(1, 2, 3), array(3, 4, 5)) = true");
        f.Scalar("arrays_zip", [new("array", TypeRule.Array with { Accepts = static type => type is ArrayType or NullType })], ZippedType, expand: static call => Zipped(call), variadic: true, coercion: ArgumentCoercion.None, canThrow: _safe, group: Group, example: "arrays_zip(array(1, 2, 3), array(2, 3, 4)) = [{\"0\":1,\"1\":2},{\"0\":2,\"1\":3},{\"0\":3,\"1\":4}]");
        f.Scalar("arrays_zip_named", [_any], NamedZipType, static call => call.Arguments.Where(static (_, i) => i % 2 == 1).Any(static argument => argument.Nullable),
            static site => new ArraysZipFunction(site), variadic: true, coercion: ArgumentCoercion.None, printed: "arrays_zip", isInternal: true, canThrow: _safe, group: Group);
        f.Scalar("flatten", [new("arrayOfArrays", TypeRule.Any)], static call => ((ArrayType)call.Arguments[0].Type).Element,
            static call => call.Arguments[0].Nullable || ((ArrayType)call.Arguments[0].Type).ContainsNull, static site => new FlattenFunction(site),
            coercion: ArgumentCoercion.None, check: static call => call.Arguments[0].Type is ArrayType { Element: ArrayType }
                ? null
                : CollectionChecks.Unexpected(call, 0, "\"ARRAY\" of \"ARRAY\""),
            canThrow: _safe, group: Group, example: "flatten(array(array(1, 2), array(3, 4))) = [1,2,3,4]");
        f.Scalar("get", [_array, new("index", TypeRule.Int)], ElementType, static call => NullRules.ArrayItem(call.Arguments[0], call.Arguments[1], oneBased: false),
            static site => new ArrayElementFunction(site, oneBased: false, failsOutOfRange: false), canThrow: _safe, group: Group, example: "get(array(1, 2, 3), 0) = 1");
        SequenceFunction.Register(f);
        f.Scalar("shuffle", [_any, new("seed", TypeRule.Any)], SameType, NullRules.From(0), static site => new ArrayShuffleFunction(site, ShuffleSeed(site)), optional: 1,
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(CollectionCoercion.VoidArray), check: ShuffleFault, deterministic: false,
            shape: static (writer, call) => writer.Append("shuffle(").Append(call.Arguments[0]).Append(")"), canThrow: _safe, group: Group);
        f.Scalar("slice", [new("x", _voidableArray), new("start", TypeRule.Int), new("length", TypeRule.Int)], SameType, kernel: static site => new ArraySliceFunction(site),
            canThrow: _throws, group: Group, example: "slice(array(1, 2, 3, 4), 2, 2) = [2,3]");
        f.Scalar("sort_array", [_array, new("ascendingOrder", TypeRule.Any, Literal.True)], SameType, kernel: static site => SortKernel(site), optional: 1,
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(CollectionCoercion.VoidArray, BooleanType.Instance),
            check: SortFault, canThrow: _safe, group: Group,
            example: "sort_array(array('b', 'd', null, 'c', 'a'), true) = [null,\"a\",\"b\",\"c\",\"d\"]");
    }

    private static void SetOperation(FunctionFamily f, string name, ArraySetOperation operation, Func<ArrayType, ArrayType, ArrayType> returns, string example) =>
        f.Scalar(name, [_any, _any], call => returns((ArrayType)call.Arguments[0].Type, (ArrayType)call.Arguments[1].Type),
            kernel: site => new ArraySetFunction(site, operation), coercion: ArgumentCoercion.None, coerce: CollectionCoercion.TwoArrays,
            check: CollectionChecks.TwoArrays(name), canThrow: _safe, group: Group, example: example);

    internal static DataType SameType(FunctionCall call) => call.Arguments[0].Type;

    internal static DataType ElementType(FunctionCall call) => ((ArrayType)call.Arguments[0].Type).Element;

    private static ArrayType Extended(FunctionCall call) => (ArrayType)AsNullable(call.Arguments[0].Type);

    /// <summary>Marks everything nested in a type as nullable, as inserting elements does.</summary>
    private static DataType AsNullable(DataType type) => type switch
    {
        ArrayType array => new ArrayType(AsNullable(array.Element), true),
        MapType map => new MapType(AsNullable(map.Key), AsNullable(map.Value), true),
        StructType structure => new StructType(structure.Fields.Select(static member => member with { Type = AsNullable(member.Type), Nullable = true })),
        _ => type,
    };

    private static ArrayType ConstructedType(FunctionCall call) =>
        new(TypeMerging.MergeNullability(call.Arguments.Select(static argument => argument.Type)), call.Arguments.Any(static argument => argument.Nullable));

    private static bool IsSet(BoundCall site, string key) =>
        site.Context.Settings.Configuration.TryGetValue(key, out string? value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static System.Collections.Immutable.ImmutableArray<Expression>? InsertArguments(FunctionCall call, bool ansi)
    {
        var arguments = CollectionCoercion.ElementAnd(2, CollectionCoercion.Tightest)(call, ansi);
        if (call.Arguments[1].Type is ByteType or ShortType)
        {
            var context = new Coercion.CoercionContext(ansi);
            arguments = (arguments ?? call.Arguments).SetItem(1, context.Cast(call.Arguments[1], IntegerType.Instance, call));
        }
        return arguments;
    }

    private static QueryError? InsertFault(FunctionCall call)
    {
        var fault = CollectionChecks.ElementAnd("array_insert", 2, ElementCheck.Difference)(call);
        if (fault is not null && fault.Condition != "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE")
        {
            return fault;
        }
        return call.Arguments[1].Type is IntegerType ? null : CollectionChecks.Unexpected(call, 1, "\"INT\"");
    }

    private static System.Collections.Immutable.ImmutableArray<Expression>? JoinArguments(FunctionCall call, bool ansi)
    {
        var context = new Coercion.CoercionContext(ansi);
        var arguments = CollectionCoercion.VoidBecomes(new ArrayType(StringType.Instance, true), StringType.Instance, StringType.Instance)(call, ansi) ?? call.Arguments;
        if (arguments[0].Type is ArrayType { Element: not StringType and not ArrayType and not MapType and not StructType and not VariantType } array &&
            Coercion.ImplicitCast.Find(array.Element, TypeRule.String, ansi) is { } text)
        {
            arguments = arguments.SetItem(0, context.Cast(arguments[0], new ArrayType(text, array.ContainsNull), call));
        }
        return arguments;
    }

    private static long ShuffleSeed(BoundCall site) => site.Call.Arguments.Length > 1 && site.Constant(1) is { } seed
        ? Convert.ToInt64(seed, System.Globalization.CultureInfo.InvariantCulture)
        : Random.Shared.NextInt64();

    private static QueryError? SortFault(FunctionCall call)
    {
        if (CollectionChecks.OrderedElements("sort_array", wholeType: true)(call) is { } fault)
        {
            return fault;
        }
        var order = call.Arguments[1];
        if (!order.Foldable)
        {
            return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT",
                ("inputName", "`ascendingOrder`"), ("inputType", FunctionCheck.Quoted(order.Type)), ("inputExpr", FunctionCheck.Quoted(order)));
        }
        return order.Type is BooleanType ? null : CollectionChecks.Unexpected(call, 1, "\"BOOLEAN\"");
    }

    private static QueryError? ShuffleFault(FunctionCall call) =>
        SeedFault(call, "shuffle", 1) ?? (call.Arguments[0].Type is ArrayType ? null : CollectionChecks.Unexpected(call, 0, "\"ARRAY\""));

    /// <summary>A seed must be a constant INT or BIGINT.</summary>
    internal static QueryError? SeedFault(FunctionCall call, string name, int position) =>
        call.Arguments.Length <= position || (call.Arguments[position].Foldable && call.Arguments[position].Type is IntegerType or LongType or NullType)
            ? null
            : QueryException.Create("INVALID_PARAMETER_VALUE.LONG", call.Origin, null,
                ("functionName", Quote.Id(name)), ("parameter", "`seed`"), ("invalidValue", FunctionCheck.Quoted(call.Arguments[position])));

    private static SortArrayFunction SortKernel(BoundCall site)
    {
        bool ascending = site.Call.Arguments.Length < 2 || site.Constant(1) is not false;
        return new SortArrayFunction(site, ascending, nullsFirst: ascending);
    }

    private static ArrayType ZippedType(FunctionCall call) => NamedZipType(Zipped(call));

    private static ArrayType NamedZipType(FunctionCall call) => new(new StructType(Enumerable.Range(0, call.Arguments.Length / 2).Select(i =>
        new StructField((string)((Literal)call.Arguments[2 * i]).Value!, (call.Arguments[2 * i + 1].Type as ArrayType)?.Element ?? NullType.Instance, true))), false);

    /// <summary>Names the fields now: references lose their names when they are bound to ordinals.</summary>
    private static FunctionCall Zipped(FunctionCall call) => new(
        FunctionRegistry.Builtin.FindInternal("arrays_zip_named")!,
        "arrays_zip",
        [.. call.Arguments.SelectMany(static (argument, i) => new[] { Literal.Of(ZipName(argument, i)), argument })],
        call.Mode)
    { Origin = call.Origin };

    private static string ZipName(Expression argument, int index) => argument switch
    {
        NamedExpression named => named.OutputName,
        LambdaVariable variable => variable.Name,
        GetStructField member => member.Name ?? member.Field.Name,
        GetArrayStructFields members => members.Name ?? ((StructType)((ArrayType)members.Child.Type).Element).Fields[members.Ordinal].Name,
        GetMapValue { Key: Literal { Value: string key } } => key,
        _ => index.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
