using System.Collections.Immutable;
using Gateway.Plans.Logical;

namespace Gateway.Engine;

/// <summary>Reads files into frames: <c>session.Read.Parquet(path)</c>.</summary>
public sealed class DataFrameReader
{
    private readonly GatewaySession _session;
    private readonly ImmutableDictionary<string, string> _options;

    internal DataFrameReader(GatewaySession session, ImmutableDictionary<string, string> options)
    {
        _session = session;
        _options = options;
    }

    /// <summary>Sets an option of the format; names compare without case.</summary>
    public DataFrameReader Option(string name, string value) => new(_session, _options.SetItem(name, value));

    public DataFrame Parquet(params string[] paths) => Load("parquet", paths);

    public DataFrame Csv(params string[] paths) => Load("csv", paths);

    public DataFrame Json(params string[] paths) => Load("json", paths);

    public DataFrame Table(string name) => new(_session, new UnresolvedRelation(_session.Parser().ParseIdentifier(new Core.Errors.SqlText(name))));

    private DataFrame Load(string format, string[] paths) => new(_session, new UnresolvedDataSource(format, null, _options, [.. paths]));
}
