namespace Gateway.Compute.Formats;

/// <summary>What a reader does with records that it cannot read.</summary>
public enum ParseMode
{
    /// <summary>Gives NULL for what is malformed and keeps the record's text in the corrupt-record column.</summary>
    Permissive,
    DropMalformed,
    FailFast,
}
