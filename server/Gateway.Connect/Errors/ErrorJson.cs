using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Gateway.Connect.Errors;

/// <summary>Generates the JSON writers of the error metadata.</summary>
[JsonSourceGenerationOptions(WriteIndented = false)]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class ErrorJson : JsonSerializerContext;
