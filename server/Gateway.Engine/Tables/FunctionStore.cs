using System.Collections.Immutable;
using Gateway.Plans.Analysis.Catalog;

namespace Gateway.Engine.Tables;

/// <summary>Keeps functions by name, ignoring case. Thread-safe.</summary>
public sealed class FunctionStore
{
    private ImmutableSortedDictionary<string, CatalogFunction> _functions = ImmutableSortedDictionary.Create<string, CatalogFunction>(StringComparer.OrdinalIgnoreCase);

    public FunctionStore Clone() => new() { _functions = Volatile.Read(ref _functions) };

    public CatalogFunction? Find(string name) => Volatile.Read(ref _functions).GetValueOrDefault(name);

    /// <summary>Adds or replaces a function; false when one of the name exists and may not be replaced.</summary>
    public bool Put(string name, CatalogFunction function, bool replace)
    {
        while (true)
        {
            var before = Volatile.Read(ref _functions);
            if (!replace && before.ContainsKey(name))
            {
                return false;
            }
            if (ReferenceEquals(Interlocked.CompareExchange(ref _functions, before.SetItem(name, function), before), before))
            {
                return true;
            }
        }
    }

    public bool Remove(string name)
    {
        while (true)
        {
            var before = Volatile.Read(ref _functions);
            var after = before.Remove(name);
            if (ReferenceEquals(after, before))
            {
                return false;
            }
            if (ReferenceEquals(Interlocked.CompareExchange(ref _functions, after, before), before))
            {
                return true;
            }
        }
    }

    /// <summary>Lists names in order.</summary>
    public IEnumerable<string> Names() => Volatile.Read(ref _functions).Keys;
}
