using System.Runtime.CompilerServices;
using Gateway.Core.Columns;

namespace Gateway.Execution.Rows;

/// <summary>Bump-allocates the variable-length parts of rows from pages of a <see cref="PageStore"/>.</summary>
internal sealed unsafe class RowHeap(PageStore store)
{
    private byte* _next;
    private long _left;
    private int _sealedPages;

    public List<Page> Pages { get; } = [];

    public long ByteCount { get; private set; }

    /// <summary>Gets the bytes that were handed out, and those left over at the ends of full pages.</summary>
    public long FilledBytes => ByteCount - _left;

    /// <summary>Copies bytes in; the view points at the copy, or holds short ones inline.</summary>
    public StringView Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= StringView.InlineBytes)
        {
            return StringView.Inline(bytes);
        }
        byte* copy = Allocate(bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return StringView.FromPointer(copy, bytes.Length);
    }

    /// <summary>Copies bytes in and gives the address of the copy.</summary>
    public byte* Copy(ReadOnlySpan<byte> bytes)
    {
        byte* copy = Allocate(bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return copy;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StringView Add(ref StringView view) => view.IsInline ? view : AddLong((byte*)view.Tail, view.Length);

    private StringView AddLong(byte* bytes, int length)
    {
        byte* copy = Allocate(length);
        Unsafe.CopyBlockUnaligned(copy, bytes, (uint)length);
        return StringView.FromPointer(copy, length);
    }

    private byte* Allocate(int byteCount)
    {
        if (byteCount > _left)
        {
            int size = Math.Max(byteCount, store.PageBytes(Pages.Count - _sealedPages, _sealedPages > 0));
            var page = store.Rent(size);
            Pages.Add(page);
            ByteCount += size;
            _next = page.Address;
            _left = size;
        }
        byte* result = _next;
        _next += byteCount;
        _left -= byteCount;
        return result;
    }

    /// <summary>Starts a new page at the next allocation.</summary>
    public void Seal()
    {
        _next = null;
        _left = 0;
        _sealedPages = Pages.Count;
    }

    /// <summary>Forgets the pages, which the store has freed.</summary>
    public void Clear()
    {
        Pages.Clear();
        ByteCount = 0;
        Seal();
    }
}
