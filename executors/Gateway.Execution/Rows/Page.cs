namespace Gateway.Execution.Rows;

/// <summary>A block of a query's row memory. Its address never changes, also while its content is on disk.</summary>
internal sealed unsafe class Page(byte* address, int byteCount)
{
    public byte* Address { get; } = address;
    public int ByteCount { get; } = byteCount;

    /// <summary>Users that need the content in memory; guarded by the store's lock.</summary>
    public int Pins { get; set; } = 1;

    public bool Resident { get; set; } = true;

    /// <summary>Tells that the copy on disk, if any, is not what memory holds.</summary>
    public bool Dirty { get; set; } = true;

    /// <summary>Where the content is in the spill file; negative without a copy.</summary>
    public long FileOffset { get; set; } = -1;

    /// <summary>Bytes of the copy on disk.</summary>
    public int StoredBytes { get; set; }

    public LinkedListNode<Page>? EvictionNode { get; set; }
}
