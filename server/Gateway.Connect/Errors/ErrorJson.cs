using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Connect.Errors;

/// <summary>Generates the JSON writers of the error metadata.</summary>
[JsonSourceGenerationOptions(WriteIndented = false)]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class ErrorJson : JsonSerializerContext
{
    /// <summary>Writes text as it is: the metadata is never shown as HTML, and its size counts.</summary>
    public static readonly ErrorJson Plain = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
