using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Plans.Analysis.Catalog;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Finds what a function name means: built in, then temporary, then persistent; explicit namespaces skip the order.</summary>
internal abstract record FunctionLookup
{
    public sealed record Builtin(FunctionDefinition Definition) : FunctionLookup;

    public sealed record Stored(CatalogFunction Function) : FunctionLookup;

    /// <summary>The name exists, but as a table function where a value is wanted.</summary>
    public sealed record WrongKind(ImmutableArray<string> NameParts) : FunctionLookup;

    /// <summary>The name is listed among functions, but only the grammar can write it.</summary>
    public sealed record GrammarForm(string Name) : FunctionLookup;

    public static FunctionLookup? Find(UnresolvedFunction call, AnalyzerContext context) =>
        call.IsInternal && context.Functions.FindInternal(call.NameParts[^1]) is { } hidden ? new Builtin(hidden) : Find(call.NameParts, context);

    public static FunctionLookup? Find(ImmutableArray<string> nameParts, AnalyzerContext context)
    {
        if (BuiltinName(nameParts) is { } name && context.Functions.Find(name) is { } definition)
        {
            return new Builtin(definition);
        }
        if (context.FindFunction(nameParts) is { } stored)
        {
            return stored.IsTable ? new WrongKind(stored.NameParts) : new Stored(stored);
        }
        if (IsCast(nameParts))
        {
            return new GrammarForm("cast");
        }
        return BuiltinName(nameParts) is { } other && (Operators.StaticTables.Names.Contains(other) || context.Functions.FindInternal(other) is { Kind: FunctionKind.Generator }) ? new WrongKind(nameParts) : null;
    }

    public static bool IsCast(ImmutableArray<string> nameParts) => BuiltinName(nameParts) is { } name && Is(name, "cast");

    /// <summary>Returns the name to look up among built-in functions, or null when the namespace says otherwise.</summary>
    public static string? BuiltinName(ImmutableArray<string> nameParts) => nameParts switch
    {
        [var name] => name,
        [var space, var name] when Is(space, "builtin") => name,
        [var system, var space, var name] when Is(system, "system") && Is(space, "builtin") => name,
        _ => null,
    };

    private static bool Is(string part, string word) => part.Equals(word, StringComparison.OrdinalIgnoreCase);
}
