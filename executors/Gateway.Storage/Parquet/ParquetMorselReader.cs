using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Storage.Codecs;
using Gateway.Storage.Files;
using Gateway.Storage.Parquet.Columns;
using Gateway.Storage.Parquet.Format;
using Gateway.Storage.Parquet.Pages;
using Gateway.Storage.Parquet.Schema;
using Gateway.Storage.Scanning;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Storage.Parquet;

/// <summary>Reads row groups batch by batch: the filter's columns first, the others only where rows survive.</summary>
internal sealed class ParquetMorselReader : MorselReader
{
    private readonly ParquetSource _source;
    private readonly ScanRequest _request;
    private readonly EvaluationContext _context;
    private readonly MemoryScope _memory;
    private readonly PageBuffers _buffers;
    private readonly BlockDecompressor _decompressor = new();
    private readonly ScanFilter _filter;
    private readonly IColumnChunkReader?[] _readers;
    private readonly bool[] _isFetched;
    private readonly Action<int> _fetch;
    private ParquetFile? _file;
    private SafeFileHandle? _handle;
    private ScanMorsel? _morsel;
    private ParquetPart? _part;
    private Batch? _batch;
    private long _rowCount;
    private long _position;
    private int _batchRows;

    public ParquetMorselReader(ParquetSource source, ScanRequest request, EvaluationContext context)
    {
        _source = source;
        _request = request;
        _context = context;
        _memory = new MemoryScope(context.Memory.Pool);
        _buffers = new PageBuffers(context.Memory.Pool);
        _filter = new ScanFilter(request.Filter, context);
        _readers = new IColumnChunkReader?[request.Columns.Length];
        _isFetched = new bool[request.Columns.Length];
        _fetch = Fetch;
    }

    public override void Open(ScanMorsel morsel)
    {
        _morsel = morsel;
        _part = (ParquetPart)morsel.Part;
        _position = 0;
        _rowCount = _part.File.Metadata.RowGroups[_part.RowGroup].RowCount;
        _context.InputFile = _part.File.Entry.Uri;
        _context.InputBlockStart = _part.BlockStart;
        _context.InputBlockLength = _part.BlockLength;
        _context.Partition = morsel.Partition;
        _buffers.Recycle();
        Guard(OpenGroup);
    }

    public override bool Next(Batch batch)
    {
        _batch = batch;
        while (_position < _rowCount)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            _buffers.Recycle();
            _batchRows = (int)Math.Min(_context.BatchSize, _rowCount - _position);
            batch.SetAll(_batchRows);
            batch.Ordinal = _morsel!.Ordinal;
            batch.Partition = _morsel.Partition;
            batch.FirstRow = _morsel.FirstRow + _position;
            _position += _batchRows;
            _isFetched.AsSpan().Clear();
            Guard(ReadBatch);
            if (batch.ActiveCount > 0)
            {
                return true;
            }
        }
        return false;
    }

    public override void Dispose()
    {
        CloseReaders();
        _handle?.Dispose();
        _handle = null;
        _decompressor.Dispose();
        _buffers.Dispose();
        _memory.Dispose();
    }

    private void ReadBatch()
    {
        _filter.Apply(_batch!, _fetch);
        bool isEmpty = _batch!.ActiveCount == 0;
        for (int i = 0; i < _readers.Length; i++)
        {
            if (!_isFetched[i])
            {
                if (isEmpty)
                {
                    _readers[i]!.Skip(_batchRows);
                }
                else
                {
                    Fetch(i);
                }
            }
        }
    }

    private void Fetch(int column)
    {
        if (!_isFetched[column])
        {
            _batch!.Columns[column].PointAt(_readers[column]!.Read(_batchRows));
            _isFetched[column] = true;
        }
    }

    private void OpenGroup()
    {
        var file = _part!.File;
        if (!ReferenceEquals(file, _file))
        {
            _handle?.Dispose();
            _handle = null;
            bool isAlike = _file is not null && _file.Metadata.Schema.AsSpan().SequenceEqual(file.Metadata.Schema);
            _file = file;
            _handle = ParquetFile.Open(file.Entry);
            if (!isAlike)
            {
                CloseReaders();
                for (int i = 0; i < _readers.Length; i++)
                {
                    _readers[i] = CreateReader(file, _request.Columns[i]);
                }
            }
        }
        if (_rowCount > int.MaxValue)
        {
            CountPages(file);
        }
        foreach (var reader in _readers)
        {
            reader!.Open(file, _handle!, _part.RowGroup);
        }
    }

    /// <summary>Holds a row count beyond what writers make against the pages of one column, before rows without columns are counted out for hours.</summary>
    private void CountPages(ParquetFile file)
    {
        var pages = new ChunkReader(_buffers, _decompressor);
        try
        {
            long values = 0;
            if (file.Metadata.RowGroups[_part!.RowGroup].Columns is [var first, ..])
            {
                pages.Open(_handle!, first, file.Entry.Length);
            }
            while (pages.NextHeader())
            {
                values += pages.Header.Kind is PageKind.Data or PageKind.DataV2 ? pages.Header.ValueCount : 0;
                pages.SkipBody();
            }
            if (values < _rowCount)
            {
                throw new ParquetFormatException("the pages of a column hold fewer values than the row group has rows");
            }
        }
        finally
        {
            pages.Close();
        }
    }

    private IColumnChunkReader CreateReader(ParquetFile file, int column)
    {
        var wanted = _source.Field(column);
        if (column >= _source.Schema.Fields.Length)
        {
            return new MetadataColumnReader(wanted.Type, _context.BatchSize, _memory, () => (_part!.BlockStart, _part.BlockLength));
        }
        int partition = _source.PartitionOrdinal(column);
        if (partition >= 0)
        {
            return new ConstantColumnReader(wanted.Type, file => file.Entry.Partition[partition], _memory);
        }
        return new ShapeMatcher(file.Entry, _source.Options).Match(wanted, file.Root) switch
        {
            MissingShape => new ConstantColumnReader(wanted.Type, _ => _source.MissingValues.GetValueOrDefault(wanted.Name), _memory),
            LeafShape { Node: { Repetition: 0, Definition: <= 1 } } leaf => new FlatColumnReader(leaf, _buffers, _decompressor, _context.BatchSize, _memory),
            var nested => new NestedColumnReader(nested, _buffers, _decompressor, _context.BatchSize, _memory),
        };
    }

    private void CloseReaders()
    {
        for (int i = 0; i < _readers.Length; i++)
        {
            _readers[i]?.Dispose();
            _readers[i] = null;
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is ParquetFormatException or IOException)
        {
            if (_source.IgnoreCorruptFiles)
            {
                _position = _rowCount;
                _batch?.SetAll(0);
                return;
            }
            throw FileFaults.Unreadable(_part!.File.Entry, failure);
        }
    }
}
