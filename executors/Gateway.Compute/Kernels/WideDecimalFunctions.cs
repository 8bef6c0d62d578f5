using System.Runtime.CompilerServices;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Multiplies decimals into 128 bits where the product keeps all its fraction digits. Operands that fit 64 bits, nearly all in practice, cannot fault.</summary>
internal sealed unsafe class WideDecimalProduct<TLeft, TRight>(BoundCall site, DecimalShape shape, bool nullOnFault) : FixedFunction(site)
    where TLeft : unmanaged
    where TRight : unmanaged
{
    private readonly int _leftScale = ((DecimalType)site.ArgumentType(0)).Scale;
    private readonly int _rightScale = ((DecimalType)site.ArgumentType(1)).Scale;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var left = Flatten<TLeft>(0, arguments[0], selection);
        var right = Flatten<TRight>(1, arguments[1], selection);
        int xStep = left.Shape == ColumnShape.Constant ? 0 : 1;
        int yStep = right.Shape == ColumnShape.Constant ? 0 : 1;
        if (!Run(left.Data<TLeft>(), xStep, right.Data<TRight>(), yStep, result.Data<Int128>(), selection.Extent))
        {
            Finish(left.Data<TLeft>(), xStep, right.Data<TRight>(), yStep, selection, result);
        }
    }

    /// <summary>Multiplies all rows as 64-bit numbers; false when some operand needs more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Run(TLeft* x, int xStep, TRight* y, int yStep, Int128* values, int count)
    {
        bool small = true;
        for (int row = 0; row < count; row++)
        {
            small &= WideDecimal.TryNarrow(x + (row * (long)xStep), out long a) & WideDecimal.TryNarrow(y + (row * (long)yStep), out long b);
            long high = Math.BigMul(a, b, out long low);
            // SAFETY: an Int128 is its low word, then its high word.
            ((long*)(values + row))[0] = low;
            ((long*)(values + row))[1] = high;
        }
        return small;
    }

    private void Finish(TLeft* x, int xStep, TRight* y, int yStep, Selection rows, Column result)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            var a = WideDecimal.Widen(x + (row * (long)xStep));
            var b = WideDecimal.Widen(y + (row * (long)yStep));
            if (result.IsNull(row) || DecimalMultiply.Invoke(a, _leftScale, b, _rightScale, shape, out result.Data<Int128>()[row]) == DecimalOutcome.Ok)
            {
                continue;
            }
            if (!nullOnFault)
            {
                throw DecimalMultiply.Error(Site.Call, DecimalOutcome.Overflow, a, _leftScale, b, _rightScale, shape);
            }
            result.SetNull(row);
        }
    }
}

/// <summary>Adds or subtracts decimals whose exact sum fits its 128-bit type: no row can fault.</summary>
internal sealed unsafe class WideDecimalSum<TLeft, TRight>(BoundCall site, int resultScale, bool subtract) : FixedFunction(site)
    where TLeft : unmanaged
    where TRight : unmanaged
{
    private readonly Int128 _leftFactor = PowersOfTen.Int128(resultScale - ((DecimalType)site.ArgumentType(0)).Scale);
    private readonly Int128 _rightFactor = PowersOfTen.Int128(resultScale - ((DecimalType)site.ArgumentType(1)).Scale) * (subtract ? -1 : 1);

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var left = Flatten<TLeft>(0, arguments[0], selection);
        var right = Flatten<TRight>(1, arguments[1], selection);
        Run(left.Data<TLeft>(), left.Shape == ColumnShape.Constant ? 0 : 1, right.Data<TRight>(), right.Shape == ColumnShape.Constant ? 0 : 1, result.Data<Int128>(), selection.Extent);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(TLeft* x, int xStep, TRight* y, int yStep, Int128* values, int count)
    {
        var (xFactor, yFactor) = (_leftFactor, _rightFactor);
        bool scaled = xFactor != 1 || (yFactor != 1 && yFactor != -1);
        bool negate = yFactor < 0;
        for (int row = 0; row < count; row++)
        {
            var a = WideDecimal.Widen(x + (row * (long)xStep));
            var b = WideDecimal.Widen(y + (row * (long)yStep));
            values[row] = unchecked(scaled ? (a * xFactor) + (b * yFactor) : negate ? a - b : a + b);
        }
    }
}

/// <summary>Reads unscaled values of either width.</summary>
internal static unsafe class WideDecimal
{
    /// <summary>Gets the low 64 bits; false when the value needs more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNarrow<T>(T* value, out long narrow) where T : unmanaged
    {
        narrow = *(long*)value;
        return typeof(T) == typeof(long) || ((long*)value)[1] == narrow >> 63;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Widen<T>(T* value) where T : unmanaged => typeof(T) == typeof(long) ? *(long*)value : *(Int128*)value;
}
