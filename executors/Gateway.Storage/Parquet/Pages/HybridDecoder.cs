using System.Numerics;
using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Storage.Parquet.Format;

namespace Gateway.Storage.Parquet.Pages;

/// <summary>Decodes the format's mix of run-length and bit-packed runs: levels, dictionary indices, booleans.</summary>
internal unsafe struct HybridDecoder
{
    private byte* _next;
    private readonly byte* _end;
    private readonly int _width;
    private long _runLeft;
    private bool _isPacked;
    private int _value;
    private byte* _packed;
    private long _packedIndex;

    /// <param name="width">Bits a value, 0 to 32.</param>
    public HybridDecoder(byte* start, byte* end, int width)
    {
        if (width is < 0 or > 32)
        {
            throw new ParquetFormatException("a bit width is out of range");
        }
        _next = start;
        _end = end;
        _width = width;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(int* target, int count)
    {
        while (count > 0)
        {
            if (_runLeft == 0)
            {
                NextRun();
            }
            int take = (int)Math.Min(count, _runLeft);
            if (_isPacked)
            {
                BitUnpacker.Unpack(_packed, _packedIndex, _width, target, take);
                _packedIndex += take;
            }
            else
            {
                new Span<int>(target, take).Fill(_value);
            }
            target += take;
            count -= take;
            _runLeft -= take;
        }
    }

    /// <summary>Decodes small values (levels) into bytes.</summary>
    public void DecodeBytes(byte* target, int count)
    {
        const int Chunk = 512;
        int* values = stackalloc int[Chunk];
        while (count > 0)
        {
            if (_runLeft == 0)
            {
                NextRun();
            }
            int take = (int)Math.Min(count, _runLeft);
            if (_isPacked)
            {
                take = Math.Min(take, Chunk);
                BitUnpacker.Unpack(_packed, _packedIndex, _width, values, take);
                _packedIndex += take;
                for (int i = 0; i < take; i++)
                {
                    target[i] = (byte)values[i];
                }
            }
            else
            {
                new Span<byte>(target, take).Fill((byte)_value);
            }
            target += take;
            count -= take;
            _runLeft -= take;
        }
    }

    /// <summary>Reads one-bit values as validity of rows of a column: zeros become nulls. Returns the number of ones.</summary>
    public int DecodeValidity(Column column, int row, int count)
    {
        int ones = 0;
        while (count > 0)
        {
            if (_runLeft == 0)
            {
                NextRun();
            }
            int take = (int)Math.Min(count, _runLeft);
            if (!_isPacked)
            {
                if (_value != 0)
                {
                    ones += take;
                }
                else
                {
                    ClearRun(column.WritableValidity(), row, take);
                }
            }
            else
            {
                ones += CopyBits(column, row, take);
                _packedIndex += take;
            }
            row += take;
            count -= take;
            _runLeft -= take;
        }
        return ones;
    }

    /// <summary>Passes over one-bit values and returns the number of ones.</summary>
    public int SkipValidity(int count)
    {
        int ones = 0;
        while (count > 0)
        {
            if (_runLeft == 0)
            {
                NextRun();
            }
            int take = (int)Math.Min(count, _runLeft);
            if (!_isPacked)
            {
                ones += _value != 0 ? take : 0;
            }
            else
            {
                for (int done = 0; done < take; done += 56)
                {
                    ones += BitOperations.PopCount(Bits(_packedIndex + done, Math.Min(56, take - done)));
                }
                _packedIndex += take;
            }
            count -= take;
            _runLeft -= take;
        }
        return ones;
    }

    public void Skip(int count)
    {
        while (count > 0)
        {
            if (_runLeft == 0)
            {
                NextRun();
            }
            int take = (int)Math.Min(count, _runLeft);
            _packedIndex += take;
            count -= take;
            _runLeft -= take;
        }
    }

    private readonly int CopyBits(Column column, int row, int count)
    {
        int ones = 0;
        for (int done = 0; done < count; done += 56)
        {
            int take = Math.Min(56, count - done);
            ulong bits = Bits(_packedIndex + done, take);
            int set = BitOperations.PopCount(bits);
            ones += set;
            if (set == take)
            {
                continue;
            }
            ulong zeros = ~bits & ((1UL << take) - 1);
            ulong* validity = column.WritableValidity();
            int position = row + done;
            int shift = position & 63;
            validity[position >> 6] &= ~(zeros << shift);
            if (shift + take > 64)
            {
                validity[(position >> 6) + 1] &= ~(zeros >> (64 - shift));
            }
        }
        return ones;
    }

    /// <summary>Gets up to 56 one-bit values; of wider levels only the width 1 is asked here.</summary>
    private readonly ulong Bits(long first, int count) =>
        (*(ulong*)(_packed + (first >> 3)) >> (int)(first & 7)) & ((1UL << count) - 1);

    private static void ClearRun(ulong* validity, int row, int count)
    {
        while (count > 0)
        {
            int shift = row & 63;
            int take = Math.Min(64 - shift, count);
            ulong mask = take == 64 ? ulong.MaxValue : ((1UL << take) - 1) << shift;
            validity[row >> 6] &= ~mask;
            row += take;
            count -= take;
        }
    }

    private void NextRun()
    {
        do
        {
            uint header = 0;
            for (int shift = 0; ; shift += 7)
            {
                if (_next >= _end || shift > 28)
                {
                    throw new ParquetFormatException("a page holds fewer values than its header says");
                }
                byte part = *_next++;
                header |= (uint)(part & 0x7F) << shift;
                if (part < 0x80)
                {
                    break;
                }
            }
            _isPacked = (header & 1) != 0;
            if (_isPacked)
            {
                long groups = header >> 1;
                long byteCount = groups * _width;
                long available = _end - _next;
                // The last run may be cut after its last value.
                _runLeft = byteCount <= available ? groups * 8 : available * 8 / _width;
                _packed = _next;
                _packedIndex = 0;
                _next += Math.Min(byteCount, available);
            }
            else
            {
                _runLeft = header >> 1;
                int byteCount = (_width + 7) >> 3;
                if (_end - _next < byteCount)
                {
                    throw new ParquetFormatException("a run reaches past its page");
                }
                uint value = 0;
                for (int i = 0; i < byteCount; i++)
                {
                    value |= (uint)_next[i] << (8 * i);
                }
                _value = (int)value;
                _next += byteCount;
            }
        }
        while (_runLeft == 0);
    }
}
