using System.Diagnostics;
using Gateway.Engine;
using Xunit.Abstractions;

namespace Gateway.Engine.Tests.BadInput;

/// <summary>Statements of thousands of parts are answered in seconds, or with a typed error, and can be cancelled while they are planned.</summary>
public sealed class LargeStatementTests(ITestOutputHelper output)
{
    private const int LimitMs = 30_000;
    private const int CancelLimitMs = 20_000;

    private static readonly Dictionary<string, (Func<string> Text, object? First)> s_statements = new()
    {
        ["chain of definitions"] = (static () => Chain(2000, static i => $"SELECT a + 1 AS a FROM c{i - 1}"), 2001),
        ["definitions that read the last one twice"] = (static () => Chain(30, static i => $"SELECT x.a FROM c{i - 1} x JOIN c{i - 1} y ON x.a = y.a"), 1),
        ["unread definitions"] = (static () => Chain(2000, static i => $"SELECT a + 1 AS a FROM c{i - 1}").Replace("FROM c2000", "FROM c0", StringComparison.Ordinal), 1),
        ["nested definitions"] = (static () => Times("WITH c AS (", 500) + "SELECT 1" + Times(") SELECT * FROM c", 500), 1),
        ["scalar subqueries"] = (static () => "SELECT " + Join(",", 3000, static i => $"(SELECT {i})"), 0),
        ["unions"] = (static () => Join(" UNION ALL ", 2000, static i => $"SELECT {i}"), 0),
        ["unions in parentheses"] = (static () => Times("(", 1000) + "SELECT 1" + Times(" UNION ALL SELECT 2)", 1000), 1),
        ["joins"] = (static () => "SELECT count(*) FROM range(10) t0" + string.Concat(Enumerable.Range(1, 99).Select(static i => $" JOIN range(10) t{i} ON t{i}.id = t{i - 1}.id")), 10L),
        ["nested cases"] = (static () => "SELECT " + Times("CASE WHEN id < 50 THEN ", 2000) + "1" + Times(" ELSE 0 END", 2000) + " FROM range(10)", 1),
        ["one case"] = (static () => "SELECT CASE " + Join(" ", 2000, static i => $"WHEN id = {i} THEN {i}") + " END FROM range(10)", 0),
        ["alternatives"] = (static () => "SELECT count(*) FROM range(10) WHERE " + Join(" OR ", 20_000, static i => $"id = {i}"), 10L),
        ["concatenations"] = (static () => "SELECT " + Join(" || ", 2000, static _ => "id") + " FROM range(1)", new string('0', 2000)),
        ["additions"] = (static () => "SELECT " + Join(" + ", 3000, static _ => "id") + " FROM range(10)", 0L),
        ["columns"] = (static () => "SELECT " + Join(", ", 2000, static i => $"id + {i} AS c{i}") + " FROM range(10)", 0L),
    };

    public static TheoryData<string> Names => [.. s_statements.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Collect_LargeStatement_IsAnsweredInTime(string name)
    {
        var (text, first) = s_statements[name];
        using var session = GatewaySession.Create(new EngineOptions { MemoryLimitBytes = 2L << 30 });
        object? value = null;
        var watch = Stopwatch.StartNew();
        var failure = Run(() => value = session.Prepare(session.ParsePlan(text())).Collect()[0][0], LimitMs);
        output.WriteLine($"{watch.ElapsedMilliseconds} ms {failure}");
        Assert.Null(failure);
        Assert.Equal(first, value);
        Assert.Equal(0, session.Engine.Pool.UsedBytes);
    }

    /// <summary>A cancel reaches planning between the nodes of the plan.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Prepare_Cancelled_StopsSoon(string name)
    {
        using var session = GatewaySession.Create();
        var plan = session.ParsePlan(s_statements[name].Text());
        using var cancellation = new CancellationTokenSource(50);
        var watch = Stopwatch.StartNew();
        var failure = Run(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                session.Prepare(plan, cancellation.Token).Collect(cancellation.Token);
            }
        }, LimitMs);
        output.WriteLine($"{watch.ElapsedMilliseconds} ms");
        Assert.IsAssignableFrom<OperationCanceledException>(failure);
        Assert.True(watch.ElapsedMilliseconds < CancelLimitMs, $"{watch.ElapsedMilliseconds} ms");
        Assert.Equal(0, session.Engine.Pool.UsedBytes);
    }

    private static Exception? Run(Action action, int limitMs) => DeepStack.Run(() => Record.Exception(action), limitMs: limitMs);

    private static string Chain(int length, Func<int, string> body) =>
        "WITH c0 AS (SELECT 1 AS a)" + string.Concat(Enumerable.Range(1, length).Select(i => $", c{i} AS ({body(i)})")) + $" SELECT * FROM c{length}";

    private static string Join(string separator, int count, Func<int, string> part) => string.Join(separator, Enumerable.Range(0, count).Select(part));

    private static string Times(string part, int count) => string.Concat(Enumerable.Repeat(part, count));
}
