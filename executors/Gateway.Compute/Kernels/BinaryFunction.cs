using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Errors;

namespace Gateway.Compute.Kernels;

/// <summary>An operation on two values of one type. It is total: where it faults, the value does not matter.</summary>
public interface IBinaryOperation<T> where T : unmanaged
{
    static abstract T Invoke(T left, T right);

    /// <summary>Tells that <see cref="Invoke(Vector512{T}, Vector512{T})"/> exists.</summary>
    static virtual bool HasVector => false;

    static virtual Vector512<T> Invoke(Vector512<T> left, Vector512<T> right) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Tells that some operands fault.</summary>
    static virtual bool CanFault => false;

    /// <summary>Tells whether the operands of a result fault.</summary>
    static virtual bool IsFault(T left, T right, T result) => false;

    /// <summary>Gets lanes with any bit set where the operands fault.</summary>
    static virtual Vector512<T> Faults(Vector512<T> left, Vector512<T> right, Vector512<T> result) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Words the error of faulting operands.</summary>
    static virtual QueryException Error(Functions.FunctionCall call, T left, T right) => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Drives a binary operation. Faulting rows raise in ANSI mode (when valid and active), else become NULL.</summary>
/// <param name="nullOnFault">Whether a fault gives NULL instead of an error.</param>
public sealed unsafe class BinaryFunction<TOp, T>(BoundCall site, bool nullOnFault) : FixedFunction(site)
    where TOp : struct, IBinaryOperation<T>
    where T : unmanaged
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var left = Flatten<T>(0, arguments[0], selection);
        var right = Flatten<T>(1, arguments[1], selection);
        T* x = left.Data<T>();
        T* y = right.Data<T>();
        int xStep = left.Shape == ColumnShape.Constant ? 0 : 1;
        int yStep = right.Shape == ColumnShape.Constant ? 0 : 1;
        T* values = result.Data<T>();
        bool fault = IsSparse(selection)
            ? RunSparse(x, xStep, y, yStep, values, selection)
            : Run(x, xStep, y, yStep, values, selection.Extent);
        if (fault)
        {
            Report(x, xStep, y, yStep, selection, result);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Run(T* x, int xStep, T* y, int yStep, T* values, int count)
    {
        int row = 0;
        bool fault = false;
        if (TOp.HasVector && Vector512<T>.IsSupported)
        {
            var faults = Vector512<T>.Zero;
            var xConstant = Vector512.Create(*x);
            var yConstant = Vector512.Create(*y);
            for (; row <= count - Vector512<T>.Count; row += Vector512<T>.Count)
            {
                var left = xStep == 0 ? xConstant : Vector512.Load(x + row);
                var right = yStep == 0 ? yConstant : Vector512.Load(y + row);
                var computed = TOp.Invoke(left, right);
                if (TOp.CanFault)
                {
                    faults |= TOp.Faults(left, right, computed);
                }
                computed.Store(values + row);
            }
            fault = TOp.CanFault && faults.AsByte() != Vector512<byte>.Zero;
        }
        for (; row < count; row++)
        {
            T left = x[row * xStep];
            T right = y[row * yStep];
            T computed = TOp.Invoke(left, right);
            if (TOp.CanFault)
            {
                fault |= TOp.IsFault(left, right, computed);
            }
            values[row] = computed;
        }
        return fault;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool RunSparse(T* x, int xStep, T* y, int yStep, T* values, Selection rows)
    {
        bool fault = false;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.Rows[i];
            T left = x[row * xStep];
            T right = y[row * yStep];
            T computed = TOp.Invoke(left, right);
            if (TOp.CanFault)
            {
                fault |= TOp.IsFault(left, right, computed);
            }
            values[row] = computed;
        }
        return fault;
    }

    /// <summary>Looks again at the rows that count: the first active and valid fault raises, or all of them become NULL.</summary>
    private void Report(T* x, int xStep, T* y, int yStep, Selection rows, Column result)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            T left = x[row * xStep];
            T right = y[row * yStep];
            if (TOp.IsFault(left, right, TOp.Invoke(left, right)) && !result.IsNull(row))
            {
                if (!nullOnFault)
                {
                    throw TOp.Error(Site.Call, left, right);
                }
                result.SetNull(row);
            }
        }
    }
}
