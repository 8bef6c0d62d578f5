using System.Text;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Storage.Codecs;
using Gateway.Storage.Writing;

namespace Gateway.Storage.TextFiles;

/// <summary>Prints rows of a batch, without line breaks.</summary>
internal abstract class RowTextWriter : IDisposable
{
    /// <summary>Is told the batch whose rows follow.</summary>
    public abstract void Start(Batch batch);

    public abstract void Append(int row, TextBuffer output);

    public virtual void Dispose() { }
}

/// <summary>Writes a text file of a line a row, compressed and converted to a character set as wanted.</summary>
internal sealed class TextFileWriter : RowFileWriter
{
    private const int FlushBytes = 256 << 10;
    private readonly Stream _stream;
    private readonly RowTextWriter _rows;
    private readonly byte[] _separator;
    private readonly string? _footer;
    private readonly TextBuffer _buffer = new();

    /// <param name="header">Text of a first line, or null.</param>
    /// <param name="footer">Text behind the last row, or null.</param>
    public TextFileWriter(string path, string codecExtension, string? encoding, string separator, TextBuffer? header, RowTextWriter rows, string? footer = null)
    {
        _separator = Encoding.UTF8.GetBytes(separator);
        _rows = rows;
        _footer = footer;
        var stream = FileCodec.Compress(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0), codecExtension);
        _stream = TextInput.IsUtf8(encoding) ? stream : Encoding.CreateTranscodingStream(stream, TextInput.Find(encoding!), new UTF8Encoding(false));
        if (header is not null)
        {
            _buffer.Append(header.Written);
            _buffer.Append(_separator);
        }
    }

    public override void Write(Batch batch, Selection rows)
    {
        _rows.Start(batch);
        for (int i = 0; i < rows.Count; i++)
        {
            _rows.Append(rows[i], _buffer);
            _buffer.Append(_separator);
            if (_buffer.Length >= FlushBytes)
            {
                Flush();
            }
        }
    }

    public override void Close()
    {
        if (_footer is not null)
        {
            _buffer.Append(_footer.AsSpan());
        }
        Flush();
    }

    public override void Dispose()
    {
        _stream.Dispose();
        _rows.Dispose();
    }

    private void Flush()
    {
        _stream.Write(_buffer.Written);
        _buffer.Clear();
    }
}
