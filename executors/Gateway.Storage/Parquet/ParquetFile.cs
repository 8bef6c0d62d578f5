using System.Buffers.Binary;
using Gateway.Core.Errors;
using Gateway.Storage.Files;
using Gateway.Storage.Parquet.Format;
using Gateway.Storage.Parquet.Schema;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Storage.Parquet;

/// <summary>A Parquet file whose footer has been read: schema tree, row groups, statistics. Immutable, shared by all scans.</summary>
internal sealed class ParquetFile
{
    private const uint Magic = 0x31524150;
    private const uint EncryptedMagic = 0x45524150;
    private const int TailBytes = 64 << 10;
    /// <summary>Fewer bytes do not make a page: the header alone has more.</summary>
    private const int LeastPageBytes = 8;

    private ParquetFile(FileEntry entry, FileMetadata metadata)
    {
        Entry = entry;
        Metadata = metadata;
        Root = ParquetNode.Build(metadata.Schema);
        var leaves = Leaves(Root).ToArray();
        FirstRows = new long[metadata.RowGroups.Length];
        long rows = 0;
        for (int i = 0; i < metadata.RowGroups.Length; i++)
        {
            CheckCounts(metadata.RowGroups[i], leaves, entry.Length);
            FirstRows[i] = rows;
            rows += metadata.RowGroups[i].RowCount;
        }
        if (rows != metadata.RowCount)
        {
            throw new ParquetFormatException("the row groups hold another number of rows than the footer says");
        }
    }

    public FileEntry Entry { get; }

    public FileMetadata Metadata { get; }

    public ParquetNode Root { get; }

    /// <summary>Gets the file row number at which each row group begins.</summary>
    public long[] FirstRows { get; }

    /// <summary>Reads the footer of a file. Throws FAILED_READ_FILE.* for anything that is not a sound Parquet file.</summary>
    public static ParquetFile Read(FileEntry entry)
    {
        try
        {
            using var handle = Open(entry);
            return new ParquetFile(entry, ReadFooter(handle));
        }
        catch (Exception failure) when (failure is ParquetFormatException or IOException)
        {
            throw new QueryException(QueryException.Create("FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER", Origin.None, null, ("path", entry.Uri)), failure);
        }
    }

    /// <summary>Opens the file for reading. Throws FAILED_READ_FILE.FILE_NOT_EXIST when it is gone.</summary>
    public static SafeFileHandle Open(FileEntry entry)
    {
        try
        {
            return File.OpenHandle(entry.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new QueryException(QueryException.Create("FAILED_READ_FILE.FILE_NOT_EXIST", Origin.None, null, ("path", entry.Uri)), failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileFaults.Unreadable(entry, failure);
        }
    }

    private static FileMetadata ReadFooter(SafeFileHandle handle)
    {
        long length = RandomAccess.GetLength(handle);
        if (length < 12)
        {
            throw new ParquetFormatException("the file is too short");
        }
        int tailLength = (int)Math.Min(length, TailBytes);
        byte[] tail = new byte[tailLength];
        ReadExactly(handle, tail, length - tailLength);
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(tailLength - 4));
        if (magic == EncryptedMagic)
        {
            throw new ParquetFormatException("the footer is encrypted");
        }
        uint footerLength = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(tailLength - 8));
        if (magic != Magic || footerLength > length - 12)
        {
            throw new ParquetFormatException("the file does not end in a footer");
        }
        if (footerLength + 8 <= tailLength)
        {
            return FooterParser.Parse(tail.AsSpan(tailLength - 8 - (int)footerLength, (int)footerLength));
        }
        byte[] footer = new byte[footerLength];
        ReadExactly(handle, footer, length - 8 - footerLength);
        return FooterParser.Parse(footer);
    }

    private static void ReadExactly(SafeFileHandle handle, Span<byte> target, long position)
    {
        while (target.Length > 0)
        {
            int read = RandomAccess.Read(handle, target, position);
            if (read == 0)
            {
                throw new ParquetFormatException("the file ends too early");
            }
            target = target[read..];
            position += read;
        }
    }

    /// <summary>Holds a group's counts against each other: rows counted without reading must be the rows that reading gives.</summary>
    private static void CheckCounts(RowGroupMetadata group, ParquetNode[] leaves, long fileLength)
    {
        if (group.Columns.Length != leaves.Length)
        {
            throw new ParquetFormatException("a row group has another number of columns than the schema");
        }
        if (group.RowCount / int.MaxValue > fileLength / LeastPageBytes)
        {
            // A page says in 31 bits how many values it holds.
            throw new ParquetFormatException("a row group has more rows than all pages of the file can hold");
        }
        for (int i = 0; i < leaves.Length; i++)
        {
            var chunk = group.Columns[i];
            if (!chunk.IsEncrypted && (leaves[i].Repetition == 0 ? chunk.ValueCount != group.RowCount : chunk.ValueCount < group.RowCount))
            {
                throw new ParquetFormatException("a column chunk has another number of values than its row group has rows");
            }
        }
    }

    private static IEnumerable<ParquetNode> Leaves(ParquetNode node) => node.IsLeaf ? [node] : node.Children.SelectMany(Leaves);
}
