using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Json;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Computes <c>schema_of_json</c>.</summary>
internal static class JsonSchema
{
    public static string Of(string json, SourceOptions options, QuerySettings settings)
    {
        var inference = new JsonSchemaInference(new JsonOptions(options, settings), options, settings);
        return inference.InferValue(Encoding.UTF8.GetBytes(json)) is { } type
            ? TypeText.Sql(Settle(inference, type))
            : throw QueryErrors.Bare("JsonEOFException", $"Malformed JSON: {json}");
    }

    /// <summary>Settles what no value told: at the top, a struct without fields stays one.</summary>
    private static DataType Settle(JsonSchemaInference inference, DataType type) => type switch
    {
        StructType => inference.Canonical(type) ?? StructType.Empty,
        ArrayType { Element: StructType element } => new ArrayType(inference.Canonical(element) ?? StructType.Empty, true),
        _ => inference.Canonical(type) ?? StringType.Instance,
    };
}
