namespace Gateway.Compute.Text.Json;

/// <summary>Says how far reading a JSON value into a column got.</summary>
public enum JsonOutcome
{
    /// <summary>The value, or NULL, is in the column.</summary>
    Ok,

    /// <summary>The text has no value at all.</summary>
    Empty,

    /// <summary>The value is in the column with NULL for what could not be read.</summary>
    Partial,

    /// <summary>The value has the wrong type or is out of range.</summary>
    Failed,

    /// <summary>The text is not JSON.</summary>
    Malformed,
}
