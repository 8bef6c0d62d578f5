using System.Runtime.CompilerServices;
using Gateway.Core.Columns;

namespace Gateway.Compute.Kernels;

/// <summary>Compares strings with one constant; short constants need no branch.</summary>
internal static unsafe class StringEquality
{
    /// <summary>Writes 1 where the string equals the constant (0 where not, or the reverse).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compare(Reader<StringView> strings, StringView constant, bool negated, Selection rows, byte* truth)
    {
        byte flip = negated ? (byte)1 : (byte)0;
        if (constant.IsInline)
        {
            ulong head = constant.Head;
            ulong tail = constant.Tail;
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows[i];
                ref var value = ref strings[row];
                truth[row] = (byte)((((value.Head ^ head) | (value.Tail ^ tail)) == 0 ? 1 : 0) ^ flip);
            }
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            truth[row] = (byte)((strings[row].Equals(constant) ? 1 : 0) ^ flip);
        }
    }

    /// <summary>Lists the rows whose string equals the constant (or does not), nulls never.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Select(Reader<StringView> strings, StringView constant, bool negated, Selection rows, int* target)
    {
        int found = 0;
        bool nulls = strings.HasNulls;
        if (constant.IsInline)
        {
            ulong head = constant.Head;
            ulong tail = constant.Tail;
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows[i];
                ref var value = ref strings[row];
                bool equal = ((value.Head ^ head) | (value.Tail ^ tail)) == 0;
                target[found] = row;
                found += (equal != negated) & (!nulls || strings.IsValid(row)) ? 1 : 0;
            }
            return found;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            bool equal = strings[row].Equals(constant);
            target[found] = row;
            found += (equal != negated) & (!nulls || strings.IsValid(row)) ? 1 : 0;
        }
        return found;
    }
}
