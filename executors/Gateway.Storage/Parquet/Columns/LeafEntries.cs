using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Codecs;
using Gateway.Storage.Parquet.Format;
using Gateway.Storage.Parquet.Pages;
using Gateway.Storage.Parquet.Schema;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Storage.Parquet.Columns;

/// <summary>Collects the levels and dense values of whole records of one leaf.</summary>
internal sealed unsafe class LeafEntries : IDisposable
{
    /// <summary>No writer comes near it, and a run of a few bytes could claim more.</summary>
    private const int MostPageEntries = 1 << 26;

    private readonly ParquetNode _node;
    private readonly PageBuffers _buffers;
    private readonly LeafDecoder _decoder;
    private readonly bool _wantsValues;
    private PageBuffer _pageLevels;
    private PageBuffer _levels;
    private int _capacity;
    private int _position;

    /// <param name="type">Null when only the levels are wanted.</param>
    public LeafEntries(ParquetNode node, DataType? type, PageBuffers buffers, BlockDecompressor decompressor, MemoryScope memory)
    {
        _node = node;
        _buffers = buffers;
        _wantsValues = type is not null;
        // Without a wanted type values are only passed over, which needs no conversion.
        _decoder = new LeafDecoder(node, type ?? NullType.Instance, buffers, decompressor, memory.Pool);
        Values = Column.Create(type ?? NullType.Instance, 64, memory);
    }

    /// <summary>Gets the number of entries collected.</summary>
    public int Count { get; private set; }

    public byte* Definitions => _levels.Bytes;

    public byte* Repetitions => _levels.Bytes + _capacity;

    /// <summary>Gets the non-null values of the entries, dense.</summary>
    public Column Values { get; }

    public void Open(ParquetFile file, SafeFileHandle handle, ColumnChunkMetadata chunk)
    {
        if (_node.Definition > byte.MaxValue)
        {
            throw new ParquetFormatException("the schema tree is too deep");
        }
        _position = 0;
        _decoder.Open(handle, chunk, file.Entry.Length);
    }

    /// <summary>Reads the entries of the next records; without <paramref name="keep"/> they are passed over.</summary>
    public void ReadRecords(int recordCount, bool keep)
    {
        Count = 0;
        int valueCount = 0;
        int begun = 0;
        Values.Reset();
        while (true)
        {
            if (_position >= _decoder.PageEntries && !NextPage())
            {
                break;
            }
            byte* definitions = _pageLevels.Bytes;
            byte* repetitions = definitions + _decoder.PageEntries;
            int end = _position;
            int values = 0;
            for (; end < _decoder.PageEntries; end++)
            {
                if (repetitions[end] == 0)
                {
                    if (begun == recordCount)
                    {
                        break;
                    }
                    begun++;
                }
                values += definitions[end] == _node.Definition ? 1 : 0;
            }
            int take = end - _position;
            if (!keep || !_wantsValues)
            {
                _decoder.SkipValues(values);
            }
            else
            {
                Values.EnsureCapacity(valueCount + values, valueCount);
                _decoder.DecodeValues(Values, valueCount, values);
                valueCount += values;
            }
            if (keep)
            {
                Reserve(Count + take);
                Buffer.MemoryCopy(definitions + _position, Definitions + Count, take, take);
                Buffer.MemoryCopy(repetitions + _position, Repetitions + Count, take, take);
                Count += take;
            }
            bool isDone = end < _decoder.PageEntries;
            _position = end;
            if (isDone || (begun == recordCount && _node.Repetition == 0))
            {
                break;
            }
        }
        if (begun != recordCount)
        {
            throw new ParquetFormatException("a column chunk holds fewer rows than its row group");
        }
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _buffers.Retire(_pageLevels);
        _buffers.Retire(_levels);
    }

    private bool NextPage()
    {
        long skip = 0;
        if (!_decoder.NextPage(ref skip))
        {
            return false;
        }
        int entries = _decoder.PageEntries;
        if (entries > MostPageEntries)
        {
            throw new ParquetFormatException("a page holds too many values");
        }
        _buffers.Retire(_pageLevels);
        _pageLevels = _buffers.Rent(checked(entries * 2));
        byte* definitions = _pageLevels.Bytes;
        if (_node.Definition > 0)
        {
            _decoder.Definition.DecodeBytes(definitions, entries);
        }
        else
        {
            new Span<byte>(definitions, entries).Clear();
        }
        if (_node.Repetition > 0)
        {
            _decoder.Repetition.DecodeBytes(definitions + entries, entries);
        }
        else
        {
            new Span<byte>(definitions + entries, entries).Clear();
        }
        _position = 0;
        return true;
    }

    private void Reserve(int count)
    {
        if (count <= _capacity)
        {
            return;
        }
        int grown = Math.Max(count, Math.Max(4096, _capacity * 2));
        var levels = _buffers.Rent(checked(grown * 2));
        if (Count > 0)
        {
            Buffer.MemoryCopy(Definitions, levels.Bytes, grown, Count);
            Buffer.MemoryCopy(Repetitions, levels.Bytes + grown, grown, Count);
        }
        _buffers.Retire(_levels);
        _levels = levels;
        _capacity = grown;
    }
}
