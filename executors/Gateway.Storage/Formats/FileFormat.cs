using Gateway.Compute.Formats;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;
using Gateway.Storage.Writing;

namespace Gateway.Storage.Formats;

/// <summary>Reads and writes files of one format. One subclass a format, registered in <see cref="FileFormats"/>.</summary>
public abstract class FileFormat
{
    /// <summary>Gets the name that readers and writers use.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the name that messages show.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Gets whether files may have several columns of one name.</summary>
    public virtual bool WritesRepeatedNames => false;

    /// <summary>Opens listed files as one table.</summary>
    /// <param name="schema">The schema the user gave, or the inferred one.</param>
    public abstract ScanSource Open(FileIndex index, StructType schema, SourceOptions options, QuerySettings settings);

    /// <summary>Finds the schema of listed files: a fixed one, or what their contents say.</summary>
    /// <param name="pool">Memory of what is read.</param>
    public abstract StructType InferSchema(FileIndex index, SourceOptions options, QuerySettings settings, MemoryPool pool);

    /// <summary>The schema of readers that give each record whole, in one VARIANT column.</summary>
    protected static StructType SingleVariant(string column) => new([new StructField(column, VariantType.Instance, true)]);

    /// <summary>Throws UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE for a column that files of the format cannot hold.</summary>
    public virtual void CheckWritable(StructType schema) => CheckColumns(schema);

    /// <summary>Throws for a column of a given schema that files of the format cannot hold; how many there are does not matter.</summary>
    public void CheckColumns(StructType schema)
    {
        foreach (var member in schema.Fields)
        {
            if (!CanHold(member.Type))
            {
                throw Unsupported(member);
            }
        }
    }

    /// <summary>Throws for options that a table to be read or written lacks.</summary>
    public virtual void CheckTable(SourceOptions options, QuerySettings settings)
    {
    }

    /// <summary>Tells whether files of the format can hold a type.</summary>
    public abstract bool CanHold(DataType type);

    /// <summary>Gives the ends of file names, compression included, e.g. <c>.snappy.parquet</c>. Throws CODEC_NOT_AVAILABLE.*.</summary>
    public abstract string Extension(SourceOptions options, QuerySettings settings);

    /// <summary>Makes a writer of one file.</summary>
    public abstract RowFileWriter CreateWriter(string path, StructType schema, SourceOptions options, QuerySettings settings, MemoryPool pool);

    /// <summary>Makes the error of a column that the format cannot hold.</summary>
    protected QueryException Unsupported(StructField member) => new(
        "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
        ("columnName", IdentifierText.Quote(member.Name)),
        ("columnType", "\"" + TypeText.Sql(member.Type) + "\""),
        ("format", DisplayName));
}
