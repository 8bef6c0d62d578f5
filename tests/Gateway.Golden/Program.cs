using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Compute.Functions;
using Gateway.Engine;
using Gateway.Execution.Running;
using Gateway.Golden;

// usage: Gateway.Golden DIRECTORY [--files PREFIX] [--only SUBSTRING] [--failures FILE] [--scoreboard FILE] [--batch N] [--workers N] [--spill always] [--plain] [--roundtrip] [--parallel N] [--passing FILE] [--functions-page FILE [--spark-functions FILE]]
//    or: Gateway.Golden --tpch QUERIES --data DIRECTORY --answers FILE [--memory MEGABYTES] [--repeat N] [--only q01,q02] [--limit SECONDS] and the options of running above
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i ? args[i + 1] : null;
var execution = ExecutionOptions.Default with
{
    Workers = int.Parse(Option("--workers") ?? "2", CultureInfo.InvariantCulture),
    Spill = Option("--spill") == "always" ? SpillMode.Always : SpillMode.Auto,
    RoundTripPlans = args.Contains("--roundtrip"),
};
var options = new EngineOptions
{
    Execution = execution,
    BatchSize = int.Parse(Option("--batch") ?? "2048", CultureInfo.InvariantCulture),
    Optimize = !args.Contains("--plain"),
    MemoryLimitBytes = Option("--memory") is { } megabytes ? long.Parse(megabytes, CultureInfo.InvariantCulture) << 20 : new EngineOptions().MemoryLimitBytes,
};
if (Option("--tpch") is { } queries)
{
    return Tpch(new QuerySuite(queries, Option("--data")!, Option("--answers")!));
}
string directory = args[0];
var files = Directory.GetFiles(directory, (Option("--files") ?? "") + "*.jsonl").Order(StringComparer.Ordinal).ToList();
var totals = new SortedDictionary<string, (int Cases, int Answer, int Typed, int Exact)>(StringComparer.Ordinal);
var passing = new SortedSet<string>(StringComparer.Ordinal);
long leaked = 0;
using var failures = Option("--failures") is { } path ? new StreamWriter(path) : null;
var output = Console.Out;
Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = int.Parse(Option("--parallel") ?? "2", CultureInfo.InvariantCulture) }, file =>
{
    var thread = new Thread(() => RunFile(file), 64 << 20);
    thread.Start();
    thread.Join();
});
var sum = totals.Values.Aggregate((Cases: 0, Answer: 0, Typed: 0, Exact: 0), static (a, b) => (a.Cases + b.Cases, a.Answer + b.Answer, a.Typed + b.Typed, a.Exact + b.Exact));
output.WriteLine(Line("total", sum));
if (leaked != 0)
{
    output.WriteLine($"{leaked} bytes leaked");
}
if (Option("--scoreboard") is { } scoreboard)
{
    File.WriteAllText(scoreboard, Scoreboard.Render(totals, sum));
}

if (Option("--functions-page") is { } page)
{
    File.WriteAllText(page, FunctionPage.Render(FunctionRegistry.Builtin, Option("--spark-functions")));
}

if (Option("--passing") is { } passingFile)
{
    File.WriteAllLines(passingFile, passing);
}

return 0;

int Tpch(QuerySuite suite)
{
    int wrong = 0;
    string[]? only = Option("--only")?.Split(',');
    TimeSpan? limit = Option("--limit") is { } seconds ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) : null;
    for (int i = int.Parse(Option("--repeat") ?? "1", CultureInfo.InvariantCulture); i > 0; i--)
    {
        using var engine = new GatewayEngine(options);
        using var session = engine.CreateSession();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.UserTime;
        foreach (var (query, problem) in suite.Run(session, only is null ? null : only.Contains, limit))
        {
            Console.WriteLine($"{query} {clock.Elapsed.TotalSeconds,7:0.000} s {(Environment.CpuUsage.UserTime - cpu).TotalSeconds,7:0.000} s of CPU {Environment.WorkingSet >> 20,5} MB  {(problem is null ? "right" : problem[..Math.Min(problem.Length, 500)])}");
            wrong += problem is null ? 0 : 1;
            clock.Restart();
            cpu = Environment.CpuUsage.UserTime;
        }
        wrong += engine.Pool.UsedBytes == 0 ? 0 : 1;
    }
    Console.WriteLine($"{wrong} wrong, peak {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB resident");
    return wrong;
}

void RunFile(string file)
{
    var golden = GoldenFile.Read(file);
    var runner = new Runner(options, TimeSpan.FromSeconds(30));
    (int Cases, int Answer, int Typed, int Exact) count = default;
    foreach (var result in runner.Run(golden, Option("--only")))
    {
        count = (count.Cases + 1, count.Answer + (result.Marks.Answer ? 1 : 0), count.Typed + (result.Marks.Typed ? 1 : 0), count.Exact + (result.Marks.Exact ? 1 : 0));
        if (result.Marks.Typed)
        {
            lock (passing)
            {
                passing.Add(result.Name);
            }
        }
        if (failures is not null && !result.Marks.Exact)
        {
            var steps = result.Misses.Select(static miss => new { sql = miss.Sql, want = miss.Want, got = miss.Got });
            string line = JsonSerializer.Serialize(new { @case = result.Name, answer = result.Marks.Answer, typed = result.Marks.Typed, steps });
            lock (failures)
            {
                failures.WriteLine(line);
            }
        }
    }
    lock (totals)
    {
        totals[golden.Name] = count;
        leaked += runner.LeakedBytes;
        output.WriteLine(Line(golden.Name, count));
    }
}

static string Line(string name, (int Cases, int Answer, int Typed, int Exact) count) => new StringBuilder()
    .Append(CultureInfo.InvariantCulture, $"{name,-45} {count.Cases,5} cases   answer {count.Answer,5}   typed {count.Typed,5}   exact {count.Exact,5}").ToString();
