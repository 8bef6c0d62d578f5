using System.Text;
using Gateway.Core.Errors;
using Gateway.Storage.Codecs;
using Gateway.Storage.Files;

namespace Gateway.Storage.TextFiles;

/// <summary>Opens text files as streams of UTF-8: decompressed by extension, converted from other character sets.</summary>
internal static class TextInput
{
    static TextInput() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Tells whether parts of a file can be read on their own.</summary>
    public static bool IsSplittable(FileEntry file, string? encoding) => !FileCodec.IsCompressed(file.Path) && IsUtf8(encoding);

    public static bool IsUtf8(string? encoding) => encoding is null || encoding.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) || encoding.Equals("UTF8", StringComparison.OrdinalIgnoreCase)
        || encoding.Equals("US-ASCII", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a file from a byte position on.</summary>
    public static Stream Open(FileEntry file, string? encoding, long start)
    {
        Stream stream;
        try
        {
            stream = new FileStream(file.Path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new QueryException(QueryException.Create("FAILED_READ_FILE.FILE_NOT_EXIST", Origin.None, null, ("path", file.Uri)), failure);
        }
        stream.Position = start;
        stream = FileCodec.Decompress(stream, file.Path);
        return IsUtf8(encoding) ? stream : Encoding.CreateTranscodingStream(stream, Find(encoding!), new UTF8Encoding(false));
    }

    /// <summary>Finds a character set by its Java name.</summary>
    public static Encoding Find(string name)
    {
        try
        {
            return name.ToUpperInvariant() switch
            {
                "UTF-16" => Encoding.BigEndianUnicode,
                "UTF-16BE" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
                "UTF-16LE" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
                "UTF-32BE" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
                "UTF-32LE" => new UTF32Encoding(bigEndian: false, byteOrderMark: false),
                _ => Encoding.GetEncoding(name),
            };
        }
        catch (ArgumentException failure)
        {
            throw new QueryException(new QueryError(null, [], [], "UnsupportedCharsetException", name), failure);
        }
    }
}
