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

/// <summary>Reads a top-level column without nesting straight into engine buffers. Low-cardinality strings keep their dictionary.</summary>
internal sealed unsafe class FlatColumnReader : IColumnChunkReader
{
    /// <summary>Larger dictionaries cost more to compute on than the rows of a batch.</summary>
    private const int LargestKeptDictionary = 4096;

    private readonly ParquetNode _node;
    private readonly LeafDecoder _decoder;
    private readonly Column _column;
    private readonly bool _isOptional;
    private int _pageLeft;
    private long _skip;

    public FlatColumnReader(LeafShape shape, PageBuffers buffers, BlockDecompressor decompressor, int batchSize, MemoryScope memory)
    {
        _node = shape.Node;
        _isOptional = shape.Node.Definition > 0;
        _decoder = new LeafDecoder(shape.Node, shape.Type, buffers, decompressor, memory.Pool);
        _column = Column.Create(shape.Type, batchSize, memory);
    }

    public void Open(ParquetFile file, SafeFileHandle handle, int rowGroup)
    {
        _pageLeft = 0;
        _skip = 0;
        _decoder.Open(handle, file.Metadata.RowGroups[rowGroup].Columns[_node.Leaf], file.Entry.Length);
    }

    public void Skip(int rowCount) => _skip += rowCount;

    public Column Read(int rowCount)
    {
        ApplySkip();
        _column.Reset();
        int done = 0;
        bool isDictionary = false;
        while (done < rowCount)
        {
            if (_pageLeft == 0)
            {
                NextPage();
            }
            int take = Math.Min(rowCount - done, _pageLeft);
            bool keepDictionary = _decoder.IsDictionary && _column.Physical == PhysicalType.String && _decoder.DictionaryCount is > 0 and <= LargestKeptDictionary;
            if (done == 0)
            {
                isDictionary = keepDictionary;
            }
            else if (isDictionary && !keepDictionary)
            {
                Flatten(done);
                isDictionary = false;
            }
            int valid = _isOptional ? _decoder.Definition.DecodeValidity(_column, done, take) : take;
            if (isDictionary)
            {
                int* indices = _column.WritableIndices();
                _decoder.DecodeIndices(indices + done, valid);
                Spread(indices, done, take, valid);
            }
            else
            {
                _decoder.DecodeValues(_column, done, valid);
                SpreadValues(done, take, valid);
            }
            _pageLeft -= take;
            done += take;
        }
        if (isDictionary)
        {
            _column.Shape = ColumnShape.Dictionary;
            _column.Dictionary = _decoder.Dictionary;
        }
        return _column;
    }

    public void Dispose() => _decoder.Dispose();

    private void ApplySkip()
    {
        while (_skip > 0)
        {
            if (_pageLeft == 0)
            {
                NextPage();
            }
            int take = (int)Math.Min(_skip, _pageLeft);
            if (take > 0)
            {
                _decoder.SkipValues(_isOptional ? _decoder.Definition.SkipValidity(take) : take);
                _pageLeft -= take;
                _skip -= take;
            }
        }
    }

    private void NextPage()
    {
        if (!_decoder.NextPage(ref _skip))
        {
            throw new ParquetFormatException("a column chunk holds fewer rows than its row group");
        }
        _pageLeft = _decoder.PageEntries;
    }

    /// <summary>Turns the rows written so far from dictionary indices into values.</summary>
    private void Flatten(int rowCount)
    {
        var words = _decoder.Dictionary!.Data<StringView>();
        int* indices = _column.Indices;
        StringView* values = _column.Data<StringView>();
        for (int i = 0; i < rowCount; i++)
        {
            values[i] = words[indices[i]];
        }
    }

    private void SpreadValues(int start, int count, int valid)
    {
        if (valid == count)
        {
            return;
        }
        switch (Column.Width(_column.Physical))
        {
            case 1:
                Spread(_column.Data<byte>(), start, count, valid);
                break;
            case 2:
                Spread(_column.Data<short>(), start, count, valid);
                break;
            case 4:
                Spread(_column.Data<int>(), start, count, valid);
                break;
            case 8:
                Spread(_column.Data<long>(), start, count, valid);
                break;
            case 16:
                Spread(_column.Data<Int128>(), start, count, valid);
                break;
            default:
                break;
        }
    }

    /// <summary>Moves dense values to the rows that are valid, from the last to the first; null rows become zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread<T>(T* values, int start, int count, int valid) where T : unmanaged
    {
        if (valid == count)
        {
            return;
        }
        ulong* validity = _column.Validity;
        int from = start + valid - 1;
        for (int row = start + count - 1; row >= start; row--)
        {
            values[row] = (validity[row >> 6] >> (row & 63) & 1) != 0 ? values[from--] : default;
        }
    }
}
