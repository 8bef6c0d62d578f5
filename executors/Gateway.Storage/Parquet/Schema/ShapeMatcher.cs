using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Parquet.Columns;
using Gateway.Storage.Parquet.Format;

namespace Gateway.Storage.Parquet.Schema;

/// <summary>Fits the fields of a file to the types a scan wants: by name, with missing fields NULL and types equal or safely wider.</summary>
internal sealed class ShapeMatcher(FileEntry file, ParquetTypeOptions options)
{
    /// <summary>Finds a wanted column among the root's fields.</summary>
    public ParquetShape Match(StructField wanted, ParquetNode root) =>
        Find(root.Children, wanted.Name) is { } node ? Match(wanted.Type, node, wanted.Name) : new MissingShape(wanted.Type);

    private ParquetShape Match(DataType wanted, ParquetNode node, string path) =>
        wanted is VariantType && !node.IsLeaf ? ParquetTypes.Variant(node) : Match(wanted, ParquetTypes.Field(node, options with { BinaryAsString = options.BinaryAsString || wanted is StringType, NanosAsLong = options.NanosAsLong || wanted is LongType }), path);

    private ParquetShape Match(DataType wanted, ParquetShape found, string path)
    {
        switch (wanted, found)
        {
            case (UserDefinedType user, _):
                return Match(user.SqlType, found, path) with { Type = user };
            case (NullType, _):
                return new MissingShape(wanted);
            case (_, LeafShape leaf) when wanted.IsAtomic && ConverterSelection.CanRead(leaf.Node.Element, wanted):
                return leaf with { Type = wanted };
            case (ArrayType array, ListShape { Elements: [var element] } list):
                return list with { Type = wanted, Elements = [Match(array.Element, element, path + ".element")] };
            case (MapType map, ListShape { Elements: [var key, var value] } list):
                return list with { Type = wanted, Elements = [Match(map.Key, key, path + ".key"), Match(map.Value, value, path + ".value")] };
            case (StructType structure, StructShape group):
                return group with { Type = wanted, Fields = [.. structure.Fields.Select(member => MatchField(member, group, path))] };
            case (VariantType, StructShape { Type: VariantType }):
                return found;
            default:
                throw Mismatch(wanted, found, path);
        }
    }

    private ParquetShape MatchField(StructField member, StructShape group, string path)
    {
        for (int i = 0; i < group.Node.Children.Length; i++)
        {
            if (string.Equals(group.Node.Children[i].Name, member.Name, Comparison))
            {
                return member.Type is VariantType ? Match(member.Type, group.Node.Children[i], path + "." + member.Name) : Match(member.Type, group.Fields[i], path + "." + member.Name);
            }
        }
        return new MissingShape(member.Type);
    }

    private StringComparison Comparison => options.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private ParquetNode? Find(ParquetNode[] nodes, string name) =>
        Array.Find(nodes, node => node.Name == name) ?? Array.Find(nodes, node => string.Equals(node.Name, name, Comparison));

    private QueryException Mismatch(DataType wanted, ParquetShape found, string path) => new(
        "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH",
        ("path", file.Uri),
        ("column", "[" + path + "]"),
        ("expectedType", TypeText.CatalogString(wanted)),
        ("actualType", found is LeafShape leaf ? Physical(leaf.Node.Element) : "group"));

    private static string Physical(SchemaElement element) => element.Type switch
    {
        ParquetPhysical.ByteArray => "BINARY",
        ParquetPhysical.FixedLenByteArray => "FIXED_LEN_BYTE_ARRAY",
        _ => element.Type.ToString()!.ToUpperInvariant(),
    };
}
