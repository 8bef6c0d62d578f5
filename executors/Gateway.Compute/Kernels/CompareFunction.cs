using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Binds comparisons of two values of one type, NULL when either is (or, null-safe, never).</summary>
public static class Compare<TOp> where TOp : struct, ICompareOperation
{
    public static Evaluator For(BoundCall site) => Comparisons.For<TOp>(site, nullSafe: false);

    public static Evaluator NullSafe(BoundCall site) => Comparisons.For<TOp>(site, nullSafe: true);
}

internal static class Comparisons
{
    public static Evaluator For<TOp>(BoundCall site, bool nullSafe) where TOp : struct, ICompareOperation => site.ArgumentType(0).Physical switch
    {
        PhysicalType.Boolean => new CompareFunction<TOp, byte>(site, nullSafe),
        PhysicalType.Int8 => new CompareFunction<TOp, sbyte>(site, nullSafe),
        PhysicalType.Int16 => new CompareFunction<TOp, short>(site, nullSafe),
        PhysicalType.Int32 => new CompareFunction<TOp, int>(site, nullSafe),
        PhysicalType.Int64 => new CompareFunction<TOp, long>(site, nullSafe),
        PhysicalType.Float32 => new CompareFunction<TOp, float>(site, nullSafe),
        PhysicalType.Float64 => new CompareFunction<TOp, double>(site, nullSafe),
        PhysicalType.Int128 => new CompareFunction<TOp, Int128>(site, nullSafe),
        PhysicalType.String when site.ArgumentType(0) is BinaryType or StringType { IsBinaryCollation: true } or CharType or VarcharType => new CompareStringFunction<TOp>(site, nullSafe),
        PhysicalType.String when site.ArgumentType(0) is StringType { Rules: { } rules } => new CompareCollatedFunction<TOp>(site, nullSafe, rules),
        PhysicalType.String or PhysicalType.Interval or PhysicalType.List or PhysicalType.Map or PhysicalType.Struct or PhysicalType.Null => new CompareValueFunction<TOp>(site, nullSafe),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>Common part of comparisons: nulls before or after the loop.</summary>
internal abstract unsafe class CompareBase(BoundCall site, bool nullSafe) : FixedFunction(site)
{
    protected sealed override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (!nullSafe)
        {
            if (PropagateNulls(arguments, selection, result))
            {
                Run(arguments, selection, result.Data<byte>());
            }
            return;
        }
        byte* truth = result.Data<byte>();
        if (arguments[0].Physical != PhysicalType.Null && arguments[1].Physical != PhysicalType.Null)
        {
            Run(arguments, selection, truth);
        }
        if (!HasNulls(arguments[0]) && !HasNulls(arguments[1]))
        {
            return;
        }
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            bool left = arguments[0].IsNull(row);
            bool right = arguments[1].IsNull(row);
            if (left || right)
            {
                truth[row] = left && right ? (byte)1 : (byte)0;
            }
        }
    }

    /// <summary>Compares the values of the rows, nulls or not.</summary>
    protected abstract void Run(Column[] arguments, Selection rows, byte* truth);

    private static bool HasNulls(Column column) => column.HasNulls || column.Physical == PhysicalType.Null;
}

/// <summary>Compares fixed-width values.</summary>
internal sealed unsafe class CompareFunction<TOp, T>(BoundCall site, bool nullSafe) : CompareBase(site, nullSafe)
    where TOp : struct, ICompareOperation
    where T : unmanaged, INumber<T>
{
    protected override void Run(Column[] arguments, Selection rows, byte* truth)
    {
        var left = Flatten<T>(0, arguments[0], rows);
        var right = Flatten<T>(1, arguments[1], rows);
        T* x = left.Data<T>();
        T* y = right.Data<T>();
        int xStep = left.Shape == ColumnShape.Constant ? 0 : 1;
        int yStep = right.Shape == ColumnShape.Constant ? 0 : 1;
        if (IsSparse(rows))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows.Rows[i];
                truth[row] = TOp.Invoke(x[row * xStep], y[row * yStep]) ? (byte)1 : (byte)0;
            }
        }
        else
        {
            Loop(x, xStep, y, yStep, truth, rows.Extent);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(T* x, int xStep, T* y, int yStep, byte* truth, int count)
    {
        int row = 0;
        if (typeof(T) != typeof(Int128) && Vector512<T>.IsSupported)
        {
            var xConstant = Vector512.Create(*x);
            var yConstant = Vector512.Create(*y);
            for (; row <= count - Vector512<T>.Count; row += Vector512<T>.Count)
            {
                var left = xStep == 0 ? xConstant : Vector512.Load(x + row);
                var right = yStep == 0 ? yConstant : Vector512.Load(y + row);
                MaskBytes.Store(TOp.Invoke(left, right).ExtractMostSignificantBits(), Vector512<T>.Count, truth + row);
            }
        }
        for (; row < count; row++)
        {
            truth[row] = TOp.Invoke(x[row * xStep], y[row * yStep]) ? (byte)1 : (byte)0;
        }
    }
}

/// <summary>Spreads the bits of a mask into bytes of 0 or 1.</summary>
internal static unsafe class MaskBytes
{
    private const ulong LowBits = 0x0101010101010101;

    /// <param name="count">A multiple of 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ulong mask, int count, byte* target)
    {
        for (int i = 0; i < count; i += 8)
        {
            Unsafe.WriteUnaligned(target + i, Spread((byte)(mask >> i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Spread(byte bits) => Bmi2.X64.IsSupported
        ? Bmi2.X64.ParallelBitDeposit(bits, LowBits)
        : ((((bits * LowBits) & 0x8040201008040201) + 0x7F7F7F7F7F7F7F7F) >> 7) & LowBits;
}

/// <summary>Compares strings as their collation says.</summary>
internal sealed unsafe class CompareCollatedFunction<TOp>(BoundCall site, bool nullSafe, Core.Collations.Collation collation) : CompareBase(site, nullSafe)
    where TOp : struct, ICompareOperation
{
    protected override void Run(Column[] arguments, Selection rows, byte* truth)
    {
        var left = arguments[0].Read<StringView>();
        var right = arguments[1].Read<StringView>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (left.IsValid(row) && right.IsValid(row))
            {
                truth[row] = TOp.Holds(collation.Compare(StringView.Span(ref left[row]), StringView.Span(ref right[row]))) ? (byte)1 : (byte)0;
            }
        }
    }
}

/// <summary>Compares binary-collated strings and binaries by their bytes.</summary>
internal sealed unsafe class CompareStringFunction<TOp>(BoundCall site, bool nullSafe) : CompareBase(site, nullSafe)
    where TOp : struct, ICompareOperation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Run(Column[] arguments, Selection rows, byte* truth)
    {
        var left = arguments[0].Read<StringView>();
        var right = arguments[1].Read<StringView>();
        if (TOp.IsEquality && (left.IsConstant || right.IsConstant))
        {
            StringEquality.Compare(right.IsConstant ? left : right, right.IsConstant ? right[0] : left[0], negated: !TOp.Holds(0), rows, truth);
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            truth[row] = Holds(ref left[row], ref right[row]) ? (byte)1 : (byte)0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds(ref StringView left, ref StringView right) =>
        TOp.IsEquality ? left.Equals(right) : TOp.Holds(StringView.Compare(ref left, ref right));
}

/// <summary>Compares values of any type one by one.</summary>
internal sealed unsafe class CompareValueFunction<TOp>(BoundCall site, bool nullSafe) : CompareBase(site, nullSafe)
    where TOp : struct, ICompareOperation
{
    protected override void Run(Column[] arguments, Selection rows, byte* truth)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (!arguments[0].IsNull(row) && !arguments[1].IsNull(row))
            {
                truth[row] = TOp.Holds(ValueComparer.Compare(arguments[0], row, arguments[1], row)) ? (byte)1 : (byte)0;
            }
        }
    }
}
