using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;

namespace Gateway.Compute.Kernels;

/// <summary>An operation on one value. It is total: where it faults, the value does not matter.</summary>
public interface IUnaryOperation<T, TResult>
    where T : unmanaged
    where TResult : unmanaged
{
    static abstract TResult Invoke(T value);

    static virtual bool CanFault => false;

    static virtual bool IsFault(T value) => false;

    static virtual QueryException Error(Functions.FunctionCall call, T value) => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Drives a unary operation. Faulting rows raise in ANSI mode (when valid and active), else become NULL.</summary>
/// <param name="nullOnFault">Whether a fault gives NULL instead of an error.</param>
public sealed unsafe class UnaryFunction<TOp, T, TResult>(BoundCall site, bool nullOnFault = false) : FixedFunction(site)
    where TOp : struct, IUnaryOperation<T, TResult>
    where T : unmanaged
    where TResult : unmanaged
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!PropagateNulls(arguments, selection, result))
        {
            return;
        }
        var argument = Flatten<T>(0, arguments[0], selection);
        T* x = argument.Data<T>();
        int step = argument.Shape == ColumnShape.Constant ? 0 : 1;
        if (!Run(x, step, result.Data<TResult>(), selection))
        {
            return;
        }
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (TOp.IsFault(x[row * step]) && !result.IsNull(row))
            {
                if (!nullOnFault)
                {
                    throw TOp.Error(Site.Call, x[row * step]);
                }
                result.SetNull(row);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Run(T* x, int step, TResult* values, Selection rows)
    {
        bool fault = false;
        if (!IsSparse(rows))
        {
            int extent = rows.Extent;
            for (int row = 0; row < extent; row++)
            {
                T value = x[row * step];
                if (TOp.CanFault)
                {
                    fault |= TOp.IsFault(value);
                }
                values[row] = TOp.Invoke(value);
            }
            return fault;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.Rows[i];
            T value = x[row * step];
            if (TOp.CanFault)
            {
                fault |= TOp.IsFault(value);
            }
            values[row] = TOp.Invoke(value);
        }
        return fault;
    }
}
