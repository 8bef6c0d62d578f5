using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers the functions of Spark's Avro and Protobuf modules. They check their arguments, and then say that the module is not there.</summary>
internal static class ModuleFunctions
{
    private static readonly Parameter _options = new("options", TypeRule.Any, Literal.Null);

    public static void Register(FunctionFamily f)
    {
        Avro(f, "from_avro", [new("child", TypeRule.Any), new("jsonFormatSchema", TypeRule.Any), _options], 1, static call =>
            Text(call, 1, "second", "must be a constant string containing the JSON representation of the schema to use for converting the value from AVRO format") ??
            Options(call, 2, "third", "must be a constant map of strings to strings containing the options to use for converting the value from AVRO format"));
        Protobuf(f, "from_protobuf", "data");
        Avro(f, "schema_of_avro", [new("jsonFormatSchema", TypeRule.Any), _options], 1, static call =>
            Text(call, 0, "first", "must be a constant string containing the JSON representation of the schema to use for converting the value from AVRO format") ??
            Options(call, 1, "second", "must be a constant map of strings to strings containing the options to use for converting the value from AVRO format"));
        Avro(f, "to_avro", [new("child", TypeRule.Any), new("jsonFormatSchema", TypeRule.Any, Literal.Null)], 1, static call =>
            Text(call, 1, "second", "must be a constant string containing the JSON representation of the schema to use for converting the value to AVRO format"));
        Protobuf(f, "to_protobuf", "child");
    }

    private static void Avro(FunctionFamily f, string name, System.Collections.Immutable.ImmutableArray<Parameter> parameters, int optional, Func<FunctionCall, QueryError?> check) =>
        f.Scalar(name, parameters, static _ => BinaryType.Instance, NullRules.Always, optional: optional, coercion: ArgumentCoercion.None,
            check: call => check(call) ?? Missing(call, "AVRO"), group: "misc_funcs", since: "4.0.0");

    private static void Protobuf(FunctionFamily f, string name, string data) =>
        f.Scalar(name, [new(data, TypeRule.Any), new("messageName", TypeRule.Any), new("descFilePath", TypeRule.Any, Literal.Null), _options], static _ => BinaryType.Instance, NullRules.Always,
            optional: 2, coercion: ArgumentCoercion.None, check: ProtobufFault, group: "misc_funcs", since: "4.0.0");

    private static QueryError? ProtobufFault(FunctionCall call)
    {
        string way = call.Function.Name == "to_protobuf" ? "to" : "from";
        if (way == "to" && call.Arguments[0].Type is not StructType)
        {
            return FunctionCheck.Mismatch(call, "NON_STRUCT_TYPE", ("inputName", "data"), ("inputType", FunctionCheck.Quoted(call.Arguments[0].Type)));
        }
        return Text(call, 1, "second", "must be a constant string representing the Protobuf message name") ?? DescriptorFault(call, way) ??
            Options(call, 3, "fourth", $"must be a constant map of strings to strings containing the options to use for converting the value {way} Protobuf format") ??
            Missing(call, "PROTOBUF");
    }

    /// <summary>The descriptor is a file's path or its content; a map in its place is the options.</summary>
    private static QueryError? DescriptorFault(FunctionCall call, string way)
    {
        var descriptor = call.Arguments[2];
        if (descriptor.Type is MapType && call.Arguments[3].Type is NullType)
        {
            return null;
        }
        if (!descriptor.Foldable || descriptor.Type is not (StringType or BinaryType or NullType))
        {
            return Hint(call, "third", $"must be a constant string or binary data representing the Protobuf descriptor file path or the content to use for converting the value {way} Protobuf format");
        }
        return ConstantFolding.Evaluate(descriptor, QuerySettings.Default).Value is string path && !File.Exists(path)
            ? QueryException.Create("PROTOBUF_DESCRIPTOR_FILE_NOT_FOUND", default, null, ("filePath", path))
            : null;
    }

    private static QueryError? Text(FunctionCall call, int position, string ordinal, string requirement) =>
        call.Arguments[position] is { Foldable: true, Type: StringType or NullType } ? null : Hint(call, ordinal, requirement);

    private static QueryError? Options(FunctionCall call, int position, string ordinal, string requirement) =>
        call.Arguments[position] is { Foldable: true, Type: MapType { Key: StringType or NullType, Value: StringType or NullType } or NullType } ? null : Hint(call, ordinal, requirement);

    private static QueryError Hint(FunctionCall call, string ordinal, string requirement) =>
        FunctionCheck.Mismatch(call, "TYPE_CHECK_FAILURE_WITH_HINT", ("msg", $"The {ordinal} argument of the {call.Function.Name.ToUpperInvariant()} SQL function {requirement}"), ("hint", ""));

    private static QueryError Missing(FunctionCall call, string module) =>
        QueryException.Create(module + "_NOT_LOADED_SQL_FUNCTIONS_UNUSABLE", default, null, ("functionName", call.Function.Name.ToUpperInvariant()));
}
