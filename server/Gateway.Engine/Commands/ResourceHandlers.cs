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

    protected override IEnumerable<object?[]> Rows(SetPath command, CommandContext context) => throw new QueryException("UNSUPPORTED_FEATURE.SET_PATH_WHEN_DISABLED", ("config", EnabledKey));
}
