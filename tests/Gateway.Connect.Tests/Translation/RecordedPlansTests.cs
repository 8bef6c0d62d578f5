using System.IO.Compression;
using System.Text.Json;
using Gateway.Connect.Service;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;

namespace Gateway.Connect.Tests.Translation;

/// <summary>Translates every plan that genuine clients were recorded to send; skips where the recordings are not at hand.</summary>
public sealed class RecordedPlansTests
{
    /// <summary>Kinds that answer with an error naming them.</summary>
    private static readonly HashSet<string> _notOffered = ["map_partitions", "group_map", "co_group_map", "common_inline_user_defined_function", "common_inline_user_defined_table_function", "ml_relation", "transform_with_state"];

    [Theory]
    [InlineData("3.5")]
    [InlineData("4.0")]
    [InlineData("4.1")]
    [InlineData("4.2")]
    [InlineData("4.3")]
    public void Relation_RecordedPlan_Translates(string version)
    {
        string? path = Find($"spark/wire/pyspark-{version}.jsonl.gz");
        if (path is null)
        {
            return;
        }
        var failures = new List<string>();
        foreach (var (step, relation) in Plans(path))
        {
            try
            {
                Assert.NotNull(new Translator(new PlainHost()).Relation(relation));
            }
            catch (QueryException error) when (error.Error.Condition == "CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SUPPORTED" && _notOffered.Contains(error.Error["name"]!))
            {
                continue;
            }
            catch (QueryException error) when (error.Error.Condition!.Contains("CACHED_LOCAL_RELATION", StringComparison.Ordinal))
            {
                continue;
            }
            catch (QueryException error)
            {
                failures.Add($"{step}: {error.Error.Condition} {string.Join(", ", error.Error.Parameters)}");
            }
        }
        Assert.Empty(failures);
    }

    private static IEnumerable<(string Step, Proto.Relation Relation)> Plans(string path)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using var call = JsonDocument.Parse(line);
            string step = call.RootElement.GetProperty("step").GetString()!;
            string method = call.RootElement.GetProperty("method").GetString()!;
            foreach (var request in call.RootElement.GetProperty("requests").EnumerateArray())
            {
                Proto.Plan? plan = null;
                if (method.EndsWith("ExecutePlan", StringComparison.Ordinal))
                {
                    plan = ConnectMarshaller.Parse<Proto.ExecutePlanRequest>(request.GetBytesFromBase64()).Plan;
                }
                else if (method.EndsWith("AnalyzePlan", StringComparison.Ordinal))
                {
                    plan = ConnectMarshaller.Parse<Proto.AnalyzePlanRequest>(request.GetBytesFromBase64()).Schema?.Plan;
                }
                if (plan?.Root is { } root)
                {
                    yield return (step, root);
                }
                if (plan?.Command?.WriteOperation?.Input is { } input)
                {
                    yield return (step, input);
                }
            }
        }
    }

    private static string? Find(string relative)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string candidate = Path.Combine(directory.FullName, "shared", relative);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }
        return null;
    }
}
