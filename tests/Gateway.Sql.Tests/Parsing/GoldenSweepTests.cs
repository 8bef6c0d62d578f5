using System.Text;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Sql.Parsing;
using Xunit.Abstractions;

namespace Gateway.Sql.Tests.Parsing;

/// <summary>Parses every recorded statement: what Spark parsed must parse, what it refused as text must be refused.</summary>
public sealed class GoldenSweepTests(ITestOutputHelper output)
{
    [Fact]
    public void ParsePlan_RecordedStatements_AcceptsAndRefusesAsSpark()
    {
        var wrong = new StringBuilder();
        int total = 0, bad = 0;
        foreach (var step in GoldenStatements.All())
        {
            total++;
            string? actual = Condition(step);
            bool expectsParseError = step.JavaClass == "ParseException" && !IsRaisedInside(step);
            bool right = expectsParseError ? actual == step.Condition : actual is null || actual == step.Condition;
            if (!right)
            {
                bad++;
                wrong.Append(step.Case).Append(" | ").Append(step.Sql.ReplaceLineEndings(" ")).Append(" | expected ").Append(step.Condition ?? "ok").Append(" | got ").AppendLine(actual ?? "ok");
            }
        }

        output.WriteLine(FormattableString.Invariant($"{bad} of {total} differ"));
        output.WriteLine(wrong.ToString());
        if (Environment.GetEnvironmentVariable("GOLDEN_SWEEP_REPORT") is { } path)
        {
            File.WriteAllText(path, wrong.ToString());
        }

        Assert.True(bad <= AllowedDifferences, wrong.ToString());
    }

    [Fact]
    public void ParsePlan_RecordedBuilderErrors_CarryParametersAndContext()
    {
        var wrong = new StringBuilder();
        foreach (var step in GoldenStatements.All().Where(static step => step.JavaClass is not null))
        {
            var error = Parse(step) as QueryException;
            if (error is null || error.Error.Condition != step.Condition)
            {
                continue;
            }

            string expected = Describe(step.Error!.Value);
            string actual = Describe(error.Error);
            if (expected != actual && !step.Sql.Contains("/tmp", StringComparison.Ordinal))
            {
                wrong.Append(step.Case).Append(" | ").Append(step.Sql.ReplaceLineEndings(" ")).Append("\n    expected ").Append(expected).Append("\n    got      ").AppendLine(actual);
            }
        }

        output.WriteLine(wrong.ToString());
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    private static string Describe(System.Text.Json.JsonElement error)
    {
        var parameters = error.GetProperty("params").EnumerateObject().OrderBy(static entry => entry.Name, StringComparer.Ordinal).Select(static entry => entry.Name + "=" + entry.Value.GetString());
        var contexts = error.TryGetProperty("context", out var list)
            ? list.EnumerateArray().Select(static context => FormattableString.Invariant($"{context.GetProperty("start").GetInt32()}..{context.GetProperty("stop").GetInt32()}"))
            : [];
        return error.GetProperty("class").GetString() + " {" + string.Join(", ", parameters) + "} [" + string.Join(", ", contexts) + "]";
    }

    private static string Describe(QueryError error)
    {
        var parameters = error.Parameters.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => entry.Key + "=" + entry.Value);
        var contexts = error.Contexts.Select(static context => FormattableString.Invariant($"{context.Start}..{context.Stop}"));
        // The client knows fewer classes than the server.
        string? clientClass = error.JavaClass switch { "SparkArithmeticException" => "ArithmeticException", "SqlScriptingException" => "UnknownException", var other => other };
        return clientClass + " {" + string.Join(", ", parameters) + "} [" + string.Join(", ", contexts) + "]";
    }

    /// <summary>Errors of texts inside texts (EXECUTE IMMEDIATE, schemas, expressions in VALUES) come later than parsing.</summary>
    private static bool IsRaisedInside(GoldenStatements.Step step) =>
        step.Sql.Contains("EXECUTE IMMEDIATE", StringComparison.OrdinalIgnoreCase) || step.Sql.Contains("IDENTIFIER(stv", StringComparison.Ordinal)
        || step.Condition is "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE" or "INVALID_INLINE_TABLE.FAILED_SQL_EXPRESSION_EVALUATION" or "INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE" or "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH";

    private const int AllowedDifferences = 0;

    private static string? Condition(GoldenStatements.Step step) => Parse(step) switch
    {
        null => null,
        QueryException exception => exception.Error.Condition,
        var other => "CRASH " + other.GetType().Name + " " + other.StackTrace?.Split('\n').FirstOrDefault(static line => line.Contains("Gateway.Sql", StringComparison.Ordinal))?.Trim(),
    };

    private static Exception? Parse(GoldenStatements.Step step)
    {
        var configuration = new SessionConfiguration();
        foreach (var (key, value) in step.Settings)
        {
            configuration.Set(key, value);
        }

        return Record.Exception(() => new SqlParser(ParserSettings.Of(configuration)).ParsePlan(step.Sql));
    }
}
