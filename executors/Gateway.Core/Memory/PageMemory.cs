using System.Runtime.InteropServices;

namespace Gateway.Core.Memory;

/// <summary>Takes large blocks from the operating system and gives them back to it at once, where a C heap would keep them for itself.</summary>
/// <remarks>Elsewhere than on Linux blocks come from the C heap, and <see cref="Discard"/> does nothing.</remarks>
public static unsafe partial class PageMemory
{
    public const int PageBytes = 4096;

    private const int ReadWrite = 1 | 2;
    private const int PrivateAnonymous = 0x02 | 0x20;
    private const int DontNeed = 4;

    /// <summary>Takes a block that starts at a page of the operating system; null when there is no memory left. Its bytes are arbitrary.</summary>
    public static byte* Allocate(nuint byteCount)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (byte*)NativeMemory.AlignedAlloc(byteCount, PageBytes);
        }
        nint block = Map(0, byteCount, ReadWrite, PrivateAnonymous, -1, 0);
        return block == -1 ? null : (byte*)block;
    }

    /// <summary>Ends a block; the size is the one it was taken with.</summary>
    public static void Free(byte* block, nuint byteCount)
    {
        if (OperatingSystem.IsLinux())
        {
            // SAFETY: the caller owns the block, which one Map call of this size gave.
            _ = Unmap(block, byteCount);
        }
        else
        {
            NativeMemory.AlignedFree(block);
        }
    }

    /// <summary>Gives back the memory under a block but keeps its address; the content is lost.</summary>
    public static void Discard(byte* block, nuint byteCount)
    {
        if (OperatingSystem.IsLinux())
        {
            // SAFETY: only whole pages inside the block, which the caller owns, are dropped; they read as zeros afterwards.
            _ = Advise(block, byteCount & ~(nuint)(PageBytes - 1), DontNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);
}
