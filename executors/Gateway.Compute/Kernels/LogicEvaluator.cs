using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>AND and OR in three-valued logic. The right side sees only the rows that the left side leaves open.</summary>
/// <param name="decisive">The value that decides alone: 0 for AND, 1 for OR.</param>
internal sealed unsafe class LogicEvaluator(BoundCall site, byte decisive) : Evaluator(BooleanType.Instance)
{
    private readonly Column _result = Column.Create(BooleanType.Instance, Math.Max(1, site.Context.BatchSize), site.Context.Memory);
    private readonly SelectionBuffer _open = new(site.Context);

    public override Column Evaluate(Batch batch, Selection selection)
    {
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        var left = site.Arguments[0].Evaluate(batch, selection);
        byte* truth = _result.Data<byte>();
        bool leftNulls = left.HasNulls || left.Physical == PhysicalType.Null;
        if (left.Physical == PhysicalType.Null)
        {
            for (int i = 0; i < selection.Count; i++)
            {
                _result.SetNull(selection[i]);
                truth[selection[i]] = (byte)(1 - decisive);
            }
            Join(site.Arguments[1].Evaluate(batch, selection), selection, truth);
            return _result;
        }
        var reader = left.Read<byte>();
        _open.Reserve(selection.Count);
        int* open = _open.Rows;
        int count = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            bool valid = !leftNulls || reader.IsValid(row);
            byte value = reader[row];
            // A NULL counts as open: its value is that which does not decide, its validity bit is cleared.
            truth[row] = valid ? value : (byte)(1 - decisive);
            if (!valid)
            {
                _result.SetNull(row);
            }
            open[count] = row;
            count += valid && value == decisive ? 0 : 1;
        }
        if (count == 0)
        {
            return _result;
        }
        _open.Count = count;
        var rest = count == selection.Count ? selection : _open.Selection;
        Join(site.Arguments[1].Evaluate(batch, rest), rest, truth);
        return _result;
    }

    /// <summary>Merges the right side into rows whose left side is neutral or NULL.</summary>
    private void Join(Column right, Selection rows, byte* truth)
    {
        if (right.Physical == PhysicalType.Null)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                _result.SetNull(rows[i]);
            }
            return;
        }
        var reader = right.Read<byte>();
        bool anyNull = right.HasNulls || _result.HasNulls;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (!anyNull)
            {
                truth[row] = reader[row];
                continue;
            }
            if (!reader.IsValid(row))
            {
                _result.SetNull(row);
            }
            else if (reader[row] == decisive)
            {
                truth[row] = decisive;
                SetValid(row);
            }
        }
    }

    private void SetValid(int row)
    {
        if (_result.HasNulls)
        {
            _result.Validity[row >> 6] |= 1UL << (row & 63);
        }
    }
}

/// <summary>NOT of booleans of 0 or 1.</summary>
internal readonly struct NotOperation : IUnaryOperation<byte, byte>
{
    public static byte Invoke(byte value) => (byte)(value ^ 1);
}

/// <summary>IS NULL and IS NOT NULL: never NULL themselves.</summary>
internal sealed unsafe class NullTestFunction(BoundCall site, bool negated) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var argument = arguments[0];
        byte* truth = result.Data<byte>();
        byte whenValid = negated ? (byte)1 : (byte)0;
        if (!argument.HasNulls && argument.Physical != PhysicalType.Null)
        {
            new Span<byte>(truth, selection.Extent).Fill(whenValid);
            return;
        }
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            truth[row] = argument.IsNull(row) ? (byte)(1 - whenValid) : whenValid;
        }
    }
}
