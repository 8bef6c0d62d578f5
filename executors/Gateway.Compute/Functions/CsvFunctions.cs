using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over CSV records.</summary>
internal static class CsvFunctions
{
    private const string Group = "csv_funcs";

    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Parameter _csv = new("csv", TypeRule.String);
    private static readonly Parameter _options = new("options", TypeRule.Any);

    public static void Register(FunctionFamily f)
    {
        foreach (var (name, isLocal, variant) in FunctionRegistry.Forms("from_csv"))
        {
            f.Scalar(name, [_csv, new("schema", TypeRule.Any), _options], static call => SchemaArgument.Read(call, 1), NullRules.From(0), static site => new FromCsvFunction(site), optional: 1,
                coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(StringType.Instance), early: static call => SchemaArgument.FindFault(call, 1) ?? OptionsArgument.FindFault(call, 2) ?? SchemaFault(call), check: FromFault,
                shape: static (writer, call) => writer.Append("from_csv(").Append(call.Arguments[0]).Append(")"),
                canThrow: _throws, isInternal: isLocal, variant: variant, printed: "from_csv", group: Group, example: "from_csv('1, 0.8', 'a INT, b DOUBLE') = {\"a\":1,\"b\":0.8}", javaClass: "org.apache.spark.sql.catalyst.expressions.CsvToStructs");
        }
        f.Scalar("schema_of_csv", [_csv, _options], static _ => StringType.Instance, NullRules.Never,
            static site => new LiteralEvaluator(Literal.Of(CsvSchema.Of((string)site.Constant(0)!, OptionsArgument.Read(site.Call, 1), site.Context.Settings)), site.Context), optional: 1,
            coercion: ArgumentCoercion.None, early: static call => OptionsArgument.FindFault(call, 1) ?? JsonFunctions.ConstantTextFault(call, "csv"),
            shape: static (writer, call) => writer.Append("schema_of_csv(").Append(call.Arguments[0]).Append(")"),
            canThrow: _throws, group: Group, example: "schema_of_csv('1,abc') = STRUCT<_c0: INT, _c1: STRING>");
        f.Scalar("to_csv", [new("expr", TypeRule.Any), _options], static _ => StringType.Instance, NullRules.Always, static site => new ToCsvFunction(site), optional: 1,
            coercion: ArgumentCoercion.None, check: ToFault, shape: static (writer, call) => writer.Append("to_csv(").Append(call.Arguments[0]).Append(")"),
            canThrow: _throws, group: Group, example: "to_csv(named_struct('a', 1, 'b', 2)) = 1,2", javaClass: "org.apache.spark.sql.catalyst.expressions.StructsToCsv");
    }

    private static QueryError? FromFault(FunctionCall call)
    {
        var structure = (StructType)SchemaArgument.Read(call, 1);
        foreach (var member in structure.Fields)
        {
            if (member.Type is ArrayType or MapType or StructType)
            {
                return QueryException.Create("UNSUPPORTED_DATATYPE", Origin.None, "UnsupportedOperationException", ("typeName", FunctionCheck.Quoted(member.Type)));
            }
        }
        return JsonFunctions.ModeFault(call, "from_csv", OptionsArgument.Read(call, 2), structure);
    }

    /// <summary>Demands the schema of rows, whatever the text's type is.</summary>
    private static QueryError? SchemaFault(FunctionCall call)
    {
        var type = SchemaArgument.Read(call, 1);
        return type is StructType
            ? null
            : QueryException.Create("INVALID_SCHEMA.NON_STRUCT_TYPE", call.Origin, null, ("inputSchema", FunctionCheck.Quoted(call.Arguments[1]).Replace("'", "", StringComparison.Ordinal)), ("dataType", FunctionCheck.Quoted(type)));
    }

    private static bool IsWritable(DataType type) => type switch
    {
        ArrayType array => IsWritable(array.Element),
        MapType map => IsWritable(map.Key) && IsWritable(map.Value),
        StructType structure => structure.Fields.All(static member => IsWritable(member.Type)),
        _ => type is not VariantType,
    };

    private static QueryError? ToFault(FunctionCall call)
    {
        if (OptionsArgument.FindFault(call, 1) is { } fault)
        {
            return fault;
        }
        var type = call.Arguments[0].Type;
        bool isSupported = type is NullType || (type is StructType structure && structure.Fields.All(static member => IsWritable(member.Type)));
        return isSupported ? null : FunctionCheck.Mismatch(call, "UNSUPPORTED_INPUT_TYPE", ("functionName", "`to_csv`"), ("dataType", FunctionCheck.Quoted(type)));
    }
}
