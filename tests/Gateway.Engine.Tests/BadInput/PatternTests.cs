using System.Diagnostics;
using Gateway.Core.Errors;
using Gateway.Engine;
using Xunit.Abstractions;

namespace Gateway.Engine.Tests.BadInput;

/// <summary>Patterns whose backtracking would take longer than anybody lives are answered all the same, or are given up.</summary>
public sealed class PatternTests(ITestOutputHelper output)
{
    private const int LimitMs = 20_000;

    [Theory]
    [InlineData("SELECT count(*) FROM range(1000) WHERE repeat('a', 40) || id RLIKE '(a+)+$'", 0L)]
    [InlineData("SELECT count(*) FROM range(1000) WHERE repeat('a', 40) || id RLIKE '(a|aa)+$'", 0L)]
    [InlineData("SELECT count(*) FROM range(1000) WHERE repeat('a', 60) || id RLIKE '^(([a-z])+.)+[A-Z]([a-z])+$'", 0L)]
    [InlineData("SELECT count(*) FROM range(1000) WHERE repeat('ab', 30) || id RLIKE '(?i)(.*a){25}x'", 0L)]
    [InlineData("SELECT sum(regexp_count(repeat('a', 40) || id || 'aa', '(a|aa)+$')) FROM range(1000)", 1000L)]
    [InlineData("SELECT max(regexp_replace(repeat('a', 40) || 'ba', '(a|aa)+$', '<$0$1>'))", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab<aa>")]
    [InlineData("SELECT max(regexp_extract(repeat('a', 40) || 'b-' || id || 'aaa', '(a|aa)+$', 1)) FROM range(10)", "a")]
    [InlineData("SELECT max(array_join(split(repeat('a', 40) || 'b1' || 'aa', '(a|aa)+$'), ',')) FROM range(10)", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab1,")]
    public void Collect_BacktrackingPattern_IsAnswered(string sql, object answer)
    {
        using var session = GatewaySession.Create();
        var watch = Stopwatch.StartNew();
        Assert.Equal(answer, session.Prepare(session.ParsePlan(sql)).Collect()[0][0]);
        output.WriteLine($"{watch.ElapsedMilliseconds} ms: {sql}");
        Assert.True(watch.ElapsedMilliseconds < LimitMs);
    }

    /// <summary>What only backtracking can match fails after a few seconds.</summary>
    [Theory]
    [InlineData(@"SELECT count(*) FROM range(1000) WHERE repeat('a', 40) || id RLIKE '^(a|aa)+(?<!b)$'")]
    [InlineData(@"SELECT count(*) FROM range(1000) WHERE repeat('a', 40) || id RLIKE r'^(a|aa)+\1$'")]
    public void Collect_BacktrackingPatternWithReference_IsGivenUp(string sql)
    {
        using var session = GatewaySession.Create();
        var watch = Stopwatch.StartNew();
        var failure = Assert.Throws<QueryException>(() => session.Prepare(session.ParsePlan(sql)).Collect());
        Assert.Equal("INTERNAL_ERROR", failure.Error.Condition);
        Assert.True(watch.ElapsedMilliseconds < LimitMs);
        Assert.Equal(0, session.Engine.Pool.UsedBytes);
    }
}
