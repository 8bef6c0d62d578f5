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

/// <summary>Reads a struct, array, map or variant column: levels and values of all its leaves, then the tree of columns above them.</summary>
/// <remarks>Levels: "Dremel", section 4.2. A slot of a node is an entry of one of its leaves at which the node's parent is there and which begins it.</remarks>
internal sealed unsafe class NestedColumnReader : IColumnChunkReader
{
    private readonly ParquetShape _shape;
    private readonly Column _column;
    private readonly Dictionary<int, LeafEntries> _leaves = [];
    private int _skip;

    public NestedColumnReader(ParquetShape shape, PageBuffers buffers, BlockDecompressor decompressor, int batchSize, MemoryScope memory)
    {
        _shape = shape;
        _column = Column.Create(shape.Type, batchSize, memory);
        AddLeaves(shape, buffers, decompressor, memory);
    }

    public void Open(ParquetFile file, SafeFileHandle handle, int rowGroup)
    {
        _skip = 0;
        foreach (var (number, leaf) in _leaves)
        {
            leaf.Open(file, handle, file.Metadata.RowGroups[rowGroup].Columns[number]);
        }
    }

    public void Skip(int rowCount) => _skip += rowCount;

    public Column Read(int rowCount)
    {
        foreach (var leaf in _leaves.Values)
        {
            if (_skip > 0)
            {
                leaf.ReadRecords(_skip, keep: false);
            }
            leaf.ReadRecords(rowCount, keep: true);
        }
        _skip = 0;
        _column.Reset();
        Build(_shape, _column, rowCount, 0, 0);
        return _column;
    }

    public void Dispose()
    {
        foreach (var leaf in _leaves.Values)
        {
            leaf.Dispose();
        }
    }

    private void AddLeaves(ParquetShape shape, PageBuffers buffers, BlockDecompressor decompressor, MemoryScope memory)
    {
        switch (shape)
        {
            case LeafShape leaf:
                _leaves[leaf.Node.Leaf] = new LeafEntries(leaf.Node, leaf.Type, buffers, decompressor, memory);
                break;
            case StructShape structure:
                foreach (var child in structure.Fields)
                {
                    AddLeaves(child, buffers, decompressor, memory);
                }
                AddRepresentative(shape, structure.Node, buffers, decompressor, memory);
                break;
            case ListShape list:
                foreach (var child in list.Elements)
                {
                    AddLeaves(child, buffers, decompressor, memory);
                }
                AddRepresentative(shape, list.Node, buffers, decompressor, memory);
                break;
            default:
                break;
        }
    }

    /// <summary>A node none of whose fields is wanted still needs the levels of one leaf.</summary>
    private void AddRepresentative(ParquetShape shape, ParquetNode node, PageBuffers buffers, BlockDecompressor decompressor, MemoryScope memory)
    {
        if (Representative(shape) is null)
        {
            _leaves.TryAdd(node.FirstLeaf.Leaf, new LeafEntries(node.FirstLeaf, null, buffers, decompressor, memory));
        }
    }

    private static ParquetNode? Representative(ParquetShape shape) => shape switch
    {
        LeafShape leaf => leaf.Node,
        StructShape structure => structure.Fields.Select(Representative).FirstOrDefault(static found => found is not null),
        ListShape list => list.Elements.Select(Representative).FirstOrDefault(static found => found is not null),
        _ => null,
    };

    private LeafEntries EntriesOf(ParquetShape shape, ParquetNode node) => _leaves[(Representative(shape) ?? node.FirstLeaf).Leaf];

    /// <summary>Fills a column's slots.</summary>
    /// <param name="definition">Level at which the innermost repeated field around the node has an element.</param>
    /// <param name="repetition">Number of repeated fields around the node.</param>
    private void Build(ParquetShape shape, Column column, int slotCount, int definition, int repetition)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        column.EnsureCapacity(slotCount, 0);
        switch (shape)
        {
            case LeafShape leaf:
                BuildLeaf(_leaves[leaf.Node.Leaf], leaf.Node, column, slotCount, definition);
                break;
            case StructShape structure:
                BuildValidity(EntriesOf(shape, structure.Node), structure.Node.Definition, column, slotCount, definition, repetition);
                for (int i = 0; i < structure.Fields.Length; i++)
                {
                    Build(structure.Fields[i], column.Children[i], slotCount, definition, repetition);
                }
                break;
            case ListShape list:
                int elements = BuildSpans(EntriesOf(shape, list.Node), list, column, slotCount, definition);
                column.ChildCount = elements;
                for (int i = 0; i < list.Elements.Length; i++)
                {
                    Build(list.Elements[i], column.Children[i], elements, list.Repeated.Definition, list.Repeated.Repetition);
                }
                break;
            default:
                SetNulls(column, slotCount);
                break;
        }
    }

    private static void BuildLeaf(LeafEntries entries, ParquetNode node, Column column, int slotCount, int definition)
    {
        if (column.Physical == PhysicalType.Null)
        {
            return;
        }
        int slot = 0;
        int value = 0;
        int width = Column.Width(column.Physical);
        byte* dense = entries.Values.Values;
        for (int i = 0; i < entries.Count; i++)
        {
            int level = entries.Definitions[i];
            if (level < definition)
            {
                continue;
            }
            if (slot >= slotCount)
            {
                throw new ParquetFormatException("the leaves of a nested column disagree");
            }
            byte* target = column.Values + (long)slot * width;
            if (level == node.Definition)
            {
                Unsafe.CopyBlockUnaligned(target, dense + (long)value * width, (uint)width);
                value++;
            }
            else
            {
                Unsafe.InitBlockUnaligned(target, 0, (uint)width);
                column.SetNull(slot);
            }
            slot++;
        }
        CheckSlots(slot, slotCount);
    }

    private static void BuildValidity(LeafEntries entries, int own, Column column, int slotCount, int definition, int repetition)
    {
        int slot = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries.Definitions[i] < definition || entries.Repetitions[i] > repetition)
            {
                continue;
            }
            if (slot >= slotCount)
            {
                throw new ParquetFormatException("the leaves of a nested column disagree");
            }
            if (entries.Definitions[i] < own)
            {
                column.SetNull(slot);
            }
            slot++;
        }
        CheckSlots(slot, slotCount);
    }

    private static int BuildSpans(LeafEntries entries, ListShape list, Column column, int slotCount, int definition)
    {
        int own = ReferenceEquals(list.Node, list.Repeated) ? definition : list.Node.Definition;
        int element = list.Repeated.Definition;
        int repetition = list.Repeated.Repetition;
        ListSpan* spans = column.Data<ListSpan>();
        int slot = -1;
        int count = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            int level = entries.Definitions[i];
            int repeat = entries.Repetitions[i];
            if (repeat < repetition)
            {
                if (level < definition)
                {
                    continue;
                }
                if (++slot >= slotCount)
                {
                    throw new ParquetFormatException("the leaves of a nested column disagree");
                }
                bool hasElement = level >= element;
                spans[slot] = new ListSpan(count, hasElement ? 1 : 0);
                count += hasElement ? 1 : 0;
                if (level < own)
                {
                    column.SetNull(slot);
                }
            }
            else if (repeat == repetition && slot >= 0)
            {
                spans[slot] = spans[slot] with { Length = spans[slot].Length + 1 };
                count++;
            }
        }
        CheckSlots(slot + 1, slotCount);
        return count;
    }

    private static void SetNulls(Column column, int slotCount)
    {
        column.EnsureCapacity(slotCount, 0);
        for (int i = 0; i < slotCount; i++)
        {
            ColumnValues.Set(column, i, null);
        }
        int width = Column.Width(column.Physical);
        if (width > 0)
        {
            new Span<byte>(column.Values, checked(width * slotCount)).Clear();
        }
    }

    private static void CheckSlots(int found, int wanted)
    {
        if (found != wanted)
        {
            throw new ParquetFormatException("the leaves of a nested column disagree");
        }
    }
}
