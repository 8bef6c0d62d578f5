using Gateway.Compute.Formats;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Storage.Files;

/// <summary>Lists the files behind paths, with the partition columns that their directories spell. Immutable.</summary>
public sealed class FileIndex
{
    private readonly Dictionary<string, int> _partitionOrdinals;

    /// <param name="files">Data files in path order, each with one value a partition column.</param>
    /// <param name="caseSensitive">Whether partition columns are found by exact names.</param>
    public FileIndex(IReadOnlyList<FileEntry> files, StructType partitionSchema, bool caseSensitive)
    {
        Files = files;
        PartitionSchema = partitionSchema;
        CaseSensitive = caseSensitive;
        _partitionOrdinals = new Dictionary<string, int>(caseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < partitionSchema.Fields.Length; i++)
        {
            _partitionOrdinals.TryAdd(partitionSchema.Fields[i].Name, i);
        }
    }

    /// <summary>Gets the data files in path order.</summary>
    public IReadOnlyList<FileEntry> Files { get; }

    public StructType PartitionSchema { get; }

    public bool CaseSensitive { get; }

    /// <summary>Lists files. Throws PATH_NOT_FOUND for a path or pattern that leads nowhere.</summary>
    /// <param name="userSchema">The reader's own schema: it settles the types of partition columns.</param>
    /// <param name="partitionColumns">Partition columns of a table that declares them; null to find them in directory names.</param>
    /// <param name="places">Directories whose files belong to the partition that a folder name such as <c>a=1/b=x</c> spells.</param>
    public static FileIndex List(
        IReadOnlyList<string> paths, SourceOptions options, StructType? userSchema, QuerySettings settings, StructType? partitionColumns = null,
        IReadOnlyList<(string Directory, string Folder)>? places = null)
    {
        bool recursive = options.Flag("recursiveFileLookup", false);
        string? nameFilter = options.Text("pathGlobFilter");
        long after = ModificationBound(options, "modifiedAfter", long.MinValue, settings);
        long before = ModificationBound(options, "modifiedBefore", long.MaxValue, settings);
        string? basePath = options.Text("basePath") is { } given ? PathText.ToLocal(given) : null;
        var found = new List<(string Path, string Root)>();
        foreach (string path in paths)
        {
            foreach (string root in Roots(path))
            {
                bool isFile = File.Exists(root);
                string directory = basePath ?? (isFile ? Path.GetDirectoryName(root)! : root);
                if (isFile)
                {
                    found.Add((root, directory));
                }
                else
                {
                    Walk(root, directory, found);
                }
            }
        }
        var entries = found.DistinctBy(static pair => pair.Path).OrderBy(static pair => pair.Path, StringComparer.Ordinal).Select(static pair => (pair.Path, pair.Root, Spelled: pair.Path)).ToList();
        foreach (var (directory, folder) in places ?? [])
        {
            var below = new List<(string Path, string Root)>();
            Walk(directory, directory, below);
            entries.AddRange(below.OrderBy(static pair => pair.Path, StringComparer.Ordinal).Select(pair => (pair.Path, "/", Spelled: "/" + folder + "/" + Path.GetFileName(pair.Path))));
        }
        var files = new List<FileEntry>();
        var spelled = new List<(string Path, string Root)>();
        foreach (var (path, root, name) in entries)
        {
            var info = new FileInfo(path);
            long modified = (info.LastWriteTimeUtc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
            if ((nameFilter is null || GlobPattern.IsMatch(info.Name, nameFilter)) && modified > after && modified < before)
            {
                files.Add(new FileEntry(path, info.Length, modified, []));
                spelled.Add((name, root));
            }
        }
        if (recursive)
        {
            return new FileIndex(files, StructType.Empty, settings.CaseSensitive);
        }
        var (partitionSchema, values) = PartitionDiscovery.Discover(spelled, userSchema, partitionColumns, settings);
        return new FileIndex([.. files.Select((file, i) => file with { Partition = values[i] })], partitionSchema, settings.CaseSensitive);
    }

    /// <summary>Gets the position of a partition column, or -1.</summary>
    public int PartitionOrdinal(string column) => _partitionOrdinals.GetValueOrDefault(column, -1);

    /// <summary>Gives the table's columns: the data columns, those that are partition columns with their types, then the other partition columns.</summary>
    public StructType WithPartitionColumns(StructType dataSchema) => new([.. dataSchema.Fields, .. PartitionSchema.Fields]);

    /// <summary>Leaves out the columns that directories spell: their values come from there.</summary>
    public StructType WithoutPartitionColumns(StructType schema) => new(schema.Fields.Where(member => PartitionOrdinal(member.Name) < 0));

    /// <summary>Tells whether listings leave a file or directory out.</summary>
    internal static bool IsHidden(string name) =>
        (name.StartsWith('_') && !name.Contains('=', StringComparison.Ordinal)) || name.StartsWith('.') || name.EndsWith("._COPYING_", StringComparison.Ordinal);

    private static IReadOnlyList<string> Roots(string path)
    {
        string local = PathText.ToLocal(path);
        if (GlobPattern.IsPattern(local) && !Path.Exists(local))
        {
            var expanded = GlobPattern.Expand(local);
            return expanded.Count > 0 ? expanded : throw NotFound(path);
        }
        return Path.Exists(local) ? [local] : throw NotFound(path);
    }

    private static QueryException NotFound(string path) => new("PATH_NOT_FOUND", ("path", PathText.Qualified(path)));

    private static void Walk(string directory, string root, List<(string, string)> found)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (IsHidden(entry.Name))
            {
                continue;
            }
            if (entry is DirectoryInfo)
            {
                Walk(entry.FullName, root, found);
            }
            else
            {
                found.Add((entry.FullName, root));
            }
        }
    }

    private static long ModificationBound(SourceOptions options, string key, long otherwise, QuerySettings settings)
    {
        if (options.Text(key) is not { } text)
        {
            return otherwise;
        }
        var zone = PartitionDiscovery.Zone(options.Text("timeZone") ?? settings.TimeZone);
        return PartitionDiscovery.TryTimestamp(text, zone, out long micros)
            ? micros
            : throw new QueryException(new QueryError(null, [], [], "AnalysisException", $"The timestamp provided for the '{key}' option is invalid: '{text}'"));
    }
}
