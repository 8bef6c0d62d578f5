using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Types;
using Gateway.Engine;
using Gateway.Execution.Running;
using Gateway.Golden;

namespace Gateway.Engine.Tests;

/// <summary>All TPC-H queries at scale 0.01 against Spark's recorded answers, under every way of running them.</summary>
public sealed class TpchTests
{
    private static readonly string _folder = Path.Combine(Repository.Root, "tests", "golden", "tpch");

    [Fact]
    public void Queries_DefaultOptions_EqualSpark() => Check(new EngineOptions());

    [Fact]
    public void Queries_SpillingForcedOneWorker_EqualSpark() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { Workers = 1, Spill = SpillMode.Always } });

    [Fact]
    public void Queries_BatchesOfThreeRows_EqualSpark() => Check(new EngineOptions { BatchSize = 3 });

    [Fact]
    public void Queries_PlansRunFromBytes_EqualSpark() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { RoundTripPlans = true } });

    [Fact]
    [Trait("Category", "Long")]
    public void Queries_BatchesOfOneRow_EqualSpark() => Check(new EngineOptions { BatchSize = 1 });

    [Fact]
    [Trait("Category", "Long")]
    public void Queries_SpillingForced_EqualSpark() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { Workers = 2, Spill = SpillMode.Always } });

    private static void Check(EngineOptions options)
    {
        using var engine = new GatewayEngine(options);
        using var session = engine.CreateSession();
        session.Configuration.Set("spark.sql.session.timeZone", "UTC");
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "data", "tpch-sf0.01"), "*.parquet"))
        {
            session.Read.Parquet(file).CreateOrReplaceTempView(Path.GetFileNameWithoutExtension(file));
        }
        var wrong = new List<string>();
        int checkedQueries = 0;
        foreach (var want in Answers())
        {
            string name = want.GetProperty("query").GetString()!;
            string sql = File.ReadAllText(Path.Combine(_folder, name + ".sql")).Trim().TrimEnd(';');
            var frame = session.Sql(sql);
            var types = frame.Schema.Fields;
            var rows = new JsonArray([.. frame.Collect().Select(row => (JsonNode)new JsonArray([.. Enumerable.Range(0, types.Length).Select(i => ValueEncoder.Encode(row[i], types[i].Type))]))]);
            var got = new Answer((JsonArray)JsonNode.Parse(TypeJson.Write(frame.Schema))!["fields"]!.DeepClone(), rows, null, null);
            if (!Judge.Compare(got, want, ordered: false).Typed)
            {
                wrong.Add(name + ": " + got.Describe());
            }
            checkedQueries++;
        }
        Assert.Empty(wrong);
        Assert.Equal(22, checkedQueries);
        Assert.Equal(0, engine.Pool.UsedBytes);
    }

    private static IEnumerable<JsonElement> Answers()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(_folder, "answers-sf0.01.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return JsonDocument.Parse(line).RootElement;
        }
    }
}
