using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gateway.Core.Columns;

namespace Gateway.Compute.Kernels;

/// <summary>Makes result strings that share the bytes of an argument.</summary>
internal static unsafe class TextSlices
{
    /// <summary>Returns a view of part of an argument's bytes, without copying when it is long.</summary>
    /// <param name="part">A slice of the span of a string that lies in native memory.</param>
    public static StringView View(ReadOnlySpan<byte> part) => part.Length <= StringView.InlineBytes
        ? StringView.Inline(part)
        // SAFETY: a part longer than 12 bytes comes from a string kept in native memory, which outlives the result by the evaluator's contract.
        : StringView.FromPointer((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(part)), part.Length);
}
