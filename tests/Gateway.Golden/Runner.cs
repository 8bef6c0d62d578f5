using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine;
using Gateway.Plans.Logical;

namespace Gateway.Golden;

/// <summary>The outcome of one case.</summary>
/// <param name="Misses">Statement, recorded answer and what came, for every step without the strongest mark.</param>
public sealed record CaseResult(string Name, Marks Marks, IReadOnlyList<(string Sql, string Want, string Got)> Misses);

/// <summary>Runs recorded files in process, each in an engine and session of its own.</summary>
public sealed class Runner(EngineOptions options, TimeSpan timeout)
{
    /// <summary>The default parallelism of the Spark that gave the recorded answers.</summary>
    private const int RecordedParallelism = 2;
    private const string RecordedUser = "root";

    /// <summary>Bytes still held after files have been run; anything but 0 is a leak.</summary>
    public long LeakedBytes { get; private set; }

    public IEnumerable<CaseResult> Run(GoldenFile file, string? only)
    {
        string warehouse = Path.Combine(Path.GetTempPath(), "gateway-golden-" + Guid.NewGuid().ToString("N"), "warehouse");
        var engine = new GatewayEngine(options with { WarehouseDirectory = warehouse, Parallelism = RecordedParallelism, User = RecordedUser });
        GatewaySession? session = null;
        try
        {
            foreach (var item in file.Cases)
            {
                if (only is not null && !item.Name.Contains(only, StringComparison.Ordinal))
                {
                    continue;
                }
                session ??= Open(engine, file);
                yield return RunCase(session, item, file);
            }
        }
        finally
        {
            session?.Dispose();
            LeakedBytes += engine.Pool.UsedBytes;
            engine.Dispose();
            if (Directory.Exists(Path.GetDirectoryName(warehouse)))
            {
                Directory.Delete(Path.GetDirectoryName(warehouse)!, recursive: true);
            }
        }
    }

    private GatewaySession Open(GatewayEngine engine, GoldenFile file)
    {
        var session = engine.CreateSession();
        foreach (var (key, value) in file.Configuration)
        {
            session.Configuration.Set(key, value);
        }
        foreach (string statement in file.Setup)
        {
            Answer(session, statement);
        }
        return session;
    }

    private CaseResult RunCase(GatewaySession session, GoldenCase item, GoldenFile file)
    {
        foreach (var (key, value) in item.Configuration)
        {
            session.Configuration.Set(key, value);
        }
        if (item.OwnDatabase)
        {
            foreach (string statement in new[] { "DROP DATABASE IF EXISTS golden CASCADE", "CREATE DATABASE golden", "USE golden" })
            {
                Answer(session, statement);
            }
        }
        var marks = new Marks(true, true, true);
        var misses = new List<(string, string, string)>();
        foreach (var step in item.Steps)
        {
            var answer = Answer(session, step.Sql);
            if (step.IsVolatile)
            {
                continue;
            }
            Marks mark;
            try
            {
                mark = Judge.Compare(answer, step.Expected, item.Ordered);
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
            {
                mark = default;
            }
            marks &= mark;
            if (!mark.Exact)
            {
                misses.Add((step.Sql, step.Expected.GetRawText(), answer.Describe()));
            }
        }
        if (item.OwnDatabase)
        {
            Answer(session, "USE default");
            Answer(session, "DROP DATABASE IF EXISTS golden CASCADE");
        }
        foreach (var (key, _) in item.Configuration)
        {
            if (file.Configuration.TryGetValue(key, out var value))
            {
                session.Configuration.Set(key, value);
            }
            else
            {
                session.Configuration.Unset(key);
            }
        }
        return new CaseResult(item.Name, marks, misses);
    }

    private Answer Answer(GatewaySession session, string sql)
    {
        using var cancellation = new CancellationTokenSource(timeout);
        try
        {
            var query = session.Prepare(session.ParsePlan(sql), cancellation.Token);
            var schema = query.Schema;
            var schemaJson = (JsonArray)JsonNode.Parse(TypeJson.Write(schema))!["fields"]!.DeepClone();
            var shown = schema;
            if (schema.Fields.Any(static f => HasYearMonth(f.Type)))
            {
                query = session.Prepare(AsStrings(query.Plan), cancellation.Token);
                shown = query.Schema;
            }
            if (schema.Fields.Select(static f => Nanoseconds(f.Type)).FirstOrDefault(static found => found is not null) is { } nanoseconds)
            {
                return Golden.Answer.Failed(UnreadableByClient(nanoseconds));
            }
            var rows = query.Collect(cancellation.Token);
            return new Answer(schemaJson, new JsonArray([.. rows.Select(row => new JsonArray([.. row.Select((value, i) => ValueEncoder.Encode(value, shown.Fields[i].Type))]))]), null, null);
        }
        catch (QueryException exception)
        {
            return Golden.Answer.Failed(exception.Error);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Golden.Answer.Broken(exception);
        }
    }

    /// <summary>Makes the error of the recording client, which cannot read timestamps of nanoseconds.</summary>
    private static QueryError UnreadableByClient(TimestampNanosType type) => new(
        "UNSUPPORTED_OPERATION",
        [KeyValuePair.Create("operation", $"data type timestamp_{(type.WithZone ? "ltz" : "ntz")}_nanos {{\n  precision: {type.Precision}\n}}\n")],
        [], "PySparkValueError");

    private static TimestampNanosType? Nanoseconds(DataType type) => type switch
    {
        TimestampNanosType nanoseconds => nanoseconds,
        ArrayType array => Nanoseconds(array.Element),
        MapType map => Nanoseconds(map.Key) ?? Nanoseconds(map.Value),
        StructType structure => structure.Fields.Select(static f => Nanoseconds(f.Type)).FirstOrDefault(static found => found is not null),
        _ => null,
    };

    /// <summary>Columns that hold a year-month interval are recorded as strings.</summary>
    private static Project AsStrings(LogicalPlan plan) => new(plan, [.. plan.Output.Select(static attribute => HasYearMonth(attribute.Type)
        ? (Expression)new Alias(new Cast(attribute, StringType.Instance, EvaluationMode.Ansi), attribute.Name)
        : attribute)]);

    private static bool HasYearMonth(DataType type) => type switch
    {
        YearMonthIntervalType => true,
        ArrayType array => HasYearMonth(array.Element),
        MapType map => HasYearMonth(map.Key) || HasYearMonth(map.Value),
        StructType structure => structure.Fields.Any(static f => HasYearMonth(f.Type)),
        _ => false,
    };
}
