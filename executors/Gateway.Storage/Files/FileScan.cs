using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Types;
using Gateway.Storage.Formats;

namespace Gateway.Storage.Files;

/// <summary>Describes a scan of files as data: everything that opening the same source elsewhere takes, with nothing left to list or infer.</summary>
/// <param name="Format">Short name of the format.</param>
/// <param name="DataSchema">Columns that come from the files' contents; partition columns are the index's.</param>
/// <param name="Options">Options of the reader.</param>
/// <param name="Settings">Settings at the time of opening: readers take zones, modes and defaults from them.</param>
public sealed record FileScan(string Format, FileIndex Index, StructType DataSchema, SourceOptions Options, QuerySettings Settings)
{
    /// <summary>Opens the source. Reads no file.</summary>
    public FileSource Open() => (FileSource)FileFormats.Find(Format).Open(Index, DataSchema, Options, Settings);
}
