using System.Text;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Sql.Parsing;

namespace Gateway.Sql.Tests.Parsing;

/// <summary>Large and deeply nested texts get an answer in bounded time: a plan or a typed error.</summary>
public sealed class LargeTextTests(Xunit.Abstractions.ITestOutputHelper output)
{
    public static TheoryData<string, string?> Texts => new()
    {
        { "SELECT " + new string('(', 5000) + "1" + new string(')', 5000), null },
        { "SELECT " + string.Concat(Enumerable.Repeat("(1 + ", 3000)) + "1" + new string(')', 3000), null },
        { string.Concat(Enumerable.Repeat("SELECT * FROM (", 1500)) + "SELECT 1" + new string(')', 1500), null },
        { "SELECT 1 WHERE 1 " + string.Concat(Enumerable.Repeat("IN (SELECT (1) WHERE 1 ", 400)) + "= 1" + new string(')', 400), null },
        { "SELECT " + string.Concat(Enumerable.Repeat("CASE WHEN a THEN ", 500)) + "1" + string.Concat(Enumerable.Repeat(" END", 500)), null },
        { "SELECT " + string.Concat(Enumerable.Repeat("CASE WHEN a THEN ", 300)) + "1", "PARSE_SYNTAX_ERROR" },
        { "SELECT " + string.Concat(Enumerable.Repeat("trim(substring(position(", 200)) + "1" + new string(')', 600), null },
        { "SELECT a FROM t WHERE " + string.Join(" OR ", Enumerable.Repeat("(a = 1 AND b LIKE 'x%')", 40_000)), null },
        { "SELECT * FROM VALUES " + string.Join(", ", Enumerable.Repeat("(1, 'some text', 2.5, NULL)", 100_000)) + " AS t(a, b, c, d)", null },
        { "SELECT " + string.Join(", ", Enumerable.Repeat("upper(some_column) AS another_name", 100_000)) + " FROM t", null },
        { "SELECT " + new string('(', 200_000), null! },
        { "SELECT " + string.Concat(Enumerable.Repeat("NOT ", 100_000)) + "true", null! },
        { "SELECT " + string.Concat(Enumerable.Repeat("- ", 100_000)) + "a", null! },
        { "SELECT CAST(a AS " + string.Concat(Enumerable.Repeat("ARRAY<", 2000)) + "INT" + new string('>', 2000) + ")", null },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void ParsePlan_LargeText_AnswersInBoundedTime(string text, string? condition)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var failure = DeepStack.Run(() => Record.Exception(() => new SqlParser(ParserSettings.Of(new SessionConfiguration())).ParsePlan(text)), limitMs: 60_000);
        output.WriteLine($"{text.Length} characters: {watch.ElapsedMilliseconds} ms, {(failure as QueryException)?.Error.Condition ?? "plan"}");
        if (condition is not null)
        {
            Assert.Equal(condition, Assert.IsType<QueryException>(failure).Error.Condition);
        }
        else if (failure is not null)
        {
            Assert.Contains(Assert.IsType<QueryException>(failure).Error.Condition, (string?[])["FAILED_TO_PARSE_TOO_COMPLEX", "PARSE_SYNTAX_ERROR"]);
        }
    }
}
