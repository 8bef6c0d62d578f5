using System.Collections.Immutable;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates tables by name and data sources with paths.</summary>
internal static class ReadTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Read message) => message.ReadTypeCase switch
    {
        Proto.Read.ReadTypeOneofCase.NamedTable => new UnresolvedRelation(translator.Host.ParseName(message.NamedTable.UnparsedIdentifier), Options(message.NamedTable.Options), message.IsStreaming),
        Proto.Read.ReadTypeOneofCase.DataSource => TranslateSource(translator, message.DataSource, message.IsStreaming),
        Proto.Read.ReadTypeOneofCase.None or _ => throw InvalidPlan.NotSet(message, "read_type"),
    };

    /// <summary>Copies options; their names do not care for case.</summary>
    public static ImmutableDictionary<string, string> Options(IEnumerable<KeyValuePair<string, string>> options) =>
        ImmutableDictionary.CreateRange(StringComparer.OrdinalIgnoreCase, Distinct(options));

    private static UnresolvedDataSource TranslateSource(Translator translator, Proto.Read.Types.DataSource source, bool isStreaming)
    {
        if (isStreaming && source.Paths.Count > 1)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.MULTIPLE_PATHS_NOT_SUPPORTED_FOR_STREAMING_SOURCE");
        }
        if (source.Predicates.Count > 0)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.PREDICATES_NOT_SUPPORTED_FOR_DATA_SOURCE", ("format", source.Format));
        }
        StructType? schema = null;
        if (source.HasSchema && source.Schema.Length > 0)
        {
            schema = translator.Host.ParseSchema(source.Schema) as StructType
                ?? throw new QueryException("CONNECT_INVALID_PLAN.INVALID_SCHEMA_NON_STRUCT_TYPE", ("inputSchema", source.Schema), ("dataType", translator.Host.ParseSchema(source.Schema).ToString()));
        }
        return new UnresolvedDataSource(source.HasFormat && source.Format.Length > 0 ? source.Format : null, schema, Options(source.Options), [.. source.Paths], isStreaming);
    }

    private static Dictionary<string, string> Distinct(IEnumerable<KeyValuePair<string, string>> options)
    {
        var distinct = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in options)
        {
            distinct[key] = value;
        }
        return distinct;
    }
}
