using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Catalog;

namespace Gateway.Engine.Sessions;

/// <summary>A variable of a script's scope.</summary>
public sealed class ScriptVariable(string name, string? defaultText, Literal value)
{
    public string Name { get; } = name;
    public string? DefaultText { get; } = defaultText;
    public Literal Value { get; set; } = value;
}

/// <summary>One BEGIN .. END (or FOR row) of a running script: its label and the variables declared in it.</summary>
public sealed class ScriptScope(string? label)
{
    public string? Label { get; } = label;
    public Dictionary<string, ScriptVariable> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Keeps the scopes of running scripts, innermost last. A script belongs to one thread; others do not see its variables.</summary>
public sealed class ScriptVariables
{
    private readonly AsyncLocal<ImmutableStack<ScriptScope>?> _scopes = new();

    /// <summary>Gets or sets the scopes that names are looked up in.</summary>
    public ImmutableStack<ScriptScope> Scopes
    {
        get => _scopes.Value ?? [];
        set => _scopes.Value = value;
    }

    /// <summary>Finds a variable by its name, or by label and name.</summary>
    public ScriptVariable? FindVariable(ImmutableArray<string> nameParts) => FindPlaced(nameParts)?.Variable;

    private (ScriptScope Scope, ScriptVariable Variable)? FindPlaced(ImmutableArray<string> nameParts)
    {
        if (nameParts.Length > 2)
        {
            return null;
        }
        foreach (var scope in Scopes)
        {
            if ((nameParts.Length == 1 || nameParts[0].Equals(scope.Label, StringComparison.OrdinalIgnoreCase)) && scope.Variables.TryGetValue(nameParts[^1], out var variable))
            {
                return (scope, variable);
            }
        }
        return null;
    }

    internal CatalogVariable? Find(ImmutableArray<string> nameParts) =>
        FindPlaced(nameParts) is var (scope, variable) ? new CatalogVariable(["local", scope.Label ?? "", variable.Name], variable.Value) : null;
}
