using System.Diagnostics;
using Gateway.Core.Errors;
using Gateway.Engine;
using Xunit.Abstractions;

namespace Gateway.Engine.Tests.BadInput;

/// <summary>Running queries of every kind stop soon after they are cancelled, and leave no bytes in the pool.</summary>
public sealed class CancelTests(ITestOutputHelper output)
{
    private const int HeadStartMs = 300;

    /// <summary>Far beyond what a stop takes, so that a busy machine fails no test; how fast it is the benchmarks tell.</summary>
    private const int LimitMs = 30_000;

    [Theory]
    [InlineData("cross join", "SELECT count(*) FROM range(1000000) a CROSS JOIN range(1000000000) b WHERE a.id + b.id < 0")]
    [InlineData("hash join", "SELECT count(*) FROM range(2000000000) a JOIN range(1000000) b ON a.id % 1000000 = b.id")]
    [InlineData("scan", "SELECT sum(id * 2) FROM range(100000000000)")]
    [InlineData("sort", "SELECT id FROM range(2000000000) ORDER BY hash(id) LIMIT 1000000")]
    [InlineData("aggregate", "SELECT count(*) FROM (SELECT id % 1000003, count(*) FROM range(20000000000) GROUP BY 1)")]
    [InlineData("window", "SELECT max(n) FROM (SELECT count(*) OVER (ORDER BY id ROWS BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) AS n FROM range(3000000))")]
    [InlineData("generate", "SELECT count(*) FROM (SELECT explode(sequence(1, 1000)) FROM range(100000000))")]
    [InlineData("regex", "SELECT count(*) FROM range(10000000000) WHERE concat('a', id) RLIKE '(a+)+[xyz]'")]
    [InlineData("backtracking regex", "SELECT count(*) FROM range(10000000000) WHERE repeat('a', 40) || id RLIKE '(a+)+$'")]
    [InlineData("regex that only backtracks", "SELECT count(*) FROM range(10000000000) WHERE repeat('a', 22) || id RLIKE '(a|aa)+(?<!b)$'")]
    [InlineData("large arrays", "SELECT sum(size(transform(sequence(1, 20000), x -> x * id))) FROM range(1000000)")]
    [InlineData("rows of large arrays", "SELECT count(*) FROM (SELECT explode(array_repeat(id, 100000)) FROM range(1000000))")]
    [InlineData("lambda", "SELECT sum(size(transform(sequence(1, 10000), x -> x * id))) FROM range(100000)")]
    public void Collect_Cancelled_StopsSoon(string kind, string sql)
    {
        using var session = GatewaySession.Create(new EngineOptions { MemoryLimitBytes = 2L << 30 });
        using var cancellation = new CancellationTokenSource();
        var query = session.Prepare(session.ParsePlan(sql));
        Exception? failure = null;
        long stoppedAt = 0;
        var thread = new Thread(() =>
        {
            failure = Record.Exception(() => query.Collect(cancellation.Token));
            stoppedAt = Stopwatch.GetTimestamp();
        }, 64 << 20);
        thread.Start();
        Assert.False(thread.Join(HeadStartMs), $"{kind} ended by itself: {failure}");
        long cancelledAt = Stopwatch.GetTimestamp();
        cancellation.Cancel();
        Assert.True(thread.Join(LimitMs), "still running");
        var latency = Stopwatch.GetElapsedTime(cancelledAt, stoppedAt);
        output.WriteLine($"{kind}: stopped {latency.TotalMilliseconds:F0} ms after the cancel");
        Assert.IsAssignableFrom<OperationCanceledException>(failure);
        Assert.Equal(0, session.Engine.Pool.UsedBytes);
    }

    [Theory]
    [InlineData("SELECT length(repeat('abcdefghij', 2000000000))", "UNABLE_TO_ACQUIRE_MEMORY")]
    [InlineData("SELECT length(rpad('a', 2147483647, 'xyz'))", null)]
    [InlineData("SELECT length(space(2147483647))", null)]
    [InlineData("SELECT size(array_repeat(1, 2147483647))", "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER")]
    [InlineData("SELECT size(sequence(1L, 9223372036854775807L))", null)]
    [InlineData("SELECT rlike('x', '(')", "INVALID_PARAMETER_VALUE.PATTERN")]
    [InlineData("SELECT length(concat(repeat('a', 1500000000), repeat('b', 1500000000)))", null)]
    public void Collect_GiganticResult_IsTypedOrSmall(string sql, string? condition)
    {
        using var session = GatewaySession.Create(new EngineOptions { MemoryLimitBytes = 1L << 30 });
        var watch = Stopwatch.StartNew();
        var failure = Record.Exception(() => session.Prepare(session.ParsePlan(sql)).Collect());
        output.WriteLine($"{watch.ElapsedMilliseconds} ms {failure?.GetType().Name} {(failure as QueryException)?.Error.Condition}: {sql}");
        var error = Assert.IsType<QueryException>(failure).Error;
        if (condition is not null)
        {
            Assert.Equal(condition, error.Condition);
        }
        Assert.Equal(0, session.Engine.Pool.UsedBytes);
    }
}
