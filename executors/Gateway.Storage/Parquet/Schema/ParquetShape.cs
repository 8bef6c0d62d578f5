using Gateway.Core.Types;

namespace Gateway.Storage.Parquet.Schema;

/// <summary>How a Spark column is put together from a file's fields. Null type parts stand for fields the file does not have.</summary>
internal abstract record ParquetShape(DataType Type);

/// <summary>A leaf column of the file.</summary>
internal sealed record LeafShape(DataType Type, ParquetNode Node) : ParquetShape(Type);

/// <summary>A group whose fields are struct fields.</summary>
internal sealed record StructShape(DataType Type, ParquetNode Node, ParquetShape[] Fields) : ParquetShape(Type);

/// <summary>A repeated field: an array (one element shape) or a map (key and value shapes).</summary>
/// <param name="Node">The annotated group, or the repeated field itself where there is no group around it.</param>
/// <param name="Repeated">The repeated field.</param>
internal sealed record ListShape(DataType Type, ParquetNode Node, ParquetNode Repeated, ParquetShape[] Elements) : ParquetShape(Type);

/// <summary>A field that the file does not have: NULL in every row.</summary>
internal sealed record MissingShape(DataType Type) : ParquetShape(Type);
