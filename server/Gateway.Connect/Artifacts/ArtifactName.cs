using Gateway.Core.Errors;

namespace Gateway.Connect.Artifacts;

/// <summary>Represents the checked name of an artifact: a kind, such as <c>pyfiles</c>, and a relative path below it.</summary>
/// <param name="Fragment">The alias of an archive (the text after <c>#</c>), or null.</param>
public sealed record ArtifactName(string Kind, string Path, string? Fragment)
{
    public const string Cache = "cache";
    public const string ForwardToFileSystem = "forward_to_fs";
    private static readonly HashSet<string> _kinds = ["jars", "classes", "pyfiles", "files", "archives", Cache, ForwardToFileSystem];

    /// <summary>Gets the name as it is reported.</summary>
    public string Full => Kind + "/" + Path;

    /// <summary>Parses a name; rejects unknown kinds and paths that leave the session's directory.</summary>
    public static ArtifactName Parse(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string kind = slash > 0 ? name[..slash] : "";
        string path = slash > 0 ? name[(slash + 1)..] : "";
        string? fragment = null;
        int hash = path.IndexOf('#', StringComparison.Ordinal);
        if (kind == "archives" && hash >= 0)
        {
            fragment = path[(hash + 1)..];
            path = path[..hash];
        }
        bool isForward = kind == ForwardToFileSystem;
        bool leaves = path.Split('/', '\\').Any(static part => part is "..") || (!isForward && System.IO.Path.IsPathRooted(path)) || path.Contains('\0', StringComparison.Ordinal);
        bool badFragment = fragment is not null && (fragment.Contains('/', StringComparison.Ordinal) || fragment is "" or ".." or ".");
        if (!_kinds.Contains(kind) || path.Length == 0 || leaves || badFragment)
        {
            throw new QueryException("INVALID_ARTIFACT_PATH", ("name", name));
        }
        return new ArtifactName(kind, path, fragment);
    }
}
