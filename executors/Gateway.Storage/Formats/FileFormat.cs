using Gateway.Compute.Evaluation;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Formats;

/// <summary>Reads and writes files of one format. One subclass a format, registered in <see cref="FileFormats"/>.</summary>
public abstract class FileFormat
{
    /// <summary>Gets the name that readers and writers use.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the name that messages show.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Opens listed files as one table.</summary>
    /// <param name="userSchema">The schema the user gave, or null to infer it.</param>
    public abstract ScanSource Open(FileIndex index, StructType? userSchema, SourceOptions options, QuerySettings settings);
}
