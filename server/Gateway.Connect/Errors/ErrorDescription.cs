using System.Collections.Immutable;
using Gateway.Core.Errors;

namespace Gateway.Connect.Errors;

/// <summary>Holds one error of a cause chain as the protocol shows it.</summary>
/// <param name="Classes">Java class names, most specific first; never empty.</param>
public sealed record ErrorDescription(string Message, string? Condition, string? SqlState, ImmutableArray<string> Classes, QueryError Error);
