namespace Gateway.Compute.Text.Json;

/// <summary>How JSON records are read into columns.</summary>
public sealed record JsonReadOptions
{
    public JsonLeniency Leniency { get; init; } = new() { AllowNonNumericNumbers = true };

    public TextReadOptions Text { get; init; } = new();

    /// <summary>Whether what could be read of a nested value that has a bad part is kept.</summary>
    public bool KeepsPartialResults { get; init; } = true;

    /// <summary>Whether an array at the top stands for many records, when these are structs.</summary>
    public bool AllowsArraysAsStructs { get; init; }
}
