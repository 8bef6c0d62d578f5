namespace Gateway.Compute.Formats;

/// <summary>How reading one record ended.</summary>
public enum RecordStatus
{
    Ok,
    /// <summary>There was nothing to read: a blank line.</summary>
    Empty,
    /// <summary>Some fields are NULL because they were malformed; the rest of the row is good.</summary>
    Partial,
    /// <summary>The record as a whole is malformed; the row is all NULL.</summary>
    Malformed,
}
