using System.Buffers.Binary;

namespace Gateway.Storage.Arrow;

/// <summary>Refuses messages whose fields are nested without end, or whose parts are without number: the package that reads them would use up the stack or the memory.</summary>
/// <remarks>Layout: Arrow's Message.fbs and Schema.fbs as flatbuffers. Offsets that lie can lead back to where they stand.</remarks>
internal static class ArrowSchemaGuard
{
    private const uint Continuation = 0xFFFFFFFF;
    private const int MostDepth = 200;
    private const int MostFields = 1 << 20;
    private const int MessageHeader = 2, MessageHeaderType = 1, MessageBodyLength = 3, SchemaFields = 1, FieldChildren = 5, BatchNodes = 1, BatchBuffers = 2;
    private const byte RecordBatch = 3;

    /// <summary>Checks the first message of a stream.</summary>
    /// <exception cref="InvalidDataException">The fields are too many or too deep, or an offset leads outside the message.</exception>
    public static void Check(ReadOnlySpan<byte> stream)
    {
        int start = stream.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(stream) == Continuation ? 8 : 4;
        if (stream.Length < start + 4)
        {
            throw new InvalidDataException("the stream has no schema");
        }
        int length = BinaryPrimitives.ReadInt32LittleEndian(stream[(start - 4)..]);
        if (length < 4 || length > stream.Length - start)
        {
            throw new InvalidDataException("the schema is longer than the stream");
        }
        var message = stream.Slice(start, length);
        int fields = 0;
        int root = Follow(message, 0);
        if (Member(message, root, MessageHeader) is { } header && Member(message, Follow(message, header), SchemaFields) is { } vector)
        {
            Visit(message, Follow(message, vector), 0, ref fields);
        }
        CheckBatches(stream, start, length);
    }

    /// <summary>Checks that batches have no more nodes and buffers than their messages have bytes for: the package makes arrays of the numbers it reads.</summary>
    private static void CheckBatches(ReadOnlySpan<byte> stream, long start, long length)
    {
        while (true)
        {
            var message = stream.Slice((int)start, (int)length);
            int root = Follow(message, 0);
            if (Member(message, root, MessageHeaderType) is { } kind && message[kind] == RecordBatch && Member(message, root, MessageHeader) is { } header)
            {
                int table = Follow(message, header);
                CheckCount(message, table, BatchNodes);
                CheckCount(message, table, BatchBuffers);
            }
            long body = Member(message, root, MessageBodyLength) is { } place && place <= message.Length - 8 ? BinaryPrimitives.ReadInt64LittleEndian(message[place..]) : 0;
            start += length;
            if (body < 0 || body > stream.Length - start - 8)
            {
                return;
            }
            start += body;
            start += BinaryPrimitives.ReadUInt32LittleEndian(stream[(int)start..]) == Continuation ? 8 : 4;
            length = BinaryPrimitives.ReadInt32LittleEndian(stream[(int)(start - 4)..]);
            if (length < 4 || length > stream.Length - start)
            {
                return;
            }
        }
    }

    private static void CheckCount(ReadOnlySpan<byte> message, int table, int member)
    {
        if (Member(message, table, member) is { } vector && (uint)Read(message, Follow(message, vector)) > message.Length)
        {
            throw new InvalidDataException("a batch has more parts than its message has bytes");
        }
    }

    private static void Visit(ReadOnlySpan<byte> message, int vector, int depth, ref int fields)
    {
        int count = Read(message, vector);
        if (count < 0 || count > message.Length || depth > MostDepth || (fields += count) > MostFields)
        {
            throw new InvalidDataException("the schema has too many fields");
        }
        for (int i = 0; i < count; i++)
        {
            int field = Follow(message, checked(vector + 4 + i * 4));
            if (Member(message, field, FieldChildren) is { } children)
            {
                Visit(message, Follow(message, children), depth + 1, ref fields);
            }
        }
    }

    /// <summary>Finds where a table's member stands; null when it is not written.</summary>
    private static int? Member(ReadOnlySpan<byte> message, int table, int ordinal)
    {
        int virtualTable = checked(table - Read(message, table));
        int slot = checked(virtualTable + 4 + ordinal * 2);
        if (virtualTable < 0 || virtualTable + 2 > message.Length)
        {
            throw new InvalidDataException("an offset leads outside the schema");
        }
        if (4 + ordinal * 2 >= BinaryPrimitives.ReadUInt16LittleEndian(message[virtualTable..]) || slot + 2 > message.Length)
        {
            return null;
        }
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(message[slot..]);
        return offset == 0 ? null : table + offset;
    }

    private static int Follow(ReadOnlySpan<byte> message, int position) => checked(position + Read(message, position));

    private static int Read(ReadOnlySpan<byte> message, int position) => position >= 0 && position <= message.Length - 4
        ? BinaryPrimitives.ReadInt32LittleEndian(message[position..])
        : throw new InvalidDataException("an offset leads outside the schema");
}
