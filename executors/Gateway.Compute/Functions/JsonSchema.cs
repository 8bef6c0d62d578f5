using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Text.Json;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Computes <c>schema_of_json</c>.</summary>
internal static class JsonSchema
{
    public static string Of(string json, OptionsArgument options, QuerySettings settings)
    {
        var inference = new JsonTypeInference(new JsonInferenceOptions
        {
            Leniency = options.Leniency(),
            Text = options.ForReading(settings),
            PrefersDecimal = options.Flag("prefersDecimal"),
            PrimitivesAsString = options.Flag("primitivesAsString"),
            InfersTimestamp = options.Flag("inferTimestamp"),
            DropsFieldsOfNull = options.Flag("dropFieldIfAllNull"),
        });
        return inference.TryInfer(Encoding.UTF8.GetBytes(json), out var type)
            ? TypeText.Sql(inference.Settle(type))
            : throw Nested.RecordMode.Failure(json);
    }
}
