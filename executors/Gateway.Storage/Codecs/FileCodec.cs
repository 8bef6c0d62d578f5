using System.IO.Compression;
using Gateway.Compute.Formats;
using Gateway.Core.Errors;
using Gateway.Storage.Parquet.Format;
using ICSharpCode.SharpZipLib.BZip2;

namespace Gateway.Storage.Codecs;

/// <summary>Compresses and decompresses whole text files: by extension when reading, by option when writing.</summary>
internal static class FileCodec
{
    private static readonly Dictionary<string, string> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bzip2"] = ".bz2",
        ["deflate"] = ".deflate",
        ["uncompressed"] = "",
        ["snappy"] = ".snappy",
        ["none"] = "",
        ["lz4"] = ".lz4",
        ["gzip"] = ".gz",
    };

    /// <summary>Without this a gzip or deflate file that ends too early is read as if it were whole.</summary>
    /// <remarks>The runtime looks at the switch once: programs of ours also set it in their configuration.</remarks>
    static FileCodec() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Tells whether a failure comes from damaged data: decoders of bzip2 also trip over their own arrays.</summary>
    public static bool IsDamage(Exception failure, string path) =>
        failure is IOException or InvalidDataException or ParquetFormatException or ICSharpCode.SharpZipLib.SharpZipBaseException or ZstdSharp.ZstdException
        || (failure is IndexOutOfRangeException or OverflowException or ArgumentException && IsCompressed(path));

    public static bool IsCompressed(string path) => Path.GetExtension(path).ToLowerInvariant() is ".gz" or ".bz2" or ".deflate" or ".zst" or ".snappy" or ".lz4";

    /// <summary>Wraps a file's stream so that it gives plain bytes.</summary>
    public static Stream Decompress(Stream stream, string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".gz" => new GZipStream(stream, CompressionMode.Decompress),
        ".deflate" => new ZLibStream(stream, CompressionMode.Decompress),
        ".bz2" => new BZip2InputStream(stream),
        ".zst" => new ZstdSharp.DecompressionStream(stream, leaveOpen: false),
        ".snappy" => new HadoopBlockStream(stream, HadoopBlockCodec.Snappy),
        ".lz4" => new HadoopBlockStream(stream, HadoopBlockCodec.Lz4),
        _ => stream,
    };

    /// <summary>Gives the extension of the codec that a writer's options name; throws CODEC_NOT_AVAILABLE.* for unknown ones.</summary>
    public static string Extension(SourceOptions options)
    {
        string? name = options.Text("compression", "codec");
        if (name is null)
        {
            return "";
        }
        return _extensions.TryGetValue(name, out string? extension) ? extension : throw new QueryException(QueryException.Create(
            "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION", Origin.None, "IllegalArgumentException",
            ("codecName", name.ToLowerInvariant()), ("availableCodecs", string.Join(", ", _extensions.Keys))));
    }

    /// <summary>Wraps a stream so that what is written to it is compressed.</summary>
    public static Stream Compress(Stream stream, string extension) => extension switch
    {
        ".gz" => new GZipStream(stream, CompressionLevel.Fastest),
        ".deflate" => new ZLibStream(stream, CompressionLevel.Fastest),
        ".bz2" => new BZip2OutputStream(stream),
        ".snappy" => new HadoopBlockStream(stream, HadoopBlockCodec.Snappy),
        ".lz4" => new HadoopBlockStream(stream, HadoopBlockCodec.Lz4),
        _ => stream,
    };
}
