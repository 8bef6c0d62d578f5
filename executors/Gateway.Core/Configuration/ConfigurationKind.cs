namespace Gateway.Core.Configuration;

/// <summary>Names how a setting's text is read and checked.</summary>
public enum ConfigurationKind
{
    Text,
    Boolean,
    Int32,
    Int64,
    Double,
    /// <summary>A size; a bare number counts bytes.</summary>
    Bytes,
    /// <summary>A size; a bare number counts MiB.</summary>
    Mebibytes,
    /// <summary>A duration; a bare number counts milliseconds.</summary>
    Milliseconds,
    /// <summary>A duration; a bare number counts seconds.</summary>
    Seconds,
    /// <summary>A duration; a bare number counts minutes.</summary>
    Minutes,
    /// <summary>One of a list of words.</summary>
    Choice,
    /// <summary>A time zone id or offset.</summary>
    TimeZone,
}
