using Gateway.Compute.Nested;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Shows chosen rows of a column as a column of their own: by a shifted pointer, by indices, or (cheap types) by a copy.</summary>
/// <remarks>The shown column is valid until the next call.</remarks>
internal sealed unsafe class ElementView(DataType type, EvaluationContext context)
{
    private const int BitsPerWord = 64;
    private Column? _alias;
    private Column? _copy;
    private ulong* _validity;
    private int _validityWords;

    /// <summary>Shows elements of a list's child column.</summary>
    /// <param name="positions">Rows of the child; negative ones are NULL.</param>
    /// <param name="isRun">Whether the positions ascend one by one.</param>
    /// <param name="anyNull">Whether negative positions may occur.</param>
    public Column Elements(Column child, RowNumbers positions, bool isRun, bool anyNull)
    {
        if (child.Physical == PhysicalType.Null)
        {
            return child;
        }
        int first = positions.Count > 0 ? positions[0] : 0;
        if (isRun && !anyNull && child.Shape == ColumnShape.Flat && child.Physical != PhysicalType.Struct && first % BitsPerWord == 0)
        {
            var slice = Alias(child);
            slice.PointAt(child);
            slice.Values += (long)first * Column.Width(child.Physical);
            slice.Validity = child.Validity is null ? null : child.Validity + first / BitsPerWord;
            return slice;
        }
        if (child.Shape == ColumnShape.Flat && child.Physical is PhysicalType.List or PhysicalType.Map or PhysicalType.Struct)
        {
            return Indexed(child, positions, anyNull);
        }
        return Copied(child, positions, anyNull);
    }

    /// <summary>Shows for each element the value of its owner row.</summary>
    public Column Owners(Column column, RowNumbers owners)
    {
        if (column.Physical == PhysicalType.Null || column.Shape == ColumnShape.Constant)
        {
            return column;
        }
        return column.Shape == ColumnShape.Flat ? Indexed(column, owners, anyNull: false) : Copied(column, owners, anyNull: false);
    }

    private Column Indexed(Column flat, RowNumbers rows, bool anyNull)
    {
        var view = Alias(flat);
        view.PointAt(flat);
        view.Shape = ColumnShape.Dictionary;
        view.Dictionary = flat;
        view.Values = null;
        view.Validity = null;
        view.Indices = rows.Rows;
        if (flat.HasNulls || anyNull)
        {
            view.Validity = Validity(flat, rows);
        }
        if (anyNull)
        {
            view.Indices = Clamped(rows);
        }
        return view;
    }

    private Column Copied(Column source, RowNumbers rows, bool anyNull)
    {
        _copy ??= Column.Create(type, context.BatchSize, context.Memory);
        _copy.Reset();
        _copy.EnsureCapacity(rows.Count, 0);
        if (!anyNull)
        {
            ColumnCopy.AppendShared(source, rows.Selection, _copy, 0);
            return _copy;
        }
        ColumnCopy.AppendShared(source, new Selection(Clamped(rows), rows.Count), _copy, 0);
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] < 0)
            {
                NullRow.Set(_copy, i);
            }
        }
        return _copy;
    }

    private RowNumbers? _clamped;

    private int* Clamped(RowNumbers rows)
    {
        _clamped ??= new RowNumbers(context.Memory);
        _clamped.Clear();
        _clamped.Reserve(rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            _clamped.Add(Math.Max(0, rows[i]));
        }
        return _clamped.Rows;
    }

    private ulong* Validity(Column flat, RowNumbers rows)
    {
        int words = (rows.Count + BitsPerWord - 1) / BitsPerWord;
        if (words > _validityWords)
        {
            context.Memory.Free((byte*)_validity);
            _validityWords = Math.Max(words, context.BatchSize / BitsPerWord + 1);
            _validity = (ulong*)context.Memory.Allocate((nuint)_validityWords * sizeof(ulong) + BitsPerWord);
        }
        new Span<ulong>(_validity, words).Clear();
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] >= 0 && !flat.IsNull(rows[i]))
            {
                _validity[i / BitsPerWord] |= 1UL << i;
            }
        }
        return _validity;
    }

    private Column Alias(Column source) => _alias ??= Column.Alias(type, source);
}
