using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Sql.Parsing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Gateway.Engine.Commands;

/// <summary>Reads the YAML text of a metric view, version 0.1: version, source, filter, dimensions and measures.</summary>
internal static class MetricViewText
{
    private const string Version = "0.1";

    public static MetricDefinition Read(string text, SqlParser parser)
    {
        var root = Root(text);
        string? version = Child(root, "version") is YamlScalarNode { Value: { } written } ? written : null;
        if (version != Version)
        {
            throw Invalid("Invalid YAML version: " + (version ?? "null"));
        }
        RequireKnown(root, ["version", "source", "filter", "dimensions", "measures"]);
        string source = Required(root, "source");
        return new MetricDefinition(SourceName(source, parser), source, Text(root, "filter"), Columns(root, "dimensions"), Columns(root, "measures"));
    }

    private static YamlMappingNode Root(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode mapping }, ..] ? mapping : throw Invalid("Failed to parse YAML: a mapping is expected");
        }
        catch (YamlException fault)
        {
            throw Invalid($"Failed to parse YAML: {fault.Message} at line {fault.Start.Line}, column {fault.Start.Column}");
        }
    }

    /// <summary>Returns the parts of a source that is a name, default for a query.</summary>
    private static ImmutableArray<string> SourceName(string source, SqlParser parser)
    {
        try
        {
            return parser.ParseIdentifier(new SqlText(source));
        }
        catch (QueryException)
        {
            // Not a name: a query, or nothing at all.
        }
        try
        {
            parser.ParseQuery(new SqlText(source));
            return default;
        }
        catch (QueryException)
        {
            throw Invalid("Invalid source: " + source);
        }
    }

    private static ImmutableArray<MetricColumn> Columns(YamlMappingNode root, string key) => Child(root, key) switch
    {
        null or YamlScalarNode { Value: null or "" } => [],
        YamlSequenceNode list => [.. list.Children.Select(Column)],
        _ => throw Invalid($"Failed to parse YAML: \"{key}\" has to be a list"),
    };

    private static MetricColumn Column(YamlNode node)
    {
        var column = node as YamlMappingNode ?? throw Invalid("Failed to parse YAML: a column has to be a mapping of name and expr");
        RequireKnown(column, ["name", "expr"]);
        return new MetricColumn(Required(column, "name"), Required(column, "expr"));
    }

    private static void RequireKnown(YamlMappingNode node, string[] known)
    {
        foreach (var key in node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !known.Contains(name))
            {
                throw Invalid($"Failed to parse YAML: Unrecognized field \"{key}\"");
            }
        }
    }

    private static string Required(YamlMappingNode node, string key) => Text(node, key) ?? throw Invalid($"Failed to parse YAML: Missing required creator property '{key}'");

    private static string? Text(YamlMappingNode node, string key) => Child(node, key) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw Invalid($"Failed to parse YAML: \"{key}\" has to be a text"),
    };

    private static YamlNode? Child(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private static QueryException Invalid(string message) => new("INVALID_METRIC_VIEW_YAML", ("message", message));
}
