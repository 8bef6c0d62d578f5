using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Formats;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Base of shapes of classes that are not records.</summary>
internal abstract class ExplicitShape<T>(params ImmutableArray<string> members) : RecordShape(typeof(T)) where T : class
{
    public override ImmutableArray<string> Members { get; } = members;

    public sealed override void Write(PlanWriter writer, object value) => Write(writer, (T)value);

    public sealed override object Read(PlanReader reader) => ReadValue(reader);

    protected abstract void Write(PlanWriter writer, T value);

    protected abstract T ReadValue(PlanReader reader);
}

/// <summary>Writes a registry row as its name and the table it stands in.</summary>
internal sealed class FunctionShape() : ExplicitShape<FunctionDefinition>("Table", "Name")
{
    private enum Table : byte { Public, Internal, Tables }

    protected override void Write(PlanWriter writer, FunctionDefinition value)
    {
        var table = value.Kind == FunctionKind.Table ? Table.Tables : value.IsInternal ? Table.Internal : Table.Public;
        if (!ReferenceEquals(Find(table, value.Name), value))
        {
            throw new NotSupportedException($"{value.Name} is not a row of the function registry");
        }
        writer.Byte((byte)table);
        writer.Name(value.Name);
    }

    protected override FunctionDefinition ReadValue(PlanReader reader)
    {
        byte table = reader.Byte();
        string name = reader.RequiredName();
        return Find((Table)table, name) ?? throw new PlanFormatException($"the function {name} is not known");
    }

    private static FunctionDefinition? Find(Table table, string name) => table switch
    {
        Table.Public => FunctionRegistry.Builtin.Find(name),
        Table.Internal => FunctionRegistry.Builtin.FindInternal(name),
        Table.Tables => FunctionRegistry.Builtin.FindTable(name),
        _ => throw new PlanFormatException($"{table} is no table of functions"),
    };
}

/// <summary>Writes column metadata as its JSON text.</summary>
internal sealed class MetadataShape() : ExplicitShape<Metadata>("Json")
{
    protected override void Write(PlanWriter writer, Metadata value) => writer.Name(value.Json);

    protected override Metadata ReadValue(PlanReader reader) => Metadata.Parse(reader.RequiredName());
}

internal sealed class SourceOptionsShape() : ExplicitShape<SourceOptions>("Values")
{
    private readonly TextsCodec _texts = new();

    protected override void Write(PlanWriter writer, SourceOptions value) => _texts.Write(writer, value.Values);

    protected override SourceOptions ReadValue(PlanReader reader) => new(_texts.Read(reader));
}

internal sealed class FileIndexShape() : ExplicitShape<FileIndex>("Files", "PartitionSchema", "CaseSensitive")
{
    protected override void Write(PlanWriter writer, FileIndex value)
    {
        writer.Reference(value.PartitionSchema);
        writer.Byte(value.CaseSensitive ? (byte)1 : (byte)0);
        writer.Count(value.Files.Count);
        foreach (var file in value.Files)
        {
            writer.Reference(file);
        }
    }

    protected override FileIndex ReadValue(PlanReader reader)
    {
        var schema = reader.Required<StructType>();
        bool caseSensitive = reader.Byte() != 0;
        int count = reader.Count(1);
        var files = new List<FileEntry>(Math.Min(count, 64));
        for (int i = 0; i < count; i++)
        {
            var file = reader.Required<FileEntry>();
            bool fits = file.Partition.Length == schema.Fields.Length;
            files.Add(fits ? file : throw new PlanFormatException("a file has other partition columns than its table"));
        }
        return new FileIndex(files, schema, caseSensitive);
    }
}

/// <summary>Writes a source of files as its description and the values of columns that older files lack, and opens it again.</summary>
internal sealed class FileSourceShape() : ExplicitShape<FileSource>("Scan", "MissingValues")
{
    protected override void Write(PlanWriter writer, FileSource value)
    {
        writer.Reference(value.Scan);
        var missing = value.Schema.Fields.Where(field => value.MissingValues.ContainsKey(field.Name)).ToList();
        writer.Count(missing.Count);
        foreach (var field in missing)
        {
            writer.Name(field.Name);
            writer.Reference(new Literal(value.MissingValues[field.Name], field.Type));
        }
    }

    protected override FileSource ReadValue(PlanReader reader)
    {
        var scan = reader.Required<FileScan>();
        var missing = ImmutableDictionary.CreateBuilder<string, object?>();
        for (int left = reader.Count(2); left > 0; left--)
        {
            string name = reader.RequiredName();
            missing[name] = reader.Required<Literal>().Value;
        }
        var source = FileFormats.IsKnown(scan.Format) ? scan.Open() : throw new PlanFormatException($"the format {scan.Format} is not known");
        source.MissingValues = missing.ToImmutable();
        return source;
    }
}
