using K4os.Compression.LZ4;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Execution.Rows;

/// <summary>Keeps evicted pages of one query, compressed, in one temporary file that has no name any more.</summary>
internal sealed unsafe class SpillFile(string directory) : IDisposable
{
    private const int SlotBytes = 4096;
    private readonly Dictionary<int, Stack<long>> _freeSlots = [];
    private SafeFileHandle? _handle;
    private byte[] _scratch = [];
    private long _end;

    /// <summary>Gets the bytes written over the life of the file.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>Writes a page's content and notes in the page where it is.</summary>
    public void Write(Page page)
    {
        Release(page);
        int bound = LZ4Codec.MaximumOutputSize(page.ByteCount);
        if (_scratch.Length < bound)
        {
            _scratch = new byte[bound];
        }
        int stored = LZ4Codec.Encode(new ReadOnlySpan<byte>(page.Address, page.ByteCount), _scratch, LZ4Level.L00_FAST);
        bool raw = stored <= 0 || stored >= page.ByteCount;
        page.StoredBytes = raw ? page.ByteCount : stored;
        page.FileOffset = TakeSlot(page.StoredBytes);
        RandomAccess.Write(Handle(), raw ? new ReadOnlySpan<byte>(page.Address, page.ByteCount) : _scratch.AsSpan(0, stored), page.FileOffset);
        WrittenBytes += page.StoredBytes;
    }

    /// <summary>Reads a page's content back to its address.</summary>
    public void Read(Page page)
    {
        var target = new Span<byte>(page.Address, page.ByteCount);
        bool raw = page.StoredBytes == page.ByteCount;
        var buffer = raw ? target : _scratch.AsSpan(0, page.StoredBytes);
        int read = 0;
        while (read < page.StoredBytes)
        {
            int got = RandomAccess.Read(Handle(), buffer[read..], page.FileOffset + read);
            if (got == 0)
            {
                throw new EndOfStreamException("the spill file ends before the page");
            }
            read += got;
        }
        if (!raw && LZ4Codec.Decode(buffer, target) != page.ByteCount)
        {
            throw new InvalidDataException("a spilled page does not decompress to its size");
        }
    }

    /// <summary>Forgets the copy of a page.</summary>
    public void Release(Page page)
    {
        if (page.FileOffset >= 0)
        {
            int slots = (page.StoredBytes + SlotBytes - 1) / SlotBytes;
            if (!_freeSlots.TryGetValue(slots, out var free))
            {
                _freeSlots.Add(slots, free = new Stack<long>());
            }
            free.Push(page.FileOffset);
            page.FileOffset = -1;
        }
    }

    public void Dispose() => _handle?.Dispose();

    private long TakeSlot(int byteCount)
    {
        int slots = (byteCount + SlotBytes - 1) / SlotBytes;
        if (_freeSlots.TryGetValue(slots, out var free) && free.TryPop(out long offset))
        {
            return offset;
        }
        offset = _end;
        _end += (long)slots * SlotBytes;
        return offset;
    }

    private SafeFileHandle Handle()
    {
        if (_handle is null)
        {
            string path = Path.Combine(directory, "gateway-spill-" + Guid.NewGuid().ToString("N"));
            _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
            if (!OperatingSystem.IsWindows())
            {
                // Without a name the file goes away with the process, whatever happens to it.
                File.Delete(path);
            }
        }
        return _handle;
    }
}
