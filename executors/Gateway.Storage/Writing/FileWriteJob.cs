using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;

namespace Gateway.Storage.Writing;

/// <summary>Writes batches as files of a directory and makes them visible all at once.</summary>
/// <remarks>
/// Files are written into a hidden directory beside their places and moved on <see cref="Commit"/>; without it <see cref="Dispose"/> removes them.
/// One part file a Spark partition (a partition value); names and the <c>_SUCCESS</c> mark are Spark's. Belongs to one thread.
/// </remarks>
public sealed class FileWriteJob : IDisposable
{
    private const int MostOpenFiles = 200;

    private readonly FileWriteRequest _request;
    private readonly FileFormat _format;
    private readonly QuerySettings _settings;
    private readonly MemoryPool _pool;
    private readonly string _target;
    private readonly string _staging;
    private readonly string _uuid = Guid.NewGuid().ToString("D");
    private readonly string _extension;
    private readonly long _mostRecords;
    private readonly int[] _dataColumns;
    private readonly int[] _partitionColumns;
    private readonly StructType _dataSchema;
    private readonly Batch _dataBatch;
    private readonly Dictionary<(int Partition, string Folder), OpenFile> _open = [];
    private readonly Dictionary<(int Partition, string Folder), int> _counters = [];
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly PartitionSplitter _splitter;
    private bool _isDone;

    private FileWriteJob(FileWriteRequest request, FileFormat format, string target, QuerySettings settings, MemoryPool pool)
    {
        _request = request;
        _format = format;
        _settings = settings;
        _pool = pool;
        _target = target;
        _staging = Path.Combine(target, "_temporary-" + _uuid);
        _extension = format.Extension(request.Options, settings);
        _mostRecords = long.TryParse(request.Options.Text("maxRecordsPerFile") ?? settings.Configuration.GetValueOrDefault("spark.sql.files.maxRecordsPerFile"), NumberStyles.Integer, CultureInfo.InvariantCulture, out long most) ? most : 0;
        var comparer = settings.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        _partitionColumns = [.. request.PartitionColumns.Select(name => PartitionOrdinal(request, name, comparer))];
        _dataColumns = [.. Enumerable.Range(0, request.Schema.Fields.Length).Where(i => !_partitionColumns.Contains(i))];
        _dataSchema = new StructType(_dataColumns.Select(i => request.Schema.Fields[i]));
        CheckColumns(format, request, _dataSchema, _partitionColumns, comparer);
        _dataBatch = new Batch(new Column[_dataColumns.Length]);
        _splitter = new PartitionSplitter(request.Schema, _partitionColumns, settings);
    }

    /// <summary>Gets the rows written.</summary>
    public long RowCount { get; private set; }

    /// <summary>Gets the partition folders (such as <c>a=1/b=2</c>) that were written to.</summary>
    public IReadOnlyCollection<string> PartitionFolders => _folders;

    /// <summary>Checks the request and prepares the directory; null when the mode is Ignore and there is data already.</summary>
    /// <exception cref="QueryException">PATH_ALREADY_EXISTS, columns that the format cannot hold, partition columns that are not there.</exception>
    public static FileWriteJob? Start(FileWriteRequest request, QuerySettings settings, MemoryPool pool)
    {
        var format = FileFormats.Find(request.Format);
        string target = PathText.ToLocal(request.Path);
        var job = new FileWriteJob(request, format, target, settings, pool);
        if (Path.Exists(target))
        {
            switch (request.Mode)
            {
                case WriteMode.ErrorIfExists:
                    throw new QueryException("PATH_ALREADY_EXISTS", ("outputPath", PathText.Qualified(request.Path)));
                case WriteMode.Ignore:
                    return null;
                case WriteMode.Append:
                case WriteMode.Overwrite:
                    break;
            }
        }
        Directory.CreateDirectory(job._staging);
        return job;
    }

    /// <summary>Writes the active rows of a batch; its partition number names the file.</summary>
    public void Write(Batch batch)
    {
        if (batch.ActiveCount == 0)
        {
            return;
        }
        RowCount += batch.ActiveCount;
        for (int i = 0; i < _dataColumns.Length; i++)
        {
            _dataBatch.Columns[i] = batch.Columns[_dataColumns[i]];
        }
        _dataBatch.RowCount = batch.RowCount;
        if (_partitionColumns.Length == 0)
        {
            WriteRows(batch.Partition, "", batch.Selection);
            return;
        }
        foreach (var (folder, rows) in _splitter.Split(batch))
        {
            WriteRows(batch.Partition, folder, rows);
        }
    }

    /// <summary>Completes the files and moves them to their places, with what the mode says about older ones.</summary>
    public void Commit()
    {
        foreach (var file in _open.Values)
        {
            file.Close();
        }
        _open.Clear();
        if (_counters.Count == 0 && _partitionColumns.Length == 0)
        {
            // Readers learn the schema from at least one file.
            Open(0, "").Close();
            _open.Clear();
        }
        if (_request.Mode == WriteMode.Overwrite)
        {
            RemoveReplaced();
        }
        foreach (string file in Directory.EnumerateFiles(_staging, "*", SearchOption.AllDirectories))
        {
            string place = Path.Combine(_target, Path.GetRelativePath(_staging, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Move(file, place, overwrite: true);
        }
        Directory.Delete(_staging, recursive: true);
        File.WriteAllBytes(Path.Combine(_target, "_SUCCESS"), []);
        _isDone = true;
    }

    public void Dispose()
    {
        foreach (var file in _open.Values)
        {
            file.Writer.Dispose();
        }
        _open.Clear();
        _splitter.Dispose();
        if (!_isDone && Directory.Exists(_staging))
        {
            Directory.Delete(_staging, recursive: true);
            if (!Directory.EnumerateFileSystemEntries(_target).Any())
            {
                Directory.Delete(_target);
            }
        }
        _isDone = true;
    }

    private static int PartitionOrdinal(FileWriteRequest request, string name, StringComparer comparer)
    {
        for (int i = 0; i < request.Schema.Fields.Length; i++)
        {
            if (comparer.Equals(request.Schema.Fields[i].Name, name))
            {
                return i;
            }
        }
        throw new QueryException("_LEGACY_ERROR_TEMP_1155", ("col", name), ("schemaCatalog", TypeText.CatalogString(request.Schema))).As("AnalysisException");
    }

    private static void CheckColumns(FileFormat format, FileWriteRequest request, StructType dataSchema, int[] partitionColumns, StringComparer comparer)
    {
        CheckRepeated(request.PartitionColumns, comparer);
        if (!format.WritesRepeatedNames)
        {
            CheckRepeated(request.Schema.Fields.Select(static member => member.Name), comparer);
        }
        if (partitionColumns.Length > 0 && dataSchema.Fields.Length == 0)
        {
            throw new QueryException("ALL_PARTITION_COLUMNS_NOT_ALLOWED");
        }
        foreach (int column in partitionColumns)
        {
            if (!request.Schema.Fields[column].Type.IsAtomic || request.Schema.Fields[column].Type is CalendarIntervalType or NullType)
            {
                throw new QueryException("INVALID_PARTITION_COLUMN_DATA_TYPE", ("type", "\"" + TypeText.Sql(Nullable(request.Schema.Fields[column].Type)) + "\""));
            }
        }
        format.CheckWritable(dataSchema);
    }

    private static void CheckRepeated(IEnumerable<string> names, StringComparer comparer)
    {
        var seen = new HashSet<string>(comparer);
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } repeated)
        {
            throw new QueryException("COLUMN_ALREADY_EXISTS", ("columnName", IdentifierText.Quote(repeated.ToLowerInvariant())));
        }
    }

    private static DataType Nullable(DataType type) => type is StructType structure
        ? new StructType(structure.Fields.Select(static member => member with { Type = Nullable(member.Type), Nullable = true }))
        : type;

    private void WriteRows(int partition, string folder, Selection rows)
    {
        int position = 0;
        while (position < rows.Count)
        {
            if (!_open.TryGetValue((partition, folder), out var file))
            {
                file = Open(partition, folder);
            }
            int room = _mostRecords > 0 ? (int)Math.Min(rows.Count - position, _mostRecords - file.Rows) : rows.Count - position;
            file.Write(_dataBatch, Part(rows, position, room));
            position += room;
            if (_mostRecords > 0 && file.Rows >= _mostRecords)
            {
                file.Close();
                _open.Remove((partition, folder));
            }
        }
    }

    private Selection Part(Selection rows, int position, int count)
    {
        if (position == 0 && count == rows.Count)
        {
            return rows;
        }
        return _splitter.Slice(rows, position, count);
    }

    private OpenFile Open(int partition, string folder)
    {
        if (_open.Count >= MostOpenFiles)
        {
            foreach (var file in _open.Values)
            {
                file.Close();
            }
            _open.Clear();
        }
        int counter = _counters.GetValueOrDefault((partition, folder));
        _counters[(partition, folder)] = counter + 1;
        if (folder.Length > 0)
        {
            _folders.Add(folder);
        }
        string separator = _partitionColumns.Length == 0 ? "-" : ".";
        string name = string.Create(CultureInfo.InvariantCulture, $"part-{partition:D5}-{_uuid}{separator}c{counter:D3}{_extension}");
        string directory = Path.Combine(_staging, folder);
        Directory.CreateDirectory(directory);
        var opened = new OpenFile(_format.CreateWriter(Path.Combine(directory, name), _dataSchema, _request.Options, _settings, _pool));
        _open.Add((partition, folder), opened);
        return opened;
    }

    /// <summary>Removes the data that the write replaces: everything, or under dynamic overwrite the partitions that were written.</summary>
    private void RemoveReplaced()
    {
        string mode = _request.Options.Text("partitionOverwriteMode") ?? _settings.Configuration.GetValueOrDefault("spark.sql.sources.partitionOverwriteMode", "static");
        if (_partitionColumns.Length > 0 && mode.Equals("dynamic", StringComparison.OrdinalIgnoreCase))
        {
            foreach (string folder in _folders)
            {
                string place = Path.Combine(_target, folder);
                if (Directory.Exists(place))
                {
                    Directory.Delete(place, recursive: true);
                }
            }
            return;
        }
        foreach (var entry in new DirectoryInfo(_target).EnumerateFileSystemInfos())
        {
            if (entry.FullName == _staging)
            {
                continue;
            }
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

    private sealed class OpenFile(RowFileWriter writer)
    {
        public RowFileWriter Writer { get; } = writer;

        public long Rows { get; private set; }

        public void Write(Batch batch, Selection rows)
        {
            Writer.Write(batch, rows);
            Rows += rows.Count;
        }

        public void Close()
        {
            Writer.Close();
            Writer.Dispose();
        }
    }
}
