using System.Globalization;
using System.Numerics;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>What a bitmap aggregate makes of its input.</summary>
internal enum BitmapOperation { Construct, Or, And }

/// <summary>Aggregates bitmaps of 4096 bytes: sets positions, or puts bitmaps together.</summary>
internal sealed unsafe class BitmapFunction(BoundAggregate site, BitmapOperation operation) : AggregateFunction(site)
{
    private const int BitmapBytes = 4096;

    public override int StateBytes => BitmapBytes;

    public override void Initialize(byte* state) => new Span<byte>(state, BitmapBytes).Fill(operation == BitmapOperation.And ? (byte)0xFF : (byte)0);

    public override void Update(Column[] arguments, Selection rows, byte** states)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments[0], rows[i], states[i]);
        }
    }

    public override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments[0], rows[i], state);
        }
    }

    private void Add(Column column, int row, byte* state)
    {
        if (column.IsNull(row))
        {
            return;
        }
        if (operation == BitmapOperation.Construct)
        {
            long position = column.Read<long>()[row];
            if (position is < 0 or >= 8 * BitmapBytes)
            {
                throw new QueryException("INVALID_BITMAP_POSITION",
                    ("bitPosition", position.ToString(CultureInfo.InvariantCulture)), ("bitmapNumBytes", "4096"), ("bitmapNumBits", "32768"));
            }
            state[position >> 3] |= (byte)(1 << (int)(position & 7));
            return;
        }
        var bytes = StringView.Span((StringView*)column.Source.Values + column.Slot(row));
        for (int i = 0; i < BitmapBytes; i++)
        {
            byte value = i < bytes.Length ? bytes[i] : (byte)0;
            state[i] = operation == BitmapOperation.Or ? (byte)(state[i] | value) : (byte)(state[i] & value);
        }
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            for (int at = 0; at < BitmapBytes; at++)
            {
                targets[i][at] = operation == BitmapOperation.And ? (byte)(targets[i][at] & sources[i][at]) : (byte)(targets[i][at] | sources[i][at]);
            }
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            result.Data<StringView>()[firstRow + i] = result.Heap.Add(new ReadOnlySpan<byte>(states[i], BitmapBytes));
        }
    }
}

/// <summary>Counts values in a few rows of hashed counters and gives them in Spark's binary form.</summary>
internal sealed unsafe class CountMinSketch : AggregateFunction
{
    private const long Modulus = (1L << 31) - 1;
    private readonly int _depth;
    private readonly int _width;
    private readonly long[] _hashes;

    public CountMinSketch(BoundAggregate site, double epsilon, double confidence, int seed) : base(site)
    {
        _width = (int)Math.Ceiling(2 / epsilon);
        _depth = (int)Math.Ceiling(-Math.Log(1 - confidence) / Math.Log(2));
        var random = new JavaRandom(seed);
        _hashes = new long[_depth];
        for (int i = 0; i < _depth; i++)
        {
            _hashes[i] = random.NextInt(int.MaxValue);
        }
    }

    /// <summary>The total, then the counters row by row.</summary>
    public override int StateBytes => 8 + _depth * _width * 8;

    public override void Initialize(byte* state) => new Span<byte>(state, StateBytes).Clear();

    public override void Update(Column[] arguments, Selection rows, byte** states)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments[0], rows[i], (long*)states[i]);
        }
    }

    public override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments[0], rows[i], (long*)state);
        }
    }

    private void Add(Column column, int row, long* counters)
    {
        if (column.IsNull(row))
        {
            return;
        }
        counters[0]++;
        if (column.Physical == PhysicalType.String)
        {
            var bytes = StringView.Span((StringView*)column.Source.Values + column.Slot(row));
            int first = Murmur3.Hash(bytes, 0);
            int second = Murmur3.Hash(bytes, first);
            for (int i = 0; i < _depth; i++)
            {
                counters[1 + i * _width + (int)Math.Abs((long)unchecked(first + i * second) % _width)]++;
            }
            return;
        }
        long item = column.Physical switch
        {
            PhysicalType.Int8 => column.Read<sbyte>()[row],
            PhysicalType.Int16 => column.Read<short>()[row],
            PhysicalType.Int32 => column.Read<int>()[row],
            _ => column.Read<long>()[row],
        };
        for (int i = 0; i < _depth; i++)
        {
            long hash = unchecked(_hashes[i] * item);
            hash = unchecked(hash + (hash >> 32)) & Modulus;
            counters[1 + i * _width + (int)hash % _width]++;
        }
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            for (int at = 0; at < StateBytes / 8; at++)
            {
                ((long*)targets[i])[at] += ((long*)sources[i])[at];
            }
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            long* counters = (long*)states[i];
            var bytes = new byte[20 + 8 * (_depth + _depth * _width)];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, 1);
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(4), counters[0]);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), _depth);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), _width);
            for (int at = 0; at < _depth; at++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(20 + 8 * at), _hashes[at]);
            }
            for (int at = 0; at < _depth * _width; at++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(20 + 8 * (_depth + at)), counters[1 + at]);
            }
            result.Data<StringView>()[firstRow + i] = result.Heap.Add(bytes);
        }
    }
}
