using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Types;
using Gateway.Engine;

namespace Gateway.Golden;

/// <summary>The queries of TPC-H or TPC-DS over a directory of Parquet files, with Spark's recorded answers.</summary>
/// <param name="queries">Directory of <c>q01.sql</c> and so on.</param>
/// <param name="data">Directory with one Parquet file a table.</param>
/// <param name="answers">Compressed JSON lines: schema and rows, or schema, row count and a hash of the sorted rows.</param>
public sealed class QuerySuite(string queries, string data, string answers)
{
    // Rows were hashed as Python writes them: no escapes but those JSON demands.
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs the queries in a session, which sees the tables as temporary views afterwards.</summary>
    /// <returns>A query's name and what is wrong with its answer, or null.</returns>
    /// <param name="only">Tells whether to run a query of that name.</param>
    /// <param name="limit">The time after which a query is given up, which counts as a wrong answer.</param>
    public IEnumerable<(string Query, string? Problem)> Run(GatewaySession session, Predicate<string>? only = null, TimeSpan? limit = null)
    {
        CreateViews(session);
        foreach (var want in Answers())
        {
            string name = want.GetProperty("query").GetString()!;
            if (only is null || only(name))
            {
                using var cancellation = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan);
                yield return (name, Check(session, name, want, cancellation.Token));
            }
        }
    }

    private string? Check(GatewaySession session, string name, JsonElement want, CancellationToken cancellation)
    {
        try
        {
            return Check(session.Sql(Sql(name)), want, cancellation);
        }
        catch (OperationCanceledException)
        {
            return "given up";
        }
    }

    /// <summary>Registers every table of the directory, under the recordings' time zone.</summary>
    public void CreateViews(GatewaySession session)
    {
        session.Configuration.Set("spark.sql.session.timeZone", "UTC");
        foreach (string file in Directory.GetFiles(data, "*.parquet"))
        {
            session.Read.Parquet(file).CreateOrReplaceTempView(Path.GetFileNameWithoutExtension(file));
        }
    }

    public string Sql(string query) => File.ReadAllText(Path.Combine(queries, query + ".sql")).Trim().TrimEnd(';');

    /// <summary>Compares a frame's rows with the recorded answer of a query; null when they agree.</summary>
    public string? Check(DataFrame frame, string query) => Check(frame, Answers().Single(answer => answer.GetProperty("query").GetString() == query), default);

    private static string? Check(DataFrame frame, JsonElement want, CancellationToken cancellation)
    {
        Answer got;
        try
        {
            var types = frame.Schema.Fields;
            var rows = new JsonArray([.. frame.Collect(cancellation).Select(row => (JsonNode)new JsonArray([.. Enumerable.Range(0, types.Length).Select(i => ValueEncoder.Encode(row[i], types[i].Type))]))]);
            got = new Answer((JsonArray)JsonNode.Parse(TypeJson.Write(frame.Schema))!["fields"]!.DeepClone(), rows, null, null);
        }
        catch (Core.Errors.QueryException exception)
        {
            return Answer.Failed(exception.Error).Describe();
        }
        if (want.TryGetProperty("hash", out var hash))
        {
            return got.Rows!.Count == want.GetProperty("count").GetInt32() && Hash(got.Rows) == hash.GetString() ? null
                : string.Create(CultureInfo.InvariantCulture, $"{got.Rows.Count} rows for {want.GetProperty("count").GetInt32()}, or other values");
        }
        return Judge.Compare(got, want, ordered: false).Typed ? null : got.Describe();
    }

    private static string Hash(JsonArray rows)
    {
        string lines = string.Join('\n', rows.Select(static row => row!.ToJsonString(_plain)).Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }

    private IEnumerable<JsonElement> Answers()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(answers), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return JsonDocument.Parse(line).RootElement;
        }
    }
}
