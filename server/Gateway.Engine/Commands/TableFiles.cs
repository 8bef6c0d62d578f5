using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Storage.Files;

namespace Gateway.Engine.Commands;

/// <summary>Makes and removes the directories of tables.</summary>
internal static class TableFiles
{
    public static void Prepare(StoredTable table) => Directory.CreateDirectory(table.Location);

    /// <summary>Gets the local directory of a location that a statement writes.</summary>
    public static string Place(string location) => location.Length == 0
        ? throw new QueryException(new QueryError(null, [], [], "IllegalArgumentException", "A location is a path, not an empty text."))
        : PathText.ToLocal(location);

    /// <summary>Removes the files of a managed table; external files stay.</summary>
    public static void Remove(StoredTable table)
    {
        if (!table.IsExternal && Directory.Exists(table.Location))
        {
            Directory.Delete(table.Location, recursive: true);
        }
    }

    /// <summary>Lists the folders of partitions, such as <c>a=1/b=2</c>, that a table's directory has.</summary>
    public static IReadOnlyList<string> PartitionFolders(StoredTable table)
    {
        var folders = new List<string> { "" };
        for (int level = 0; level < table.PartitionColumns.Length; level++)
        {
            folders = [.. folders.SelectMany(parent => Directory.Exists(Path.Combine(table.Location, parent))
                ? Directory.EnumerateDirectories(Path.Combine(table.Location, parent), "*=*").Select(path => Path.Combine(parent, Path.GetFileName(path)))
                : [])];
        }
        return folders;
    }

    /// <summary>Moves the files of one directory to another.</summary>
    public static void Move(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Move(file, Path.Combine(to, Path.GetFileName(file)));
        }
        Directory.Delete(from);
    }

    /// <summary>Removes what a directory holds.</summary>
    public static void Clear(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
