using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Codecs;
using Gateway.Storage.Parquet.Format;
using Gateway.Storage.Parquet.Pages;
using Gateway.Storage.Parquet.Schema;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Storage.Parquet.Columns;

/// <summary>Decodes one leaf column, chunk after chunk: levels by page, values in any number.</summary>
/// <remarks>Values come dense (no gaps for nulls). Strings point into pages or the dictionary and live until the buffers are recycled after the page.</remarks>
internal sealed unsafe class LeafDecoder : IDisposable
{
    /// <summary>Bytes of the length in front of a byte array.</summary>
    private const int LengthBytes = 4;

    private readonly ParquetNode _node;
    private readonly DataType _type;
    private readonly PageBuffers _buffers;
    private readonly MemoryPool _pool;
    private readonly ChunkReader _chunk;
    private readonly ValueConverter? _converter;
    private readonly int _width;
    private readonly int _slotWidth;
    private PageBuffer _page;
    private PageBuffer _scratch;
    private PageBuffer _dictionaryPage;
    private MemoryScope? _chunkMemory;
    private StringHeap? _heap;
    private ValueSource _source;
    private byte* _next;
    private byte* _end;
    private StringView* _views;
    private int _valuesLeft;
    private HybridDecoder _indices;

    public LeafDecoder(ParquetNode node, DataType type, PageBuffers buffers, BlockDecompressor decompressor, MemoryPool pool)
    {
        _node = node;
        _type = type;
        _buffers = buffers;
        _pool = pool;
        _chunk = new ChunkReader(buffers, decompressor);
        _converter = node.Element.Type == ParquetPhysical.ByteArray ? null : ConverterSelection.TryFind(node.Element, type);
        _width = ConverterSelection.Width(node.Element);
        _slotWidth = Column.Width(type.Physical);
    }

    /// <summary>Where a page's values come from.</summary>
    private enum ValueSource
    {
        None,
        /// <summary>Fixed-width values at the cursor.</summary>
        Fixed,
        /// <summary>Length-prefixed byte arrays at the cursor.</summary>
        Bytes,
        /// <summary>Byte arrays already taken apart.</summary>
        Views,
        /// <summary>Indices into the dictionary.</summary>
        Dictionary,
    }

    /// <summary>Definition levels of the page, when the leaf's greatest level is not 0.</summary>
    public HybridDecoder Definition;

    /// <summary>Repetition levels of the page, when the leaf's greatest level is not 0.</summary>
    public HybridDecoder Repetition;

    /// <summary>Gets the level entries (values and nulls) in the current page.</summary>
    public int PageEntries { get; private set; }

    /// <summary>Gets whether the current page's values are dictionary indices.</summary>
    public bool IsDictionary => _source == ValueSource.Dictionary;

    /// <summary>Gets the chunk's dictionary as a flat column, or null.</summary>
    public Column? Dictionary { get; private set; }

    public int DictionaryCount { get; private set; }

    public void Open(SafeFileHandle file, ColumnChunkMetadata chunk, long fileLength)
    {
        if (chunk.Type != _node.Element.Type)
        {
            throw new ParquetFormatException("a column chunk has another type than the schema");
        }
        Release();
        _chunk.Open(file, chunk, fileLength);
    }

    /// <summary>Moves to the next data page, passing over as many whole pages as <paramref name="skippable"/> entries cover; false at the chunk's end.</summary>
    /// <returns>False at the end; otherwise the page is loaded and <paramref name="skippable"/> tells what is left to skip in it.</returns>
    public bool NextPage(ref long skippable)
    {
        _buffers.Retire(_page);
        _page = default;
        PageEntries = 0;
        _source = ValueSource.None;
        while (_chunk.NextHeader())
        {
            var header = _chunk.Header;
            switch (header.Kind)
            {
                case PageKind.Dictionary:
                    LoadDictionary(header);
                    break;
                case PageKind.Data or PageKind.DataV2 when header.ValueCount <= skippable:
                    skippable -= header.ValueCount;
                    _chunk.SkipBody();
                    break;
                case PageKind.Data or PageKind.DataV2:
                    LoadData(header);
                    return true;
                default:
                    _chunk.SkipBody();
                    break;
            }
        }
        return false;
    }

    /// <summary>Decodes values into consecutive rows of a flat column of the decoder's type.</summary>
    public void DecodeValues(Column target, int row, int count)
    {
        if (count == 0)
        {
            return;
        }
        CheckLeft(count);
        byte* slots = target.Values + (long)row * _slotWidth;
        switch (_source)
        {
            case ValueSource.Fixed:
                if ((long)count * _width > _end - _next)
                {
                    throw new ParquetFormatException("a page holds fewer values than its header says");
                }
                _converter!.Convert(_next, slots, count);
                _next += (long)count * _width;
                break;
            case ValueSource.Bytes or ValueSource.Views:
                DecodeBytes(slots, count);
                break;
            case ValueSource.Dictionary:
                Gather(slots, count);
                break;
            default:
                throw new ParquetFormatException("a page has no values");
        }
        _valuesLeft -= count;
    }

    /// <summary>Decodes dictionary indices; the page must be dictionary encoded.</summary>
    public void DecodeIndices(int* target, int count)
    {
        CheckLeft(count);
        _indices.Decode(target, count);
        CheckIndices(target, count);
        _valuesLeft -= count;
    }

    /// <summary>Passes over values.</summary>
    public void SkipValues(int count)
    {
        CheckLeft(count);
        switch (_source)
        {
            case ValueSource.Fixed:
                _next += Math.Min((long)count * _width, _end - _next);
                break;
            case ValueSource.Bytes:
                for (int i = 0; i < count; i++)
                {
                    _next += 4 + NextLength();
                }
                break;
            case ValueSource.Views:
                _views += count;
                break;
            case ValueSource.Dictionary:
                _indices.Skip(count);
                break;
        }
        _valuesLeft -= count;
    }

    public void Dispose() => Release();

    private void Release()
    {
        _buffers.Retire(_page);
        _buffers.Retire(_scratch);
        _buffers.Retire(_dictionaryPage);
        _page = _scratch = _dictionaryPage = default;
        _chunk.Close();
        _chunkMemory?.Dispose();
        _chunkMemory = null;
        _heap = null;
        Dictionary = null;
        DictionaryCount = 0;
        PageEntries = 0;
        _valuesLeft = 0;
        _source = ValueSource.None;
    }

    private void LoadDictionary(PageHeader header)
    {
        if (Dictionary is not null)
        {
            throw new ParquetFormatException("a column chunk has two dictionaries");
        }
        _dictionaryPage = _chunk.ReadBody(out int byteCount);
        if (header.ValueCount > byteCount / Math.Max(1, _node.Element.Type == ParquetPhysical.ByteArray ? LengthBytes : _width))
        {
            throw new ParquetFormatException("a dictionary holds fewer values than its header says");
        }
        _chunkMemory ??= new MemoryScope(_pool);
        var dictionary = Column.Create(_type, Math.Max(header.ValueCount, 1), _chunkMemory);
        _valuesLeft = header.ValueCount;
        SetPlain(_dictionaryPage.Bytes, _dictionaryPage.Bytes + byteCount, header.ValueCount);
        if (_type is not NullType)
        {
            DecodeValues(dictionary, 0, header.ValueCount);
        }
        Dictionary = dictionary;
        DictionaryCount = header.ValueCount;
        _source = ValueSource.None;
    }

    private void LoadData(PageHeader header)
    {
        _page = _chunk.ReadBody(out int byteCount);
        byte* start = _page.Bytes;
        byte* end = start + byteCount;
        PageEntries = header.ValueCount;
        int definitionWidth = BitWidth(_node.Definition);
        int repetitionWidth = BitWidth(_node.Repetition);
        if (header.Kind == PageKind.DataV2)
        {
            // The chunk reader checked that the levels are inside the page.
            Repetition = new HybridDecoder(start, start + header.RepetitionBytes, repetitionWidth);
            start += header.RepetitionBytes;
            Definition = new HybridDecoder(start, start + header.DefinitionBytes, definitionWidth);
            start += header.DefinitionBytes;
        }
        else
        {
            Repetition = Levels(ref start, end, _node.Repetition, repetitionWidth, header.RepetitionEncoding);
            Definition = Levels(ref start, end, _node.Definition, definitionWidth, header.DefinitionEncoding);
        }
        // How many of the entries are values is known after the levels; the cursors check the bytes.
        _valuesLeft = header.ValueCount;
        switch (header.Encoding)
        {
            case PageEncoding.Plain:
                SetPlain(start, end, header.ValueCount);
                break;
            case PageEncoding.PlainDictionary or PageEncoding.RleDictionary:
                if (start >= end)
                {
                    // A page of nulls only.
                    _indices = new HybridDecoder(end, end, 0);
                }
                else
                {
                    _indices = new HybridDecoder(start + 1, end, *start);
                }
                if (Dictionary is null)
                {
                    throw new ParquetFormatException("a page refers to a dictionary that is not there");
                }
                _source = ValueSource.Dictionary;
                break;
            default:
                SetEncoded(header.Encoding, start, end, header.ValueCount);
                break;
        }
    }

    private static HybridDecoder Levels(ref byte* start, byte* end, int maximum, int width, PageEncoding encoding)
    {
        if (maximum == 0)
        {
            return default;
        }
        if (encoding != PageEncoding.Rle)
        {
            throw new ParquetFormatException("levels in the deprecated bit-packed encoding are not supported");
        }
        if (end - start < 4 || *(uint*)start > end - start - 4)
        {
            throw new ParquetFormatException("levels reach past their page");
        }
        byte* first = start + 4;
        start = first + *(uint*)start;
        return new HybridDecoder(first, start, width);
    }

    private void SetPlain(byte* start, byte* end, int count)
    {
        _next = start;
        _end = end;
        switch (_node.Element.Type)
        {
            case ParquetPhysical.ByteArray:
                _source = ValueSource.Bytes;
                break;
            case ParquetPhysical.Boolean:
                byte* values = Scratch(count);
                int available = (int)Math.Min(count, (end - start) * 8);
                for (int i = 0; i < available; i++)
                {
                    values[i] = (byte)(start[i >> 3] >> (i & 7) & 1);
                }
                SetFixed(values, available);
                break;
            default:
                _source = ValueSource.Fixed;
                break;
        }
    }

    private void SetFixed(byte* values, long byteCount)
    {
        _source = ValueSource.Fixed;
        _next = values;
        _end = values + byteCount;
    }

    /// <summary>Brings the encodings that only decode as a whole into plain form.</summary>
    private void SetEncoded(PageEncoding encoding, byte* start, byte* end, int entryCount)
    {
        var physical = _node.Element.Type;
        switch (encoding)
        {
            case PageEncoding.Rle when physical == ParquetPhysical.Boolean:
                start = Math.Min((nuint)(end - start), 4) == 4 ? start + 4 : end;
                byte* booleans = Scratch(entryCount);
                int valueCount = CountValues(entryCount);
                new HybridDecoder(start, end, 1).DecodeBytes(booleans, valueCount);
                SetFixed(booleans, valueCount);
                break;
            case PageEncoding.DeltaBinaryPacked when physical is ParquetPhysical.Int32 or ParquetPhysical.Int64:
                int count = CountValues(entryCount);
                var numbers = (long*)Scratch((long)count * 8);
                if (count > 0)
                {
                    DeltaDecoder.Numbers(start, end, numbers, count);
                }
                if (physical == ParquetPhysical.Int32)
                {
                    for (int i = 0; i < count; i++)
                    {
                        ((int*)numbers)[i] = (int)numbers[i];
                    }
                }
                SetFixed((byte*)numbers, (long)count * _width);
                break;
            case PageEncoding.DeltaLengthByteArray or PageEncoding.DeltaByteArray:
                SetTexts(encoding, start, end, CountValues(entryCount));
                break;
            case PageEncoding.ByteStreamSplit when _width > 0:
                // Without nulls between: the streams are as long as the values are many.
                int split = (int)Math.Min(entryCount, (end - start) / _width);
                byte* values = Scratch((long)split * _width);
                DeltaDecoder.Streams(start, end - start, _width, values, split);
                SetFixed(values, (long)split * _width);
                break;
            default:
                throw new ParquetFormatException("the encoding " + encoding + " does not fit the column");
        }
    }

    private void SetTexts(PageEncoding encoding, byte* start, byte* end, int count)
    {
        byte* block = Scratch((long)count * 32 + 64);
        _views = (StringView*)block;
        var lengths = (long*)(block + (long)count * 16);
        _source = ValueSource.Views;
        _valuesLeft = count;
        if (count == 0)
        {
            return;
        }
        if (encoding == PageEncoding.DeltaLengthByteArray)
        {
            DeltaDecoder.Lengths(start, end, _views, count, lengths);
        }
        else
        {
            _chunkMemory ??= new MemoryScope(_pool);
            _heap ??= new StringHeap(_chunkMemory);
            DeltaDecoder.Prefixes(start, end, _views, count, lengths, _heap);
        }
        if (_node.Element.Type == ParquetPhysical.FixedLenByteArray)
        {
            var packed = _buffers.Rent(checked(count * _width));
            byte* values = packed.Bytes;
            for (int i = 0; i < count; i++)
            {
                if (_views[i].Length != _width)
                {
                    throw new ParquetFormatException("a fixed-length value has another length");
                }
                StringView.Span(_views + i).CopyTo(new Span<byte>(values + (long)i * _width, _width));
            }
            _buffers.Retire(_scratch);
            _scratch = packed;
            SetFixed(values, (long)count * _width);
        }
    }

    /// <summary>Counts the entries of the page that are values, from a copy of the definition levels.</summary>
    private int CountValues(int entryCount)
    {
        if (_node.Definition == 0)
        {
            return entryCount;
        }
        var levels = Definition;
        const int Chunk = 1024;
        byte* bytes = stackalloc byte[Chunk];
        int count = 0;
        for (int done = 0; done < entryCount; done += Chunk)
        {
            int take = Math.Min(Chunk, entryCount - done);
            levels.DecodeBytes(bytes, take);
            count += new Span<byte>(bytes, take).Count((byte)_node.Definition);
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DecodeBytes(byte* slots, int count)
    {
        if (_type is DecimalType wanted)
        {
            bool isWide = wanted.Physical == PhysicalType.Int128;
            var factor = ConverterSelection.Factor(_node.Element, wanted);
            for (int i = 0; i < count; i++)
            {
                if (_source == ValueSource.Views)
                {
                    BigEndianConverter.Store(StringView.Span(_views++), slots, i, isWide, factor);
                    continue;
                }
                int length = NextLength();
                BigEndianConverter.Store(new ReadOnlySpan<byte>(_next + 4, length), slots, i, isWide, factor);
                _next += 4 + length;
            }
            return;
        }
        var target = (StringView*)slots;
        if (_source == ValueSource.Views)
        {
            Buffer.MemoryCopy(_views, target, (long)count * 16, (long)count * 16);
            _views += count;
            return;
        }
        byte* next = _next;
        byte* end = _end;
        for (int i = 0; i < count; i++)
        {
            if (end - next < 4 || *(uint*)next > end - next - 4)
            {
                throw new ParquetFormatException("a text reaches past its page");
            }
            int length = *(int*)next;
            // SAFETY: the length was checked; inline texts are loaded with the 64 bytes of slack behind every page.
            StoreView(target + i, next + 4, length);
            next += 4 + length;
        }
        _next = next;
    }

    /// <summary>Writes a view of bytes with at least 12 readable ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreView(StringView* target, byte* bytes, int length)
    {
        var words = (ulong*)target;
        if (length > StringView.InlineBytes)
        {
            words[0] = (uint)length | (ulong)*(uint*)bytes << 32;
            words[1] = (ulong)bytes;
            return;
        }
        ulong head = *(ulong*)bytes;
        ulong tail = *(uint*)(bytes + 8);
        // Keep length bytes of the twelve, zero the rest.
        ulong headMask = length >= 8 ? ulong.MaxValue : (1UL << (length * 8)) - 1;
        ulong tailMask = length <= 8 ? 0 : (1UL << ((length - 8) * 8)) - 1;
        head &= headMask;
        tail &= tailMask;
        words[0] = (uint)length | head << 32;
        words[1] = head >> 32 | tail << 32;
    }

    private int NextLength()
    {
        if (_end - _next < 4 || *(uint*)_next > _end - _next - 4)
        {
            throw new ParquetFormatException("a text reaches past its page");
        }
        return *(int*)_next;
    }

    private void Gather(byte* slots, int count)
    {
        const int Chunk = 1024;
        int* indices = stackalloc int[Chunk];
        byte* values = Dictionary!.Values;
        for (int done = 0; done < count; done += Chunk)
        {
            int take = Math.Min(Chunk, count - done);
            _indices.Decode(indices, take);
            CheckIndices(indices, take);
            byte* target = slots + (long)done * _slotWidth;
            switch (_slotWidth)
            {
                case 1:
                    Gather(values, indices, target, take);
                    break;
                case 2:
                    Gather((short*)values, indices, (short*)target, take);
                    break;
                case 4:
                    Gather((int*)values, indices, (int*)target, take);
                    break;
                case 8:
                    Gather((long*)values, indices, (long*)target, take);
                    break;
                case 16:
                    Gather((System.Runtime.Intrinsics.Vector128<byte>*)values, indices, (System.Runtime.Intrinsics.Vector128<byte>*)target, take);
                    break;
                default:
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<T>(T* values, int* indices, T* target, int count) where T : unmanaged
    {
        // SAFETY: the indices were checked against the dictionary.
        for (int i = 0; i < count; i++)
        {
            target[i] = values[indices[i]];
        }
    }

    private void CheckIndices(int* indices, int count)
    {
        if (count > 0 && MaxIndex(indices, count) >= (uint)DictionaryCount)
        {
            throw new ParquetFormatException("a dictionary index is out of range");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint MaxIndex(int* indices, int count)
    {
        uint largest = 0;
        int i = 0;
        if (count >= 16)
        {
            var most = System.Runtime.Intrinsics.Vector512<uint>.Zero;
            for (; i + 16 <= count; i += 16)
            {
                most = System.Runtime.Intrinsics.Vector512.Max(most, System.Runtime.Intrinsics.Vector512.Load((uint*)indices + i));
            }
            for (int lane = 0; lane < 16; lane++)
            {
                largest = Math.Max(largest, most[lane]);
            }
        }
        for (; i < count; i++)
        {
            largest = Math.Max(largest, (uint)indices[i]);
        }
        return largest;
    }

    private void CheckLeft(int count)
    {
        if (count > _valuesLeft)
        {
            throw new ParquetFormatException("a page holds fewer values than its levels say");
        }
    }

    private byte* Scratch(long byteCount)
    {
        _buffers.Retire(_scratch);
        _scratch = _buffers.Rent(checked((int)byteCount));
        return _scratch.Bytes;
    }

    private static int BitWidth(int maximum) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)maximum);
}
