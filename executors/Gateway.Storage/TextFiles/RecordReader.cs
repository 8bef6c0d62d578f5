using System.Text;
using Gateway.Compute.Formats;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Storage.Files;

namespace Gateway.Storage.TextFiles;

/// <summary>Reads the records of a file's range into rows. One subclass a format. Belongs to one worker.</summary>
internal abstract class RecordReader(TextFormatOptions? options) : IDisposable
{
    private readonly LineReader _lines = new(options?.LineSeparator is { Length: > 0 } separator ? Encoding.UTF8.GetBytes(separator) : null);

    /// <summary>Gets the file being read.</summary>
    protected FileEntry File { get; private set; } = null!;

    protected LineReader Lines => _lines;

    /// <summary>Gets the whole text, when records may span lines.</summary>
    protected ReadOnlySpan<byte> Whole => _lines.ReadToEnd();

    protected bool IsMultiLine => options?.MultiLine == true;

    /// <summary>Starts a range of a file.</summary>
    /// <param name="pool">Charged for the text that is held: a line, or all of it.</param>
    public void Open(FileEntry file, long start, long length, MemoryPool pool)
    {
        File = file;
        bool isSplittable = TextInput.IsSplittable(file, options?.Encoding) && !IsMultiLine;
        // Formats that read the file in their own way never ask for lines.
        _lines.Open(TextInput.Open(file, options?.Encoding, IsMultiLine ? 0 : _lines.StreamStart(start)), IsMultiLine ? 0 : start, isSplittable ? start + length : long.MaxValue, pool);
        OpenRange(start);
    }

    /// <summary>Fills rows from 0 on and returns their number; 0 at the range's end.</summary>
    /// <param name="columns">The wanted data columns, emptied.</param>
    /// <param name="corrupt">The column for the text of malformed records, or null when it is not wanted.</param>
    public abstract int Read(Column[] columns, Column? corrupt, int capacity);

    public virtual void Dispose() => _lines.Dispose();

    /// <summary>Prepares for a range that begins at a file position.</summary>
    protected abstract void OpenRange(long start);

    /// <summary>Decides about a record by the mode: true keeps its row.</summary>
    protected bool Keeps(RecordStatus status, ReadOnlySpan<byte> record, Column? corrupt, int row)
    {
        if (status == RecordStatus.Empty)
        {
            return false;
        }
        if (status == RecordStatus.Ok)
        {
            corrupt?.SetNull(row);
            return true;
        }
        switch (options!.Mode)
        {
            case ParseMode.Permissive:
                if (corrupt is not null)
                {
                    SetText(corrupt, row, record);
                }
                return true;
            case ParseMode.DropMalformed:
                return false;
            case ParseMode.FailFast:
                var cause = new QueryException("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", ("badRecord", Encoding.UTF8.GetString(record)), ("failFastMode", "FAILFAST"));
                throw FileFaults.Unreadable(File, cause);
            default:
                throw new System.Diagnostics.UnreachableException(options.Mode.ToString());
        }
    }

    protected static unsafe void SetText(Column column, int row, ReadOnlySpan<byte> text)
    {
        column.Data<StringView>()[row] = column.Heap.Add(text);
        if (column.Validity is not null)
        {
            column.Validity[row >> 6] |= 1UL << (row & 63);
        }
    }
}
