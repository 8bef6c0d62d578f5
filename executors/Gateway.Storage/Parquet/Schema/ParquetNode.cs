using Gateway.Storage.Parquet.Format;

namespace Gateway.Storage.Parquet.Schema;

/// <summary>A field of a file's schema tree with the levels that mark its presence.</summary>
/// <param name="Definition">Definition level at which the field itself is there (not NULL).</param>
/// <param name="Repetition">Number of repeated fields from the root down to this one.</param>
/// <param name="Leaf">Number of the column among all leaves, or -1 for groups.</param>
internal sealed record ParquetNode(SchemaElement Element, ParquetNode[] Children, int Definition, int Repetition, int Leaf)
{
    public string Name => Element.Name;

    public bool IsLeaf => Leaf >= 0;

    public bool IsRepeated => Element.Repetition == Format.Repetition.Repeated;

    public bool IsOptional => Element.Repetition == Format.Repetition.Optional;

    /// <summary>Gets the first leaf at or below the node.</summary>
    public ParquetNode FirstLeaf => IsLeaf ? this : Children[0].FirstLeaf;

    /// <summary>Builds the tree from a footer's flattened schema and returns the root.</summary>
    public static ParquetNode Build(SchemaElement[] elements)
    {
        int position = 0;
        int leaves = 0;
        var root = Build(elements, ref position, ref leaves, 0, 0, isRoot: true, depth: 0);
        return position == elements.Length ? root : throw new ParquetFormatException("the schema has elements outside its tree");
    }

    private static ParquetNode Build(SchemaElement[] elements, ref int position, ref int leaves, int definition, int repetition, bool isRoot, int depth)
    {
        if (position >= elements.Length || depth > 200)
        {
            throw new ParquetFormatException("the schema tree is cut off or too deep");
        }
        var element = elements[position++];
        if (!isRoot)
        {
            definition += element.Repetition == Format.Repetition.Required ? 0 : 1;
            repetition += element.Repetition == Format.Repetition.Repeated ? 1 : 0;
        }
        if (element.ChildCount == 0 && element.Type is not null)
        {
            return new ParquetNode(element, [], definition, repetition, leaves++);
        }
        if (element.ChildCount > elements.Length)
        {
            throw new ParquetFormatException("the schema tree is cut off");
        }
        var children = new ParquetNode[element.ChildCount];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = Build(elements, ref position, ref leaves, definition, repetition, isRoot: false, depth + 1);
        }
        return new ParquetNode(element, children, definition, repetition, -1);
    }
}
