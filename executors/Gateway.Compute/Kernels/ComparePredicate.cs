using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Keeps the rows whose fixed-width values compare as asked.</summary>
internal sealed unsafe class ComparePredicate<TOp, T>(Evaluator left, Evaluator right) : Predicate
    where TOp : struct, ICompareOperation
    where T : unmanaged, INumber<T>
{
    public override int Select(Batch batch, Selection rows, int* target)
    {
        var x = left.Evaluate(batch, rows);
        var y = right.Evaluate(batch, rows);
        if (IsNullConstant(x) || IsNullConstant(y))
        {
            return 0;
        }
        var first = x.Read<T>();
        var second = y.Read<T>();
        bool dense = rows.IsAll && x.Shape != ColumnShape.Dictionary && y.Shape != ColumnShape.Dictionary;
        return dense
            ? Dense(first.Values, first.IsConstant, first.IsConstant ? null : first.Validity, second.Values, second.IsConstant, second.IsConstant ? null : second.Validity, rows.Count, target)
            : Sparse(first, second, rows, target);
    }

    private static bool IsNullConstant(Column column) =>
        column.Physical == PhysicalType.Null || (column.Shape == ColumnShape.Constant && column.HasNulls && column.IsNull(0));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Dense(T* x, bool xConstant, ulong* xValidity, T* y, bool yConstant, ulong* yValidity, int count, int* target)
    {
        int found = 0;
        int row = 0;
        if (typeof(T) != typeof(Int128) && Vector512<T>.IsSupported)
        {
            var xBroadcast = Vector512.Create(*x);
            var yBroadcast = Vector512.Create(*y);
            for (; row <= count - Vector512<T>.Count; row += Vector512<T>.Count)
            {
                var a = xConstant ? xBroadcast : Vector512.Load(x + row);
                var b = yConstant ? yBroadcast : Vector512.Load(y + row);
                ulong mask = TOp.Invoke(a, b).ExtractMostSignificantBits();
                if (xValidity is not null)
                {
                    mask &= xValidity[row >> 6] >> (row & 63);
                }
                if (yValidity is not null)
                {
                    mask &= yValidity[row >> 6] >> (row & 63);
                }
                found = RowList.Append(mask, Vector512<T>.Count, row, target, found);
            }
        }
        for (; row < count; row++)
        {
            bool passes = TOp.Invoke(xConstant ? *x : x[row], yConstant ? *y : y[row]) &&
                (xValidity is null || (xValidity[row >> 6] >> row & 1) != 0) && (yValidity is null || (yValidity[row >> 6] >> row & 1) != 0);
            target[found] = row;
            found += passes ? 1 : 0;
        }
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sparse(Reader<T> x, Reader<T> y, Selection rows, int* target)
    {
        int found = 0;
        bool nulls = x.HasNulls || y.HasNulls;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            bool passes = TOp.Invoke(x[row], y[row]) && (!nulls || (x.IsValid(row) && y.IsValid(row)));
            target[found] = row;
            found += passes ? 1 : 0;
        }
        return found;
    }
}

/// <summary>Keeps the rows whose binary-collated strings compare as asked.</summary>
internal sealed unsafe class CompareStringPredicate<TOp>(Evaluator left, Evaluator right) : Predicate
    where TOp : struct, ICompareOperation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Select(Batch batch, Selection rows, int* target)
    {
        var first = left.Evaluate(batch, rows);
        var second = right.Evaluate(batch, rows);
        if (first.Physical == PhysicalType.Null || second.Physical == PhysicalType.Null)
        {
            return 0;
        }
        var x = first.Read<StringView>();
        var y = second.Read<StringView>();
        bool nulls = x.HasNulls || y.HasNulls;
        if (TOp.IsEquality && x.IsConstant != y.IsConstant)
        {
            var constant = x.IsConstant ? x : y;
            return constant.IsValid(0) ? StringEquality.Select(x.IsConstant ? y : x, constant[0], negated: !TOp.Holds(0), rows, target) : 0;
        }
        int found = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            bool passes = (TOp.IsEquality ? x[row].Equals(y[row]) == TOp.Holds(0) : TOp.Holds(StringView.Compare(ref x[row], ref y[row]))) &&
                (!nulls || (x.IsValid(row) && y.IsValid(row)));
            target[found] = row;
            found += passes ? 1 : 0;
        }
        return found;
    }
}

/// <summary>Turns masks into row numbers, eight lanes at a time.</summary>
internal static unsafe class RowList
{
    /// <summary>For every byte the positions of its set bits, one byte each.</summary>
    private static readonly ulong[] _positions = [.. Enumerable.Range(0, 256).Select(static bits =>
    {
        ulong positions = 0;
        int found = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            if ((bits >> bit & 1) != 0)
            {
                positions |= (ulong)bit << (8 * found++);
            }
        }
        return positions;
    })];

    /// <summary>Appends the rows of set bits and returns the new count; writes up to eight rows past it.</summary>
    /// <param name="lanes">A multiple of 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Append(ulong mask, int lanes, int firstRow, int* target, int count)
    {
        for (int lane = 0; lane < lanes; lane += 8)
        {
            int bits = (byte)(mask >> lane);
            var positions = Vector128.WidenLower(Vector128.CreateScalar(_positions[bits]).AsByte());
            var (low, high) = Vector128.Widen(positions);
            var start = Vector128.Create(firstRow + lane);
            (low.AsInt32() + start).Store(target + count);
            (high.AsInt32() + start).Store(target + count + 4);
            count += BitOperations.PopCount((uint)bits);
        }
        return count;
    }
}
