using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Drives a decimal operation row by row over operands of either width.</summary>
/// <param name="shape">What the exact result is rounded and checked to.</param>
internal sealed unsafe class DecimalFunction<TOp>(BoundCall site, DecimalShape shape, bool nullOnFault) : FixedFunction(site)
    where TOp : struct, IDecimalOperation
{
    private readonly int _leftScale = ((DecimalType)site.ArgumentType(0)).Scale;
    private readonly int _rightScale = ((DecimalType)site.ArgumentType(1)).Scale;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        switch (arguments[0].Physical, arguments[1].Physical)
        {
            case (PhysicalType.Int64, PhysicalType.Int64):
                Run<long, long>(arguments, selection, result);
                break;
            case (PhysicalType.Int64, _):
                Run<long, Int128>(arguments, selection, result);
                break;
            case (_, PhysicalType.Int64):
                Run<Int128, long>(arguments, selection, result);
                break;
            default:
                Run<Int128, Int128>(arguments, selection, result);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TLeft, TRight>(Column[] arguments, Selection rows, Column result)
        where TLeft : unmanaged, System.Numerics.IBinaryInteger<TLeft>
        where TRight : unmanaged, System.Numerics.IBinaryInteger<TRight>
    {
        var left = arguments[0].Read<TLeft>();
        var right = arguments[1].Read<TRight>();
        bool wide = result.Physical == PhysicalType.Int128;
        bool checkNulls = result.HasNulls;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (checkNulls && result.IsNull(row))
            {
                continue;
            }
            var x = Int128.CreateTruncating(left[row]);
            var y = Int128.CreateTruncating(right[row]);
            var outcome = TOp.Invoke(x, _leftScale, y, _rightScale, shape, out Int128 computed);
            if (outcome != DecimalOutcome.Ok)
            {
                if (!nullOnFault)
                {
                    throw TOp.Error(Site.Call, outcome, x, _leftScale, y, _rightScale, shape);
                }
                result.SetNull(row);
                computed = 0;
            }
            if (wide)
            {
                result.Data<Int128>()[row] = computed;
            }
            else
            {
                result.Data<long>()[row] = unchecked((long)computed);
            }
        }
    }
}

/// <summary>Adds or subtracts decimals whose exact sum fits 64 bits: no row can fault.</summary>
internal sealed unsafe class NarrowDecimalSum(BoundCall site, int resultScale, bool subtract) : FixedFunction(site)
{
    private readonly long _leftFactor = PowersOfTen.Int64(resultScale - ((DecimalType)site.ArgumentType(0)).Scale);
    private readonly long _rightFactor = PowersOfTen.Int64(resultScale - ((DecimalType)site.ArgumentType(1)).Scale) * (subtract ? -1 : 1);

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var left = Flatten<long>(0, arguments[0], selection);
        var right = Flatten<long>(1, arguments[1], selection);
        Run(left.Data<long>(), left.Shape == ColumnShape.Constant ? 0 : 1, right.Data<long>(), right.Shape == ColumnShape.Constant ? 0 : 1,
            result.Data<long>(), selection.Extent, _leftFactor, _rightFactor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(long* x, int xStep, long* y, int yStep, long* values, int count, long xFactor, long yFactor)
    {
        int row = 0;
        if (Vector512<long>.IsSupported)
        {
            var xFactors = Vector512.Create(xFactor);
            var yFactors = Vector512.Create(yFactor);
            var xConstant = Vector512.Create(*x) * xFactors;
            var yConstant = Vector512.Create(*y) * yFactors;
            for (; row <= count - Vector512<long>.Count; row += Vector512<long>.Count)
            {
                var left = xStep == 0 ? xConstant : xFactor == 1 ? Vector512.Load(x + row) : Vector512.Load(x + row) * xFactors;
                var right = yStep == 0 ? yConstant : Vector512.Load(y + row) * yFactors;
                (left + right).Store(values + row);
            }
        }
        for (; row < count; row++)
        {
            values[row] = unchecked((x[row * xStep] * xFactor) + (y[row * yStep] * yFactor));
        }
    }
}

/// <summary>Multiplies 64-bit decimals whose exact product fits its type: no row can fault.</summary>
internal sealed unsafe class ExactDecimalProduct<TResult>(BoundCall site) : FixedFunction(site)
    where TResult : unmanaged
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var left = Flatten<long>(0, arguments[0], selection);
        var right = Flatten<long>(1, arguments[1], selection);
        Run(left.Data<long>(), left.Shape == ColumnShape.Constant ? 0 : 1, right.Data<long>(), right.Shape == ColumnShape.Constant ? 0 : 1,
            result.Data<TResult>(), selection.Extent);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(long* x, int xStep, long* y, int yStep, TResult* values, int count)
    {
        for (int row = 0; row < count; row++)
        {
            if (typeof(TResult) == typeof(long))
            {
                ((long*)values)[row] = unchecked(x[row * xStep] * y[row * yStep]);
            }
            else
            {
                long high = Math.BigMul(x[row * xStep], y[row * yStep], out long low);
                ((Int128*)values)[row] = new Int128((ulong)high, (ulong)low);
            }
        }
    }
}
