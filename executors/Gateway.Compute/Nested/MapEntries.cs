using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;

namespace Gateway.Compute.Nested;

/// <summary>Collects the entries of one map: refuses NULL keys, and equal keys unless the last one wins.</summary>
internal sealed class MapEntries(QuerySettings settings)
{
    private readonly List<(int KeySource, int KeyRow, int ValueSource, int ValueRow)> _entries = [];
    private readonly ElementSet _keys = new();
    private readonly bool _lastWins = settings.MapKeyDedupPolicy == "LAST_WIN";

    public void Clear()
    {
        _entries.Clear();
        _keys.Clear();
    }

    /// <param name="key">The column that <paramref name="keySource"/> names.</param>
    public void Put(Column key, int keySource, int keyRow, int valueSource, int valueRow)
    {
        if (key.IsNull(keyRow))
        {
            throw QueryErrors.NullMapKey();
        }
        int same = _keys.Add(key, keyRow);
        if (same < 0)
        {
            _entries.Add((keySource, keyRow, valueSource, valueRow));
        }
        else if (_lastWins)
        {
            _entries[same] = _entries[same] with { ValueSource = valueSource, ValueRow = valueRow };
        }
        else
        {
            throw QueryErrors.DuplicatedMapKey(InternalText.Of(key, keyRow));
        }
    }

    public void AddTo(ElementPicks keys, ElementPicks values)
    {
        foreach (var (keySource, keyRow, valueSource, valueRow) in _entries)
        {
            keys.Add(keySource, keyRow);
            values.Add(valueSource, valueRow);
        }
    }
}

/// <summary>Base of functions that build maps entry by entry.</summary>
internal abstract class MapBuildingFunction(BoundCall site) : PickFunction(site)
{
    protected MapEntries Entries { get; } = new(site.Context.Settings);

    protected sealed override bool Pick(Column[] arguments, int row)
    {
        Entries.Clear();
        if (!Collect(arguments, row))
        {
            return false;
        }
        Entries.AddTo(Picks, ValuePicks);
        return true;
    }

    /// <summary>Puts the entries of a row; returns false for a NULL row.</summary>
    protected abstract bool Collect(Column[] arguments, int row);

    protected override void Finish(Column elements, int count) => FloatZero.Normalize(elements, count);
}

/// <summary><c>map(k1, v1, k2, v2, ..)</c>.</summary>
internal sealed class MapConstructorFunction(BoundCall site) : MapBuildingFunction(site)
{
    protected override bool AllNullWhenVoid => false;

    protected override bool IsNullRow(Column[] arguments, int row) => false;

    protected override Column[] Sources(Column[] arguments) => [.. arguments.Where(static (_, i) => i % 2 == 0)];

    protected override Column[] ValueSources(Column[] arguments) => [.. arguments.Where(static (_, i) => i % 2 == 1)];

    protected override bool Collect(Column[] arguments, int row)
    {
        for (int i = 0; i < arguments.Length / 2; i++)
        {
            Entries.Put(arguments[2 * i], i, row, i, row);
        }
        return true;
    }
}

/// <summary><c>map_from_arrays(keys, values)</c>.</summary>
internal sealed class MapFromArraysFunction(BoundCall site) : MapBuildingFunction(site)
{
    private ListReader _keys;
    private ListReader _values;

    protected override Column[] Sources(Column[] arguments)
    {
        _keys = new ListReader(arguments[0]);
        _values = new ListReader(arguments[1]);
        return [_keys.First];
    }

    protected override Column[] ValueSources(Column[] arguments) => [_values.First];

    protected override bool Collect(Column[] arguments, int row)
    {
        var keys = _keys[row];
        var values = _values[row];
        if (keys.Length != values.Length)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_2128");
        }
        for (int i = 0; i < keys.Length; i++)
        {
            Entries.Put(_keys.First, 0, keys.Offset + i, 0, values.Offset + i);
        }
        return true;
    }
}

/// <summary><c>map_from_entries(array of pairs)</c>: a NULL pair makes the map NULL.</summary>
internal sealed class MapFromEntriesFunction(BoundCall site) : MapBuildingFunction(site)
{
    private ListReader _list;
    private Column _pairs = null!;

    protected override Column[] Sources(Column[] arguments)
    {
        _list = new ListReader(arguments[0]);
        _pairs = _list.First;
        return [_pairs.Source.Children[0]];
    }

    protected override Column[] ValueSources(Column[] arguments) => [_pairs.Source.Children[1]];

    protected override bool Collect(Column[] arguments, int row)
    {
        var span = _list[row];
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            if (_pairs.IsNull(i))
            {
                return false;
            }
        }
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            int slot = _pairs.Slot(i);
            Entries.Put(_pairs.Source.Children[0], 0, slot, 0, slot);
        }
        return true;
    }
}

/// <summary><c>map_concat(a, b, ..)</c>.</summary>
internal sealed class MapConcatFunction(BoundCall site) : MapBuildingFunction(site)
{
    private ListReader[] _maps = [];

    protected override Column[] Sources(Column[] arguments)
    {
        _maps = Array.ConvertAll(arguments, static argument => new ListReader(argument));
        return Array.ConvertAll(_maps, static map => map.First);
    }

    protected override Column[] ValueSources(Column[] arguments) => Array.ConvertAll(_maps, static map => map.Second);

    protected override bool Collect(Column[] arguments, int row)
    {
        for (int source = 0; source < _maps.Length; source++)
        {
            var span = _maps[source][row];
            for (int i = span.Offset; i < span.Offset + span.Length; i++)
            {
                Entries.Put(_maps[source].First, source, i, source, i);
            }
        }
        return true;
    }
}
