using System.Collections.Immutable;

namespace Gateway.Core.Errors;

/// <summary>Describes one error condition of Spark: its SQLSTATE, parameters, usual Java class and our message text.</summary>
/// <param name="Name">The condition with its sub-condition, e.g. <c>DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION</c>.</param>
/// <param name="SqlState">Five characters; empty for the legacy conditions.</param>
/// <param name="Parameters">Names that must be given.</param>
/// <param name="OptionalParameters">Names that may be given.</param>
/// <param name="JavaClass">Simple name of the Java exception that most raising sites throw.</param>
/// <param name="Template">The message with <c>&lt;name&gt;</c> where a parameter goes; null makes one from the condition's words.</param>
public sealed record ErrorCondition(
    string Name,
    string SqlState,
    ImmutableArray<string> Parameters,
    ImmutableArray<string> OptionalParameters,
    string JavaClass,
    string? Template);
