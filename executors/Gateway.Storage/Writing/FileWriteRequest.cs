using System.Collections.Immutable;
using Gateway.Compute.Formats;
using Gateway.Core.Types;
using Gateway.Storage.Files;

namespace Gateway.Storage.Writing;

/// <summary>What a write does where there is data already.</summary>
public enum WriteMode
{
    ErrorIfExists,
    Append,
    Overwrite,
    Ignore,
}

/// <summary>Describes a write of rows into a directory.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Schema">Columns of the batches to come, partition columns included.</param>
/// <param name="PartitionColumns">Names of the columns that become directories, outermost first.</param>
public sealed record FileWriteRequest(string Format, string Path, StructType Schema, ImmutableArray<string> PartitionColumns, WriteMode Mode, SourceOptions Options);
