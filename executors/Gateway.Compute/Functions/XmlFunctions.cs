using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Xml;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over XML text.</summary>
internal static class XmlFunctions
{
    private const string Group = "xml_funcs";

    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Parameter _xml = new("xml", TypeRule.String);
    private static readonly Parameter _options = new("options", TypeRule.Any);
    private static readonly ArrayType _texts = new(StringType.Instance, true);

    public static void Register(FunctionFamily f)
    {
        foreach (var (name, isLocal, variant) in FunctionRegistry.Forms("from_xml"))
        {
            f.Scalar(name, [_xml, new("schema", TypeRule.Any), _options], static call => SchemaArgument.Read(call, 1), NullRules.Always, static site => new FromXmlFunction(site), optional: 1,
                coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(StringType.Instance), early: static call => SchemaArgument.FindFault(call, 1) ?? OptionsArgument.FindFault(call, 2) ?? SchemaFault(call), check: static call => JsonFunctions.ModeFault(call, "from_xml", OptionsArgument.Read(call, 2), SchemaArgument.Read(call, 1)),
                shape: static (writer, call) => writer.Append("from_xml(").Append(call.Arguments[0]).Append(")"),
                canThrow: _throws, isInternal: isLocal, variant: variant, printed: "from_xml", group: Group, example: "from_xml('<p><a>1</a><b>0.8</b></p>', 'a INT, b DOUBLE') = {\"a\":1,\"b\":0.8}", javaClass: "org.apache.spark.sql.catalyst.expressions.XmlToStructs");
        }
        f.Scalar("schema_of_xml", [_xml, _options], static _ => StringType.Instance, NullRules.Never,
            static site => new LiteralEvaluator(Literal.Of(Schema((string)site.Constant(0)!, OptionsArgument.Read(site.Call, 1), site.Context.Settings)), site.Context), optional: 1,
            coercion: ArgumentCoercion.None, early: static call => OptionsArgument.FindFault(call, 1) ?? JsonFunctions.ConstantTextFault(call, "xml"),
            shape: static (writer, call) => writer.Append("schema_of_xml(").Append(call.Arguments[0]).Append(")"),
            canThrow: _throws, group: Group, example: "schema_of_xml('<p><a>1</a></p>') = STRUCT<a: BIGINT>");
        f.Scalar("to_xml", [new("expr", TypeRule.Any), _options], static _ => StringType.Instance, NullRules.Always, static site => new ToXmlFunction(site), optional: 1,
            coercion: ArgumentCoercion.None, check: ToFault, shape: static (writer, call) => writer.Append("to_xml(").Append(call.Arguments[0]).Append(")"),
            canThrow: _throws, group: Group, example: "to_xml(named_struct('a', 1)) = <ROW>", javaClass: "org.apache.spark.sql.catalyst.expressions.StructsToXml");
        Path(f, "xpath", XPathResult.List, _texts);
        Path(f, "xpath_boolean", XPathResult.Boolean, BooleanType.Instance);
        Path(f, "xpath_double", XPathResult.Double, DoubleType.Instance);
        Path(f, "xpath_float", XPathResult.Float, FloatType.Instance);
        Path(f, "xpath_int", XPathResult.Int, IntegerType.Instance);
        Path(f, "xpath_long", XPathResult.Long, LongType.Instance);
        Path(f, "xpath_number", XPathResult.Double, DoubleType.Instance);
        Path(f, "xpath_short", XPathResult.Short, ShortType.Instance);
        Path(f, "xpath_string", XPathResult.String, StringType.Instance);
    }

    private static void Path(FunctionFamily f, string name, XPathResult kind, DataType type) =>
        f.Scalar(name, [_xml, new("path", TypeRule.String)], _ => type, NullRules.Always, site => new XPathFunction(site, kind),
            coercion: ArgumentCoercion.None, coerce: CollectionCoercion.VoidBecomes(StringType.Instance, StringType.Instance), early: PathFault, canThrow: _throws, group: Group,
            example: name + "('<a><b>1</b></a>', 'a/b')");

    private static QueryError? PathFault(FunctionCall call) => call.Arguments[1].Foldable
        ? null
        : FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", "`path`"), ("inputType", "\"STRING\""), ("inputExpr", FunctionCheck.Quoted(call.Arguments[1])));

    /// <summary>Demands the schema of rows with text for keys, whatever the text's type is.</summary>
    private static QueryError? SchemaFault(FunctionCall call)
    {
        var type = SchemaArgument.Read(call, 1);
        return type is not (StructType or VariantType) ? FunctionCheck.Mismatch(call, "INVALID_XML_SCHEMA", ("schema", FunctionCheck.Quoted(type)))
            : HasOtherKeys(type) ? FunctionCheck.Mismatch(call, "INVALID_XML_MAP_KEY_TYPE", ("schema", FunctionCheck.Quoted(type)))
            : null;
    }

    private static bool HasOtherKeys(DataType type) => type switch
    {
        MapType map => map.Key is not StringType || HasOtherKeys(map.Value),
        ArrayType array => HasOtherKeys(array.Element),
        StructType structure => structure.Fields.Any(static member => HasOtherKeys(member.Type)),
        _ => false,
    };

    private static QueryError? ToFault(FunctionCall call) => OptionsArgument.FindFault(call, 1)
        ?? (call.Arguments[0].Type is StructType or VariantType or NullType ? null : CollectionChecks.Unexpected(call, 0, "\"STRUCT\""));

    private static string Schema(string xml, SourceOptions options, QuerySettings settings)
    {
        var inference = new XmlSchemaInference(new XmlOptions(options, settings), options, settings);
        inference.Add(xml);
        return TypeText.Sql(inference.Finish());
    }
}
