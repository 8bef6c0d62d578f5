using System.Buffers.Binary;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Core.Arrow;

/// <summary>Encodes batches of one schema as Arrow IPC: complete streams of one record batch, or record batch messages.</summary>
/// <remarks>
/// Loop: while <see cref="Append"/> says false, take a block with <see cref="FinishStream"/> and append again; at the end take the last one.
/// Layout: Arrow columnar format 1.5, "Encapsulated message format"; body buffers are 64-byte aligned within the body. Belongs to one thread.
/// </remarks>
public sealed unsafe class ArrowEncoder : IDisposable
{
    private const int Framing = 8;
    private const int Alignment = 64;
    private static readonly byte[] _endOfStream = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

    private readonly ArrowOptions _options;
    private readonly MemoryPool _pool;
    private readonly FieldBuilder[] _fields;
    private readonly byte[] _schemaMessage;
    private readonly Assembler _assembler = new();

    public ArrowEncoder(StructType schema, ArrowOptions options, MemoryPool pool)
    {
        Schema = schema;
        _options = options;
        _pool = pool;
        _fields = [.. schema.Fields.Select(f => FieldBuilder.Create(f.Type, options, pool))];
        byte[] metadata = ArrowSchemaMessage.Write(schema, options);
        _schemaMessage = new byte[Framing + Pad(metadata.Length, 8)];
        Frame(_schemaMessage, metadata);
    }

    public StructType Schema { get; }

    /// <summary>Gets the framed schema message that opens a stream.</summary>
    public ReadOnlyMemory<byte> SchemaMessage => _schemaMessage;

    /// <summary>Gets the bytes that end a stream.</summary>
    public static ReadOnlyMemory<byte> EndOfStream => _endOfStream;

    /// <summary>Gets the rows collected for the next block.</summary>
    public int RowCount { get; private set; }

    /// <summary>Gets the bytes collected for the next block.</summary>
    public long ByteCount
    {
        get
        {
            long sum = 0;
            foreach (var builder in _fields)
            {
                sum += builder.ByteCount;
            }
            return sum;
        }
    }

    /// <summary>Gets whether the block has reached its size.</summary>
    public bool IsFull => ByteCount >= _options.BlockBytes;

    /// <summary>Encodes the schema with no rows.</summary>
    public static ArrowBlock EncodeEmpty(StructType schema, ArrowOptions options, MemoryPool pool)
    {
        using var encoder = new ArrowEncoder(schema, options, pool);
        return encoder.FinishStream();
    }

    /// <summary>Collects active rows of a batch from <paramref name="position"/> on, as many as the block has room for (at least one), and advances the position.</summary>
    /// <returns>True when the batch is used up; false when the block is full and rows are left.</returns>
    public bool Append(Batch batch, ref int position)
    {
        while (position < batch.ActiveCount)
        {
            if (RowCount > 0 && IsFull)
            {
                return false;
            }
            int count = RoomFor(batch, position);
            var rows = RowList.Of(batch.Selection, position, count);
            for (int i = 0; i < _fields.Length; i++)
            {
                _fields[i].Append(batch.Columns[i], rows);
            }
            RowCount += count;
            position += count;
        }
        return true;
    }

    /// <summary>Collects all active rows of a batch, however large the block becomes.</summary>
    public void AppendAll(Batch batch)
    {
        var rows = RowList.Of(batch.Selection, 0, batch.ActiveCount);
        for (int i = 0; i < _fields.Length; i++)
        {
            _fields[i].Append(batch.Columns[i], rows);
        }
        RowCount += rows.Count;
    }

    /// <summary>Assembles what was collected into a complete stream: schema, one record batch, end of stream. The encoder starts over.</summary>
    public ArrowBlock FinishStream() => Finish(_schemaMessage, _endOfStream);

    /// <summary>Assembles what was collected into one framed record batch message. The encoder starts over.</summary>
    public ArrowBlock FinishBatch() => Finish([], []);

    public void Dispose()
    {
        foreach (var builder in _fields)
        {
            builder.Dispose();
        }
    }

    private ArrowBlock Finish(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        _assembler.Start();
        foreach (var builder in _fields)
        {
            builder.VisitAll(_assembler);
        }
        var metadata = _assembler.Metadata(RowCount);
        int metadataBytes = Pad(metadata.Length, 8);
        long total = before.Length + Framing + metadataBytes + _assembler.BodyBytes + after.Length;
        var block = new ArrowBlock(_pool, checked((int)total), RowCount);
        var target = block.GetSpan();
        before.CopyTo(target);
        int position = before.Length;
        Frame(target.Slice(position, Framing + metadataBytes), metadata);
        position += Framing + metadataBytes;
        // SAFETY: the block was sized as the sum of all parts.
        _assembler.CopyBody(block.Pointer + position);
        after.CopyTo(target[(position + (int)_assembler.BodyBytes)..]);
        foreach (var builder in _fields)
        {
            builder.Clear();
        }
        RowCount = 0;
        return block;
    }

    /// <summary>Estimates how many of the rows fit the rest of the block, from the strings and lists that they hold.</summary>
    private int RoomFor(Batch batch, int position)
    {
        int count = batch.ActiveCount - position;
        long room = Math.Max(0, _options.BlockBytes - ByteCount);
        var selection = batch.Selection;
        while (count > 1 && Estimate(batch, selection, position, count) > room + _options.BlockBytes / 4)
        {
            count = (count + 1) / 2;
        }
        return count;
    }

    private static long Estimate(Batch batch, Selection selection, int position, int count)
    {
        long bytes = 0;
        foreach (var column in batch.Columns)
        {
            bytes += Estimate(column, RowList.Of(selection, position, count));
        }
        return bytes;
    }

    private static long Estimate(Column column, RowList rows)
    {
        switch (column.Physical)
        {
            case PhysicalType.String:
                var strings = column.Read<StringView>();
                long bytes = 4L * rows.Count;
                for (int i = 0; i < rows.Count; i++)
                {
                    bytes += strings[rows[i]].Length;
                }
                return bytes;
            case PhysicalType.List or PhysicalType.Map:
                var lists = column.Read<ListSpan>();
                long elements = 0;
                foreach (var child in column.Source.Children)
                {
                    for (int i = 0; i < rows.Count; i++)
                    {
                        var span = lists[rows[i]];
                        elements += Estimate(child, RowList.Run(span.Offset, span.Length));
                    }
                }
                return elements + 4L * rows.Count;
            case PhysicalType.Struct:
                long sum = 0;
                foreach (var child in column.Source.Children)
                {
                    sum += column.Shape == ColumnShape.Flat ? Estimate(child, rows) : 16L * rows.Count;
                }
                return sum;
            default:
                return (long)Column.Width(column.Physical) * rows.Count;
        }
    }

    private static void Frame(Span<byte> target, ReadOnlySpan<byte> metadata)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, 0xFFFFFFFF);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], target.Length - Framing);
        metadata.CopyTo(target[Framing..]);
        target[(Framing + metadata.Length)..].Clear();
    }

    private static int Pad(int length, int alignment) => (length + alignment - 1) & -alignment;

    /// <summary>Lays the buffers out one after another, and writes the record batch's metadata.</summary>
    private sealed class Assembler : BufferVisitor
    {
        private readonly FlatBufferWriter _writer = new();
        private readonly List<(long, long)> _nodes = [];
        private readonly List<(long Offset, long Length)> _buffers = [];
        private readonly List<nint> _sources = [];

        public long BodyBytes { get; private set; }

        public void Start()
        {
            _nodes.Clear();
            _buffers.Clear();
            _sources.Clear();
            BodyBytes = 0;
        }

        public override void Node(long length, long nullCount) => _nodes.Add((length, nullCount));

        public override void Buffer(byte* bytes, long byteCount)
        {
            _buffers.Add((BodyBytes, byteCount));
            _sources.Add((nint)bytes);
            BodyBytes += (byteCount + Alignment - 1) & -Alignment;
        }

        public ReadOnlySpan<byte> Metadata(long rowCount)
        {
            _writer.Clear();
            int buffers = _writer.Pairs(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_buffers));
            int nodes = _writer.Pairs(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_nodes));
            _writer.StartTable();
            _writer.WriteInt64(rowCount);
            _writer.Slot(0);
            _writer.WriteOffset(nodes);
            _writer.Slot(1);
            _writer.WriteOffset(buffers);
            _writer.Slot(2);
            int batch = _writer.EndTable();
            _writer.StartTable();
            _writer.WriteInt64(BodyBytes);
            _writer.Slot(3);
            _writer.WriteOffset(batch);
            _writer.Slot(2);
            _writer.WriteInt16(ArrowSchemaMessage.MetadataVersion);
            _writer.Slot(0);
            _writer.WriteInt8(ArrowSchemaMessage.RecordBatchHeader);
            _writer.Slot(1);
            return _writer.Finish(_writer.EndTable());
        }

        public void CopyBody(byte* body)
        {
            for (int i = 0; i < _buffers.Count; i++)
            {
                var (offset, length) = _buffers[i];
                // SAFETY: body holds BodyBytes bytes; offset + padded length stays within by construction.
                System.Buffer.MemoryCopy((byte*)_sources[i], body + offset, length, length);
                long padding = -length & (Alignment - 1);
                new Span<byte>(body + offset + length, (int)padding).Clear();
            }
        }
    }
}
