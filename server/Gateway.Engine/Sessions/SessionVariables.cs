using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Engine.Sessions;

/// <summary>A session variable.</summary>
/// <param name="DefaultText">The default as written, evaluated anew by <c>SET VAR x = DEFAULT</c>; null for NULL.</param>
public sealed record SessionVariable(string Name, DataType Type, string? DefaultText, Literal Value);

/// <summary>Keeps the variables of a session by lower-case name.</summary>
public sealed class SessionVariables
{
    private ImmutableDictionary<string, SessionVariable> _variables = ImmutableDictionary.Create<string, SessionVariable>(StringComparer.OrdinalIgnoreCase);

    public SessionVariables Clone() => new() { _variables = Volatile.Read(ref _variables) };

    public SessionVariable? Find(string name) => Volatile.Read(ref _variables).GetValueOrDefault(name);

    public void Put(SessionVariable variable) => ImmutableInterlocked.AddOrUpdate(ref _variables, variable.Name, variable, (_, _) => variable);

    public bool Remove(string name) => ImmutableInterlocked.TryRemove(ref _variables, name, out _);
}
