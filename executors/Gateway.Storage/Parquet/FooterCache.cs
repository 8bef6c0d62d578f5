using Gateway.Storage.Files;

namespace Gateway.Storage.Parquet;

/// <summary>Keeps the footers of files by path, modification time and length. Thread-safe; drops the oldest entries beyond its size.</summary>
internal sealed class FooterCache
{
    private const int MostEntries = 4096;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ParquetFile> _files = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The process's cache.</summary>
    public static FooterCache Shared { get; } = new();

    public ParquetFile Get(FileEntry entry)
    {
        lock (_lock)
        {
            if (_files.TryGetValue(entry.Path, out var known) && known.Entry.Length == entry.Length && known.Entry.ModifiedMicros == entry.ModifiedMicros)
            {
                return known;
            }
        }
        var file = ParquetFile.Read(entry);
        lock (_lock)
        {
            if (!_files.ContainsKey(entry.Path))
            {
                _order.Enqueue(entry.Path);
            }
            _files[entry.Path] = file;
            while (_order.Count > MostEntries)
            {
                _files.Remove(_order.Dequeue());
            }
        }
        return file;
    }
}
