namespace Gateway.Core.Configuration;

/// <summary>Describes one setting that Spark 4.3 knows: default, type, check and standing.</summary>
/// <param name="Key">The full name, e.g. <c>spark.sql.ansi.enabled</c>.</param>
/// <param name="Default">The default's text; null if the setting has no value until it is set.</param>
/// <param name="Kind">How values are read.</param>
/// <param name="IsStatic">True if only a server's start can set it.</param>
/// <param name="RemovedIn">The version that removed it: only its default may still be set.</param>
/// <param name="DeprecatedIn">The version that deprecated it.</param>
/// <param name="FallbackKey">The setting whose explicit value counts when this one is not set.</param>
/// <param name="Check">The check's code: a range such as <c>&gt;=1,&lt;=9</c>, or how a choice compares.</param>
/// <param name="Text">The requirement's words, a choice's options, or the note of a removed setting.</param>
public sealed record ConfigurationEntry(
    string Key,
    string? Default,
    ConfigurationKind Kind,
    bool IsStatic,
    string? RemovedIn,
    string? DeprecatedIn,
    string? FallbackKey,
    string Check,
    string Text);
