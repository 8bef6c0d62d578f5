using System.Text.Json.Nodes;
using Gateway.Core.Errors;

namespace Gateway.Golden;

/// <summary>What the engine gave for a statement: rows in the recordings' encoding, or an error.</summary>
public sealed record Answer(JsonArray? Schema, JsonArray? Rows, QueryError? Error, string? Failure)
{
    public static Answer Failed(QueryError error) => new(null, null, error, null);

    /// <summary>A bug: an exception that is no query error.</summary>
    public static Answer Broken(Exception exception) => new(null, null, null, exception.GetType().Name + ": " + exception.Message);

    public string Describe() => Error is { } error
        ? error.Condition + " " + string.Join(", ", error.Parameters.Select(static p => p.Key + "=" + p.Value)) + " @ " + string.Join("; ", error.Contexts.Select(static c => $"{c.ObjectType}[{c.Start},{c.Stop}] {c.Fragment}"))
        : Failure ?? Schema!.ToJsonString() + " " + Rows!.ToJsonString();
}

/// <summary>The three marks, weak to strong.</summary>
public readonly record struct Marks(bool Answer, bool Typed, bool Exact)
{
    public static Marks operator &(Marks a, Marks b) => new(a.Answer && b.Answer, a.Typed && b.Typed, a.Exact && b.Exact);
}
