namespace Gateway.Compute.Kernels;

/// <summary>A null-propagating per-row operation of 1 argument; returns false for a NULL result.</summary>
public interface IRowOp<T1, TResult>
{
    static abstract bool Invoke(ref T1 argument1, RowContext context, out TResult result);
}

/// <summary>A null-propagating per-row operation of 2 arguments; returns false for a NULL result.</summary>
public interface IRowOp<T1, T2, TResult>
{
    static abstract bool Invoke(ref T1 argument1, ref T2 argument2, RowContext context, out TResult result);
}

/// <summary>A null-propagating per-row operation of 3 arguments; returns false for a NULL result.</summary>
public interface IRowOp<T1, T2, T3, TResult>
{
    static abstract bool Invoke(ref T1 argument1, ref T2 argument2, ref T3 argument3, RowContext context, out TResult result);
}

/// <summary>A null-propagating per-row operation of 4 arguments; returns false for a NULL result.</summary>
public interface IRowOp<T1, T2, T3, T4, TResult>
{
    static abstract bool Invoke(ref T1 argument1, ref T2 argument2, ref T3 argument3, ref T4 argument4, RowContext context, out TResult result);
}

/// <summary>A null-propagating per-row operation of 5 arguments; returns false for a NULL result.</summary>
public interface IRowOp<T1, T2, T3, T4, T5, TResult>
{
    static abstract bool Invoke(ref T1 argument1, ref T2 argument2, ref T3 argument3, ref T4 argument4, ref T5 argument5, RowContext context, out TResult result);
}
