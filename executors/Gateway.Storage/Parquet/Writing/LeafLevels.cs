using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Storage.Parquet.Writing;

/// <summary>One step from a table's column down to a leaf.</summary>
/// <param name="Child">Which child column the step reads; -1 for the top-level column itself.</param>
internal readonly record struct LeafStep(int Child, bool IsOptional, bool IsRepeated);

/// <summary>Computes the definition and repetition levels of one leaf for rows of a batch, and the slots of its values.</summary>
/// <remarks>Goes down the path a step at a time over arrays of entries; a slot of -1 marks an entry that ended above.</remarks>
internal sealed class LeafLevels(LeafStep[] path)
{
    private short[] _definitions = new short[1024];
    private short[] _repetitions = new short[1024];
    private int[] _slots = new int[1024];
    private short[] _nextDefinitions = new short[1024];
    private short[] _nextRepetitions = new short[1024];
    private int[] _nextSlots = new int[1024];

    public int Count { get; private set; }

    public Span<short> Definitions => _definitions.AsSpan(0, Count);

    public Span<short> Repetitions => _repetitions.AsSpan(0, Count);

    /// <summary>Gets the rows of the leaf column that hold the entries' values, -1 where there is none.</summary>
    public Span<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>Follows the path for rows and returns the leaf's column.</summary>
    public Column Follow(Column column, Selection rows)
    {
        Count = 0;
        Reserve(rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            _definitions[i] = 0;
            _repetitions[i] = 0;
            _slots[i] = rows[i];
        }
        Count = rows.Count;
        short repetition = 0;
        bool isFirst = true;
        foreach (var step in path)
        {
            if (!isFirst)
            {
                // A struct's or list's children are read at the slots of the values above.
                column = column.Source.Children[step.Child];
            }
            isFirst = false;
            if (step.IsRepeated)
            {
                Expand(column, ++repetition, step.IsOptional);
            }
            else
            {
                Descend(column, step.IsOptional);
            }
        }
        return column;
    }

    /// <summary>Marks nulls, and turns rows of the column into slots of its values.</summary>
    private void Descend(Column column, bool isOptional)
    {
        bool isFlat = column.Shape == ColumnShape.Flat;
        bool mayBeNull = column.HasNulls || column.Physical == PhysicalType.Null;
        for (int i = 0; i < Count; i++)
        {
            int row = _slots[i];
            if (row < 0)
            {
                continue;
            }
            if (mayBeNull && column.IsNull(row))
            {
                _slots[i] = isOptional ? -1 : throw new InvalidDataException("a column that must not be null holds a null");
                continue;
            }
            if (isOptional)
            {
                _definitions[i]++;
            }
            _slots[i] = isFlat ? row : column.Slot(row);
        }
    }

    private void Expand(Column column, short repetition, bool isOptional)
    {
        var spans = column.Read<ListSpan>();
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            int row = _slots[i];
            if (row < 0 || !spans.IsValid(row))
            {
                Put(ref count, _definitions[i], _repetitions[i], -1);
                continue;
            }
            var span = spans[row];
            short definition = (short)(_definitions[i] + (isOptional ? 1 : 0));
            if (span.Length == 0)
            {
                Put(ref count, definition, _repetitions[i], -1);
            }
            for (int element = 0; element < span.Length; element++)
            {
                Put(ref count, (short)(definition + 1), element == 0 ? _repetitions[i] : repetition, span.Offset + element);
            }
        }
        (_definitions, _nextDefinitions) = (_nextDefinitions, _definitions);
        (_repetitions, _nextRepetitions) = (_nextRepetitions, _repetitions);
        (_slots, _nextSlots) = (_nextSlots, _slots);
        Count = count;
    }

    private void Put(ref int count, short definition, short repetition, int slot)
    {
        if (count == _nextSlots.Length)
        {
            Array.Resize(ref _nextDefinitions, count * 2);
            Array.Resize(ref _nextRepetitions, count * 2);
            Array.Resize(ref _nextSlots, count * 2);
        }
        _nextDefinitions[count] = definition;
        _nextRepetitions[count] = repetition;
        _nextSlots[count++] = slot;
    }

    private void Reserve(int count)
    {
        if (count > _slots.Length)
        {
            _definitions = new short[count];
            _repetitions = new short[count];
            _slots = new int[count];
        }
    }
}
