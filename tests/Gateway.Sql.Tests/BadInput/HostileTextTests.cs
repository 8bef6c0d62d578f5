using System.Diagnostics;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Sql.Parsing;
using Xunit.Abstractions;

namespace Gateway.Sql.Tests.BadInput;

/// <summary>Texts of up to ten megabytes that nobody wrote in good faith get a plan or Spark's condition within seconds.</summary>
public sealed class HostileTextTests(ITestOutputHelper output)
{
    private const int LimitMs = 20_000;
    private const string Syntax = "PARSE_SYNTAX_ERROR";
    private const string Complex = "FAILED_TO_PARSE_TOO_COMPLEX";

    /// <summary>Text by name, and the conditions that it may end with; none for a plan.</summary>
    private static readonly Dictionary<string, (Func<string> Text, string?[] Answers)> s_texts = new()
    {
        ["parentheses, one missing"] = (static () => "SELECT " + Times("(", 5000) + "1" + Times(")", 4999), [Syntax, Complex]),
        ["parentheses never closed"] = (static () => "SELECT " + Times("(", 10_000_000), [Syntax, Complex]),
        ["parentheses never opened"] = (static () => "SELECT " + Times(")", 10_000_000), [Syntax]),
        ["brackets"] = (static () => "SELECT " + Times("[", 1_000_000), [Syntax, Complex]),
        ["subqueries"] = (static () => Times("SELECT * FROM (", 5000) + "SELECT 1" + Times(")", 5000), [null, Complex]),
        ["subqueries, one unclosed"] = (static () => Times("SELECT * FROM (", 2000) + "SELECT 1" + Times(")", 1999), [Syntax, Complex]),
        ["scalar subqueries"] = (static () => "SELECT " + Times("(SELECT ", 5000) + "1" + Times(")", 5000), [null, Complex]),
        ["calls"] = (static () => "SELECT " + Times("abs(", 5000) + "1" + Times(")", 5000), [null, Complex]),
        ["calls, one unclosed"] = (static () => "SELECT " + Times("abs(", 3000) + "1" + Times(")", 2999), [Syntax, Complex]),
        ["cases"] = (static () => "SELECT " + Times("CASE WHEN true THEN ", 5000) + "1" + Times(" END", 5000), [null, Complex]),
        ["cases, one unclosed"] = (static () => "SELECT " + Times("CASE WHEN true THEN ", 2000) + "1" + Times(" END", 1999), [Syntax, Complex]),
        ["definitions"] = (static () => "WITH c0 AS (SELECT 1)" + string.Concat(Enumerable.Range(1, 5000).Select(static i => $", c{i} AS (SELECT * FROM c{i - 1})")) + " SELECT * FROM c5000", [null]),
        ["nested definitions"] = (static () => Times("WITH c AS (", 5000) + "SELECT 1" + Times(") SELECT * FROM c", 5000), [null, Complex]),
        ["types"] = (static () => "SELECT CAST(a AS " + Times("ARRAY<", 5000) + "INT" + Times(">", 5000) + ")", [null, Complex]),
        ["blocks"] = (static () => Times("BEGIN ", 5000) + "SELECT 1;" + Times(" END;", 5000), [null, Syntax, Complex]),
        ["one literal"] = (static () => "SELECT '" + Times("x", 10_000_000) + "'", [null]),
        ["one name"] = (static () => "SELECT `" + Times("x", 10_000_000) + "`", [null]),
        ["one list"] = (static () => "SELECT a IN (" + string.Join(',', Enumerable.Range(0, 1_300_000)) + ")", [null]),
        ["100,000 columns"] = (static () => "SELECT " + string.Join(',', Enumerable.Range(0, 100_000).Select(static i => $"{i} AS c{i}")), [null]),
        ["100,000 columns, one wrong"] = (static () => "SELECT " + string.Join(',', Enumerable.Range(0, 100_000).Select(static i => $"{i} AS c{i}")) + ", )", [Syntax]),
        ["words"] = (static () => Times("foo ", 2_500_000), [Syntax]),
        ["signs"] = (static () => "SELECT " + Times("@#$ %^ ", 1_500_000), [Syntax]),
        ["control characters"] = (static () => Times("\u0001\u0002)(*&^", 1_200_000), [Syntax]),
        ["comment without end"] = (static () => "SELECT 1 /* " + Times("x", 10_000_000), ["UNCLOSED_BRACKETED_COMMENT"]),
        ["comments without end"] = (static () => "SELECT 1 " + Times("/* ", 3_000_000), ["UNCLOSED_BRACKETED_COMMENT"]),
        ["text without end"] = (static () => "SELECT '" + Times("x", 10_000_000), [Syntax]),
        ["text in double quotes without end"] = (static () => "SELECT \"" + Times("x", 10_000_000), [Syntax]),
        ["commas"] = (static () => "SELECT 1" + Times(",", 5_000_000), [Syntax]),
        ["semicolons"] = (static () => "SELECT 1" + Times(";", 5_000_000), [null, Syntax]),
        ["name parts"] = (static () => "SELECT a" + Times(".a", 2_000_000), [null, Syntax]),
        ["digits"] = (static () => "SELECT " + Times("9", 1_000_000), ["DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION"]),
        ["exponent"] = (static () => "SELECT 1e" + Times("9", 1_000_000), [null, "INVALID_NUMERIC_LITERAL_RANGE", "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION"]),
        ["hexadecimal without end"] = (static () => "SELECT X'" + Times("A", 5_000_000), [Syntax]),
        ["lone surrogates"] = (static () => "SELECT '\uD800', `\uDC00`", [null]),
        ["a lone surrogate as name"] = (static () => "SELECT \uD800", [Syntax]),
        ["zero bytes"] = (static () => "SELECT '\0'\0", [Syntax, null]),
    };

    public static TheoryData<string> Names => [.. s_texts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ParsePlan_HostileText_IsPlanOrTyped(string name)
    {
        var (text, answers) = s_texts[name];
        string sql = text();
        var watch = Stopwatch.StartNew();
        var failure = DeepStack.Run(() => Record.Exception(() => new SqlParser(ParserSettings.Of(new SessionConfiguration())).ParsePlan(sql)), limitMs: LimitMs);
        string? condition = failure is null ? null : Assert.IsType<QueryException>(failure).Error.Condition;
        output.WriteLine($"{watch.ElapsedMilliseconds,6} ms {condition ?? "plan"}: {name}");
        Assert.Contains(condition, answers);
    }

    private static string Times(string part, int count) => string.Concat(Enumerable.Repeat(part, count));
}
