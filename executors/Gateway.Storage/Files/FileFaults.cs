using Gateway.Core.Errors;

namespace Gateway.Storage.Files;

/// <summary>Makes the errors of files that cannot be read.</summary>
internal static class FileFaults
{
    /// <summary>Makes FAILED_READ_FILE.NO_HINT for a file whose data are not what they should be.</summary>
    public static QueryException Unreadable(FileEntry file, Exception cause) =>
        new(QueryException.Create("FAILED_READ_FILE.NO_HINT", Origin.None, null, ("path", file.Uri)), cause);
}
