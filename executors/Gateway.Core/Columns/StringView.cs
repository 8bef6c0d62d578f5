using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Core.Columns;

/// <summary>Holds a string or binary value in 16 bytes: length, then 12 bytes inline, or a 4-byte prefix and a pointer.</summary>
/// <remarks>Unused inline bytes are zero, so two short values are equal exactly when their 16 bytes are.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public unsafe struct StringView : IEquatable<StringView>
{
    public const int InlineBytes = 12;

    private int _length;
    private uint _prefix;
    private ulong _tail;

    public readonly int Length => _length;

    public readonly bool IsInline => _length <= InlineBytes;

    /// <summary>Gets the first four bytes (zero padded) for fast rejection.</summary>
    public readonly uint Prefix => _prefix;

    /// <summary>Gets the length and prefix as one word: equal values have equal heads.</summary>
    public readonly ulong Head => (uint)_length | ((ulong)_prefix << 32);

    /// <summary>Gets the last eight bytes: inline text or the pointer.</summary>
    public readonly ulong Tail => _tail;

    /// <summary>Makes a view of bytes. Short values are copied in; longer ones are pointed at and must outlive the view.</summary>
    public static StringView FromPointer(byte* bytes, int length)
    {
        StringView view = default;
        view._length = length;
        if (length <= InlineBytes)
        {
            // SAFETY: at most 12 bytes go into the 12 bytes after the length.
            Unsafe.CopyBlockUnaligned(ref Unsafe.As<uint, byte>(ref view._prefix), ref *bytes, (uint)length);
        }
        else
        {
            view._prefix = *(uint*)bytes;
            view._tail = (ulong)bytes;
        }
        return view;
    }

    /// <summary>Makes an inline view; the span must hold at most 12 bytes.</summary>
    public static StringView Inline(ReadOnlySpan<byte> bytes)
    {
        System.Diagnostics.Debug.Assert(bytes.Length <= InlineBytes);
        StringView view = default;
        view._length = bytes.Length;
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<uint, byte>(ref view._prefix), InlineBytes));
        return view;
    }

    /// <summary>Gets the bytes. For inline values the span points into this very variable, which must be a pinned or native location or a local.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Span(StringView* view) =>
        view->_length <= InlineBytes ? new ReadOnlySpan<byte>((byte*)view + 4, view->_length) : new ReadOnlySpan<byte>((byte*)view->_tail, view->_length);

    /// <summary>Gets the bytes of a view that the caller keeps alive and in place while the span is used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Span(ref readonly StringView view) =>
        view._length <= InlineBytes
            ? MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<uint, byte>(ref Unsafe.AsRef(in view._prefix)), view._length)
            : new ReadOnlySpan<byte>((byte*)view._tail, view._length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Equals(StringView other)
    {
        if (Head != other.Head)
        {
            return false;
        }
        return _length <= InlineBytes ? _tail == other._tail : TailEquals(in this, in other);
    }

    private static bool TailEquals(ref readonly StringView left, ref readonly StringView right) => Span(in left).SequenceEqual(Span(in right));

    /// <summary>Compares bytes unsigned, the order of UTF8_BINARY.</summary>
    public static int Compare(ref readonly StringView left, ref readonly StringView right)
    {
        if (left._prefix != right._prefix)
        {
            return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(left._prefix).CompareTo(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(right._prefix));
        }
        return Span(in left).SequenceCompareTo(Span(in right));
    }

    public override readonly bool Equals(object? obj) => obj is StringView other && Equals(other);
    public override readonly int GetHashCode() => throw new InvalidOperationException("strings are hashed by the engine's own hash");
    public override readonly string ToString() => Encoding.UTF8.GetString(Span(in this));
}
