using Gateway.Core.Errors;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Lists the files and archives that statements added: none can be.</summary>
internal sealed class ListResourcesHandler : CommandHandler<ListResources>
{
    protected override IEnumerable<object?[]> Rows(ListResources command, CommandContext context) => [];
}

/// <summary>Changes the search path of names, which this engine keeps as it is.</summary>
internal sealed class SetPathHandler : CommandHandler<SetPath>
{
    private const string EnabledKey = "spark.sql.path.enabled";
    private static readonly string[] _words = ["DEFAULT_PATH", "SYSTEM_PATH", "PATH", "CURRENT_PATH", "CURRENT_SCHEMA", "CURRENT_DATABASE"];

    protected override IEnumerable<object?[]> Rows(SetPath command, CommandContext context)
    {
        string? simple = command.Elements.FirstOrDefault(static element => !element.Contains('.', StringComparison.Ordinal) && !element.EndsWith(')') && !_words.Contains(element, StringComparer.OrdinalIgnoreCase));
        throw simple is not null
            ? new QueryException("INVALID_SQL_PATH_SCHEMA_REFERENCE", ("qualifiedName", simple.Trim('`'))).As("ParseException")
            : new QueryException("UNSUPPORTED_FEATURE.SET_PATH_WHEN_DISABLED", ("config", EnabledKey));
    }
}
