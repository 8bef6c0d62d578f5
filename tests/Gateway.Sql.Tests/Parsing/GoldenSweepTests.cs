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
        foreach (var step in GoldenStatements.All().Where(static step => step.Sql.StartsWith("SELECT", StringComparison.Ordinal)))
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

    /// <summary>Errors of texts inside texts (EXECUTE IMMEDIATE, schemas, expressions in VALUES) come later than parsing.</summary>
    private static bool IsRaisedInside(GoldenStatements.Step step) =>
        step.Sql.Contains("EXECUTE IMMEDIATE", StringComparison.OrdinalIgnoreCase) || step.Sql.Contains("IDENTIFIER(stv", StringComparison.Ordinal)
        || step.Condition is "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE" or "INVALID_INLINE_TABLE.FAILED_SQL_EXPRESSION_EVALUATION" or "INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE";

    private const int AllowedDifferences = 0;

    private static string? Condition(GoldenStatements.Step step)
    {
        var configuration = new SessionConfiguration();
        foreach (var (key, value) in step.Settings)
        {
            configuration.Set(key, value);
        }

        try
        {
            new SqlParser(ParserSettings.Of(configuration)).ParsePlan(step.Sql);
            return null;
        }
        catch (QueryException exception)
        {
            return exception.Error.Condition;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return "CRASH " + exception.GetType().Name + " " + exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Gateway.Sql", StringComparison.Ordinal))?.Trim();
        }
    }
}
