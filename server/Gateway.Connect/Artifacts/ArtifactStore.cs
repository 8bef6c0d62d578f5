using Gateway.Core.Errors;

namespace Gateway.Connect.Artifacts;

/// <summary>Keeps a session's artifacts in a directory of its own, which goes with the session.</summary>
public sealed class ArtifactStore : IDisposable
{
    private readonly string _root;
    private readonly Lock _lock = new();
    private readonly List<ArtifactName> _names = [];
    private int _staged;

    public ArtifactStore(string parentDirectory, string sessionId) => _root = Path.Combine(parentDirectory, sessionId);

    /// <summary>Gets the session's directory; it exists only once there is an artifact.</summary>
    public string Directory => _root;

    /// <summary>Lists stored artifacts of one kind, in the order of their arrival.</summary>
    public ArtifactName[] Names(string kind)
    {
        lock (_lock)
        {
            return [.. _names.Where(name => name.Kind == kind)];
        }
    }

    public string PathOf(ArtifactName name) => Path.Combine(_root, name.Kind, name.Path);

    public bool Exists(ArtifactName name) => File.Exists(PathOf(name));

    /// <summary>Opens a file to receive an artifact's bytes before its name is taken.</summary>
    public FileStream Stage()
    {
        string directory = Path.Combine(_root, "staging");
        System.IO.Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, Interlocked.Increment(ref _staged).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Gives a staged file its name. The same bytes again are no change; other bytes under the name are an error.</summary>
    public void Commit(ArtifactName name, string stagedPath)
    {
        if (name.Kind == ArtifactName.ForwardToFileSystem)
        {
            File.Delete(stagedPath);
            throw new QueryException("INVALID_ARTIFACT_PATH", ("name", name.Full));
        }
        lock (_lock)
        {
            string target = PathOf(name);
            if (File.Exists(target))
            {
                if (name.Kind == "classes")
                {
                    File.Move(stagedPath, target, overwrite: true);
                    return;
                }
                bool isSame = name.Kind == ArtifactName.Cache || SameBytes(stagedPath, target);
                File.Delete(stagedPath);
                if (!isSame)
                {
                    throw new QueryException("ARTIFACT_ALREADY_EXISTS", ("normalizedRemoteRelativePath", name.Full));
                }
                return;
            }
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(stagedPath, target);
            _names.Add(name);
        }
    }

    /// <summary>Reads a cached blob, or returns null when it was never uploaded.</summary>
    public byte[]? ReadCached(string hash)
    {
        if (hash.Length == 0 || !hash.All(char.IsAsciiHexDigit))
        {
            return null;
        }
        string path = Path.Combine(_root, ArtifactName.Cache, hash);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Copies all artifacts of another session.</summary>
    public void CopyFrom(ArtifactStore source)
    {
        lock (source._lock)
        {
            foreach (var name in source._names)
            {
                string target = PathOf(name);
                System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(source.PathOf(name), target);
                _names.Add(name);
            }
        }
    }

    public void Dispose()
    {
        if (System.IO.Directory.Exists(_root))
        {
            System.IO.Directory.Delete(_root, recursive: true);
        }
    }

    private static bool SameBytes(string left, string right)
    {
        using var a = File.OpenRead(left);
        using var b = File.OpenRead(right);
        if (a.Length != b.Length)
        {
            return false;
        }
        Span<byte> x = stackalloc byte[4096], y = stackalloc byte[4096];
        while (true)
        {
            int count = a.ReadAtLeast(x, x.Length, throwOnEndOfStream: false);
            b.ReadAtLeast(y, y.Length, throwOnEndOfStream: false);
            if (count == 0)
            {
                return true;
            }
            if (!x[..count].SequenceEqual(y[..count]))
            {
                return false;
            }
        }
    }
}
