using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Formats;
using Gateway.Compute.Generators;
using Gateway.Compute.Kernels;
using Gateway.Compute.Nested;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over JSON text.</summary>
internal static class JsonFunctions
{
    private const string Group = "json_funcs";

    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Parameter _json = new("json", TypeRule.String);
    private static readonly Parameter _options = new("options", TypeRule.Any);
    private static readonly ArrayType _names = new(StringType.Instance, true);

    public static void Register(FunctionFamily f)
    {
        foreach (var (name, isLocal, variant) in FunctionRegistry.Forms("from_json"))
        {
            f.Scalar(name, [new("json", TypeRule.Any), new("schema", TypeRule.Any), _options], static call => SchemaArgument.Read(call, 1), NullRules.Always,
                static site => new FromJsonFunction(site), optional: 1, coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(StringType.Instance), check: FromFault,
                shape: static (writer, call) =>
                {
                    if (SchemaArgument.FindFault(call, 1) is null && SchemaArgument.Read(call, 1) is MapType)
                    {
                        writer.Append("entries");
                    }
                    else
                    {
                        writer.Append("from_json(").Append(call.Arguments[0]).Append(")");
                    }
                },
                canThrow: _throws, isInternal: isLocal, variant: variant, printed: "from_json", group: Group, example: "from_json('{\"a\":1, \"b\":0.8}', 'a INT, b DOUBLE') = {\"a\":1,\"b\":0.8}", javaClass: "org.apache.spark.sql.catalyst.expressions.JsonToStructs");
        }
        f.Scalar("get_json_object", [_json, new("path", TypeRule.String)], static _ => StringType.Instance, NullRules.Always, static site => new GetJsonObjectFunction(site),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(StringType.Instance, StringType.Instance), canThrow: _safe, group: Group,
            example: "get_json_object('{\"a\":\"b\"}', '$.a') = b");
        f.Scalar("json_array_length", [_json], static _ => IntegerType.Instance, NullRules.Always, RowKernel.Of<JsonArrayLength, StringView, int>(static _ => new JsonScratch()),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(StringType.Instance), canThrow: _safe, group: Group, example: "json_array_length('[1,2,3,4]') = 4",
            javaClass: "org.apache.spark.sql.catalyst.expressions.LengthOfJsonArray");
        f.Scalar("json_object_keys", [_json], static _ => _names, NullRules.Always, static site => new JsonObjectKeysFunction(site),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(StringType.Instance), canThrow: _safe, group: Group, example: "json_object_keys('{\"key\": \"value\"}') = [\"key\"]",
            javaClass: "org.apache.spark.sql.catalyst.expressions.JsonObjectKeys");
        f.Generator("json_tuple", [new("json", TypeRule.Any), new("field", TypeRule.Any), new("field", TypeRule.Any)], TupleType, static site => new JsonTupleGenerator(site), variadic: true,
            coercion: ArgumentCoercion.None, check: TupleFault, example: "json_tuple('{\"a\":1, \"b\":2}', 'a', 'b') = 1");
        f.Scalar("schema_of_json", [new("json", TypeRule.Any), _options], static _ => StringType.Instance, NullRules.Never,
            static site => new LiteralEvaluator(Literal.Of(JsonSchema.Of((string)site.Constant(0)!, OptionsArgument.Read(site.Call, 1), site.Context.Settings)), site.Context), optional: 1,
            coercion: ArgumentCoercion.None, check: static call => OptionsArgument.FindFault(call, 1) ?? ConstantTextFault(call, "json"),
            shape: static (writer, call) => writer.Append("schema_of_json(").Append(call.Arguments[0]).Append(")"),
            canThrow: _throws, group: Group, example: "schema_of_json('[{\"col\":0}]') = ARRAY<STRUCT<col: BIGINT>>");
        f.Scalar("to_json", [new("expr", TypeRule.Any), _options], static _ => StringType.Instance, NullRules.Always, static site => new ToJsonFunction(site), optional: 1,
            coercion: ArgumentCoercion.None, check: ToFault, shape: static (writer, call) => writer.Append("to_json(").Append(call.Arguments[0]).Append(")"),
            canThrow: _throws, group: Group, example: "to_json(named_struct('a', 1, 'b', 2)) = {\"a\":1,\"b\":2}", javaClass: "org.apache.spark.sql.catalyst.expressions.StructsToJson");
    }

    /// <summary>The argument must be a constant text that is not NULL.</summary>
    internal static QueryError? ConstantTextFault(FunctionCall call, string name)
    {
        var argument = call.Arguments[0];
        if (!argument.Foldable)
        {
            return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", Quote.Id(name)), ("inputType", FunctionCheck.Quoted(argument.Type)), ("inputExpr", FunctionCheck.Quoted(argument)));
        }
        if (argument.Type is NullType || ConstantFolding.Evaluate(argument, QuerySettings.Default).Value is null)
        {
            return FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", name));
        }
        return argument.Type is StringType ? null : CollectionChecks.Unexpected(call, 0, "\"STRING\"");
    }

    private static QueryError? FromFault(FunctionCall call)
    {
        if ((SchemaArgument.FindFault(call, 1) ?? OptionsArgument.FindFault(call, 2)) is { } fault)
        {
            return fault;
        }
        var type = SchemaArgument.Read(call, 1);
        if (type is not (StructType or ArrayType or MapType or VariantType))
        {
            return FunctionCheck.Mismatch(call, "INVALID_JSON_SCHEMA", ("schema", FunctionCheck.Quoted(type)));
        }
        if (HasOtherKeys(type))
        {
            return FunctionCheck.Mismatch(call, "INVALID_JSON_MAP_KEY_TYPE", ("schema", FunctionCheck.Quoted(type)));
        }
        if (call.Arguments[0].Type is not StringType)
        {
            return CollectionChecks.Unexpected(call, 0, "\"STRING\"");
        }
        return ModeFault(call, "from_json", OptionsArgument.Read(call, 2), type);
    }

    /// <summary>Checks the mode, and the type of the column for malformed records.</summary>
    internal static QueryError? ModeFault(FunctionCall call, string name, SourceOptions options, DataType type)
    {
        if (options.Text("mode")?.ToUpperInvariant() == "DROPMALFORMED")
        {
            return QueryException.Create("PARSE_MODE_UNSUPPORTED", Origin.None, null, ("funcName", Quote.Id(name)), ("mode", "DROPMALFORMED"));
        }
        string corrupt = options.Text("columnNameOfCorruptRecord") ?? "_corrupt_record";
        return type is StructType structure && structure.Fields.FirstOrDefault(member => member.Name == corrupt) is { Type: not StringType } column
            ? QueryException.Create("INVALID_CORRUPT_RECORD_TYPE", Origin.None, "AnalysisException", ("columnName", Quote.Id(corrupt)), ("actualType", FunctionCheck.Quoted(column.Type)))
            : null;
    }

    private static bool HasOtherKeys(DataType type) => type switch
    {
        MapType map => map.Key is not StringType || HasOtherKeys(map.Value),
        ArrayType array => HasOtherKeys(array.Element),
        StructType structure => structure.Fields.Any(static member => HasOtherKeys(member.Type)),
        _ => false,
    };

    private static QueryError? ToFault(FunctionCall call)
    {
        if (OptionsArgument.FindFault(call, 1) is { } fault)
        {
            return fault;
        }
        return call.Arguments[0].Type is StructType or ArrayType or MapType or VariantType or NullType
            ? null
            : FunctionCheck.Mismatch(call, "INVALID_JSON_SCHEMA", ("schema", FunctionCheck.Quoted(call.Arguments[0].Type)));
    }

    private static StructType TupleType(FunctionCall call) => new(Enumerable.Range(0, call.Arguments.Length - 1).Select(i =>
        new StructField("c" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), call.Arguments[0].Type, true)));

    private static QueryError? TupleFault(FunctionCall call) => call.Arguments.All(static argument => argument.Type is StringType)
        ? null
        : FunctionCheck.Mismatch(call, "NON_STRING_TYPE", ("funcName", "`json_tuple`"));
}
