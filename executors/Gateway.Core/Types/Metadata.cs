using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Core.Types;

/// <summary>Holds a column's metadata: JSON values by key. Compares by its JSON text.</summary>
public sealed class Metadata : IEquatable<Metadata>
{
    public static readonly Metadata Empty = new("{}");

    private Metadata(string json) => Json = json;

    /// <summary>Gets the metadata as a JSON object.</summary>
    public string Json { get; }

    public bool IsEmpty => Json == "{}";

    /// <summary>Parses a JSON object; throws <see cref="JsonException"/> for anything else.</summary>
    public static Metadata Parse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return Empty;
        }
        var node = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("metadata is not a JSON object");
        return node.Count == 0 ? Empty : new Metadata(node.ToJsonString());
    }

    /// <summary>Returns the text under a key, or null.</summary>
    public string? GetString(string key) => this.IsEmpty ? null : (JsonNode.Parse(Json) as JsonObject)?[key]?.ToString();

    public bool Contains(string key) => !IsEmpty && (JsonNode.Parse(Json) as JsonObject)!.ContainsKey(key);

    public Metadata With(string key, JsonNode? value)
    {
        var node = (JsonObject)JsonNode.Parse(Json)!;
        node[key] = value;
        return new Metadata(node.ToJsonString());
    }

    public Metadata Without(string key)
    {
        var node = (JsonObject)JsonNode.Parse(Json)!;
        return node.Remove(key) ? (node.Count == 0 ? Empty : new Metadata(node.ToJsonString())) : this;
    }

    public bool Equals(Metadata? other) => other is not null && Json == other.Json;
    public override bool Equals(object? obj) => Equals(obj as Metadata);
    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);
    public override string ToString() => Json;
}
