using Gateway.Engine;
using Gateway.Execution.Running;
using Gateway.Golden;
using Xunit.Abstractions;

namespace Gateway.Engine.Tests;

/// <summary>Holds every recorded case that once passed (tests/golden/passing.txt, written by make golden) under all ways of running a query.</summary>
public sealed class GoldenTests(ITestOutputHelper output)
{
    private static readonly TimeSpan _caseTimeout = TimeSpan.FromSeconds(60);

    [Fact]
    public void PassingCases_DefaultOptions_StillPass() => Check(new EngineOptions());

    [Fact]
    [Trait("Category", "Long")]
    public void PassingCases_BatchesOfOneRow_StillPass() => Check(new EngineOptions { BatchSize = 1 });

    [Fact]
    [Trait("Category", "Long")]
    public void PassingCases_BatchesOfThreeRows_StillPass() => Check(new EngineOptions { BatchSize = 3 });

    [Fact]
    [Trait("Category", "Long")]
    public void PassingCases_OneWorker_StillPass() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { Workers = 1 } });

    [Fact]
    [Trait("Category", "Long")]
    public void PassingCases_SpillingForced_StillPass() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { Spill = SpillMode.Always } });

    [Fact]
    [Trait("Category", "Long")]
    public void PassingCases_PlansRunFromBytes_StillPass() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { RoundTripPlans = true } });

    [Fact]
    [Trait("Category", "Long")]
    public void PassingCases_WithoutOptimizer_StillPass() => Check(new EngineOptions { Optimize = false });

    private void Check(EngineOptions options)
    {
        string folder = Path.Combine(Repository.Root, "tests", "golden");
        var expected = File.ReadLines(Path.Combine(folder, "passing.txt")).ToHashSet(StringComparer.Ordinal);
        var lost = new List<string>();
        long leaked = 0;
        Parallel.ForEach(Directory.GetFiles(Path.Combine(folder, "sql"), "*.jsonl"), new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            var file = GoldenFile.Read(path);
            if (!file.Cases.Any(item => expected.Contains(item.Name)))
            {
                return;
            }
            var runner = new Runner(options, _caseTimeout);
            var results = DeepStack.Run(() => runner.Run(file, null).ToList());
            lock (lost)
            {
                leaked += runner.LeakedBytes;
                foreach (var result in results.Where(result => !result.Marks.Typed && expected.Contains(result.Name)))
                {
                    lost.Add(result.Name + ": " + string.Join(" | ", result.Misses.Select(static miss => miss.Sql + " => " + miss.Got)));
                }
            }
        });
        lost.ForEach(output.WriteLine);
        Assert.Empty(lost);
        Assert.Equal(0, leaked);
    }
}
