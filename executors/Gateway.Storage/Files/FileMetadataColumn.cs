using Gateway.Core.Types;

namespace Gateway.Storage.Files;

/// <summary>Describes the hidden struct column <c>_metadata</c> of file sources.</summary>
public static class FileMetadataColumn
{
    public const string Name = "_metadata";

    private static readonly Metadata _marks = Metadata.Parse("""{"__file_source_metadata_col":true,"__metadata_col":"_metadata"}""");

    private static readonly StructField[] _fields =
    [
        new("file_path", StringType.Instance, false),
        new("file_name", StringType.Instance, false),
        new("file_size", LongType.Instance, false),
        new("file_block_start", LongType.Instance, false),
        new("file_block_length", LongType.Instance, false),
        new("file_modification_time", TimestampType.Instance, false),
    ];

    /// <summary>Gets the hidden columns of formats without row numbers.</summary>
    public static readonly StructType Plain = new([new StructField(Name, new StructType(_fields), false, _marks)]);

    /// <summary>Gets the hidden columns of formats whose rows have numbers: Parquet.</summary>
    public static readonly StructType WithRowIndex = new([new StructField(Name, new StructType([.. _fields, new StructField("row_index", LongType.Instance, false)]), false, _marks)]);

    /// <summary>Gives the struct's values for a split, in boxed form, the row number excluded.</summary>
    public static object?[] Values(FileEntry file, long blockStart, long blockLength) =>
        [file.Uri, UriName(file), file.Length, blockStart, blockLength, file.ModifiedMicros];

    private static string UriName(FileEntry file)
    {
        string uri = file.Uri;
        return uri[(uri.LastIndexOf('/') + 1)..];
    }
}
