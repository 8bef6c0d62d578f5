using Gateway.Compute.Formats;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;
using Gateway.Storage.TextFiles;

namespace Gateway.Engine.Tables;

/// <summary>Finds the scan source of a format and its paths.</summary>
internal static class DataSources
{
    private const string DefaultFormatKey = "spark.sql.sources.default";

    public static bool IsFileFormat(string name) => FileFormats.IsKnown(name);

    /// <summary>Opens a reader's files as a table scan; throws DATA_SOURCE_NOT_FOUND for unknown formats, null for streams.</summary>
    public static LogicalPlan? Find(UnresolvedDataSource source, QuerySettings settings, MemoryPool pool)
    {
        if (source.Streaming)
        {
            return null;
        }
        string format = source.Format ?? settings.Configuration.GetValueOrDefault(DefaultFormatKey, "parquet");
        var opened = FileFormats.Open(format, source.Paths, new SourceOptions(source.Options), source.UserSchema, settings, pool);
        return new TableScan(new SourceTable(format, opened), [.. opened.Schema.Fields.Select(Attribute)])
        {
            Metadata = [.. opened.HiddenColumns.Fields.Select(static member => Attribute(member) with { Tags = ExpressionTags.HiddenOutput | ExpressionTags.MetadataColumn })],
            Origin = source.Origin,
        };
    }

    /// <summary>Parses lines of text into a table of rows in memory.</summary>
    public static LogicalPlan Parse(ParseText source, IReadOnlyList<string?> lines, QuerySettings settings, MemoryPool pool)
    {
        var parsed = TextLines.Parse(source.Format, lines, new SourceOptions(source.Options), source.UserSchema, settings, pool);
        return new TableScan(new SourceTable(source.Format, parsed), [.. parsed.Schema.Fields.Select(Attribute)]) { Origin = source.Origin };
    }

    private static AttributeReference Attribute(StructField member) => new(member.Name, member.Type, member.Nullable, member.Metadata, ExpressionId.Next(), []);
}
