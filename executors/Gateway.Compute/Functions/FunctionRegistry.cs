using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Core.Configuration;

namespace Gateway.Compute.Functions;

/// <summary>Holds every built-in function by lower-case name: a row per name, filled by one family class per file.</summary>
public sealed class FunctionRegistry
{
    private static readonly Lazy<FunctionRegistry> _builtin = new(static () => new FunctionRegistry(BuiltinFamilies.All));
    private readonly FrozenDictionary<string, FunctionDefinition> _byName;
    private readonly FrozenDictionary<string, FunctionDefinition> _tables;
    private readonly FrozenDictionary<string, FunctionDefinition> _internals;

    public FunctionRegistry(IEnumerable<Action<FunctionFamily>> families)
    {
        var family = new FunctionFamily();
        foreach (var register in families)
        {
            register(family);
        }
        _byName = family.Rows.Where(static row => row.Kind != FunctionKind.Table && !row.IsInternal).ToFrozenDictionary(static row => row.Name, StringComparer.Ordinal);
        _internals = family.Rows.Where(static row => row.IsInternal).ToFrozenDictionary(static row => row.Name, StringComparer.Ordinal);
        _tables = family.Rows.Where(static row => row.Kind == FunctionKind.Table).ToFrozenDictionary(static row => row.Name, StringComparer.Ordinal);
    }

    /// <summary>Gets Spark's built-in functions.</summary>
    public static FunctionRegistry Builtin => _builtin.Value;

    /// <summary>The names that Spark lists among the functions though only the grammar makes them: they have no rows.</summary>
    public static readonly ImmutableArray<string> GrammarForms = ["!=", "<>", "case", "cast", "||"];

    public IEnumerable<FunctionDefinition> All => _byName.Values;

    public IEnumerable<FunctionDefinition> Tables => _tables.Values;

    /// <summary>Finds a scalar, aggregate, window or generator function; names compare without case.</summary>
    public FunctionDefinition? Find(string name) => _byName.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>Ends the hidden names of functions that the session's timestamp type turns to timestamps without zone.</summary>
    public const string LocalSuffix = "@local";

    /// <summary>Marks the names whose timestamps have no zone while spark.sql.timestampType is TIMESTAMP_NTZ.</summary>
    internal static readonly SessionVariant LocalTimestamps = new(ConfigurationKeys.TimestampType.Name, "TIMESTAMP_NTZ", LocalSuffix);

    /// <summary>Gives the two rows of a function that reads types from text: the name itself, and the hidden one for sessions whose timestamps have no zone.</summary>
    internal static IEnumerable<(string Name, bool IsLocal, SessionVariant? Variant)> Forms(string name) => [(name, false, LocalTimestamps), (name + LocalSuffix, true, null)];

    public FunctionDefinition? FindInternal(string name) => _internals.GetValueOrDefault(name.ToLowerInvariant());

    public FunctionDefinition? FindTable(string name) => _tables.GetValueOrDefault(name.ToLowerInvariant());
}
