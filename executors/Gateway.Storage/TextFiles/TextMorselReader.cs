using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Codecs;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.TextFiles;

/// <summary>Reads ranges of text files batch by batch.</summary>
internal sealed class TextMorselReader : MorselReader
{
    private readonly EvaluationContext _context;
    private readonly MemoryScope _memory;
    private readonly RecordReader _records;
    private readonly ScanFilter _filter;
    private readonly Column[] _columns;
    private readonly Column[] _fields;
    private readonly Column? _corrupt;
    private readonly int[] _partitions;
    private ScanMorsel? _morsel;
    private TextPart? _part;
    private long _rows;

    public TextMorselReader(TextFileSource source, ScanRequest request, EvaluationContext context)
    {
        _context = context;
        _memory = new MemoryScope(context.Memory.Pool);
        _filter = new ScanFilter(request.Filter, context);
        _columns = new Column[request.Columns.Length];
        _partitions = new int[request.Columns.Length];
        var fields = new List<Column>();
        var ordinals = new List<int>();
        int corrupt = source.CorruptOrdinal;
        for (int i = 0; i < _columns.Length; i++)
        {
            int column = request.Columns[i];
            bool isData = column < source.DataSchema.Fields.Length;
            bool isHidden = column >= source.Schema.Fields.Length;
            _partitions[i] = isData ? -1 : isHidden ? -2 : source.PartitionOrdinal(column);
            _columns[i] = Column.Create(source.Field(column).Type, isData ? context.BatchSize : 1, _memory);
            if (isData && column == corrupt)
            {
                _corrupt = _columns[i];
            }
            else if (isData)
            {
                fields.Add(_columns[i]);
                ordinals.Add(corrupt >= 0 && column > corrupt ? column - 1 : column);
            }
        }
        _fields = [.. fields];
        _records = source.CreateRecordReader(ordinals, _corrupt is not null, context.Settings);
    }

    public override void Open(ScanMorsel morsel)
    {
        _morsel = morsel;
        _part = (TextPart)morsel.Part;
        _rows = 0;
        _context.InputFile = _part.File.Uri;
        _context.InputBlockStart = _part.BlockStart;
        _context.InputBlockLength = _part.BlockLength;
        _context.Partition = morsel.Partition;
        for (int i = 0; i < _columns.Length; i++)
        {
            if (_partitions[i] != -1)
            {
                object? value = _partitions[i] == -2 ? FileMetadataColumn.Values(_part.File, _part.BlockStart, _part.BlockLength) : _part.File.Partition[_partitions[i]];
                _columns[i].Reset();
                ColumnValues.Set(_columns[i], 0, value);
                _columns[i].Shape = ColumnShape.Constant;
            }
        }
        try
        {
            _records.Open(_part.File, _part.Start, _part.Length, _memory.Pool);
        }
        catch (Exception failure) when (FileCodec.IsDamage(failure, _part!.File.Path))
        {
            throw FileFaults.Unreadable(_part.File, failure);
        }
    }

    public override bool Next(Batch batch)
    {
        while (true)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            foreach (var column in _fields)
            {
                column.Reset();
            }
            _corrupt?.Reset();
            int count;
            try
            {
                count = _records.Read(_fields, _corrupt, _context.BatchSize);
            }
            catch (Exception failure) when (FileCodec.IsDamage(failure, _part!.File.Path))
            {
                throw FileFaults.Unreadable(_part.File, failure);
            }
            if (count == 0)
            {
                return false;
            }
            for (int i = 0; i < _columns.Length; i++)
            {
                batch.Columns[i].PointAt(_columns[i]);
            }
            batch.SetAll(count);
            batch.Ordinal = _morsel!.Ordinal;
            batch.Partition = _morsel.Partition;
            batch.FirstRow = _rows;
            _rows += count;
            _filter.Apply(batch, null);
            if (batch.ActiveCount > 0)
            {
                return true;
            }
        }
    }

    public override void Dispose()
    {
        _records.Dispose();
        _memory.Dispose();
    }
}
