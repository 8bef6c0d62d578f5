namespace Gateway.Compute.Functions;

/// <summary>Says that a name means another, internal function in sessions where a setting has a value.</summary>
/// <param name="Key">The session setting.</param>
/// <param name="Value">The setting's value; it compares without case.</param>
/// <param name="Suffix">What the internal function's name has behind the name that was called.</param>
public sealed record SessionVariant(string Key, string Value, string Suffix);
