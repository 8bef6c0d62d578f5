using System.Text.Json;
using Gateway.Sql.SyntaxErrors;

namespace Gateway.Sql.Tests.SyntaxErrors;

public sealed class SyntaxErrorLocatorTests
{
    [Fact]
    public void Locate_RecordedTexts_NamesTokenAndHint()
    {
        var misses = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "tests", "golden", "syntax-errors.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var record = document.RootElement;
            var parameters = record.TryGetProperty("params", out var given) ? given : default;
            Compare(record.GetProperty("sql").GetString()!, record.GetProperty("condition").GetString()!, parameters, Settings(record), misses);
        }

        Assert.True(misses.Count == 0, string.Join('\n', misses));
    }

    [SharedRecordingsFact]
    public void Locate_SharedRecordings_AllErrorsAndATwentiethOfTheRest()
    {
        var folder = SharedGolden()!;
        var misses = new List<string>();
        int errors = 0, others = 0;
        foreach (var line in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            using var document = JsonDocument.Parse(line);
            if (!document.RootElement.TryGetProperty("steps", out var steps))
            {
                continue;
            }

            var settings = Settings(document.RootElement);
            foreach (var step in steps.EnumerateArray())
            {
                var sql = step.GetProperty("sql").GetString()!;
                var error = step.TryGetProperty("error", out var found) ? found : default;
                var condition = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("condition", out var name) ? name.GetString() : null;
                if (IsOtherParse(sql) || (condition is null && sql.Length % 20 != 0))
                {
                    continue;
                }

                var isParser = condition is "PARSE_SYNTAX_ERROR" or "INVALID_IDENTIFIER" or "UNCLOSED_BRACKETED_COMMENT" or "PARSE_EMPTY_STATEMENT";
                if (condition?.StartsWith("PARSE_", StringComparison.Ordinal) == true && !isParser)
                {
                    continue;
                }

                _ = condition == "PARSE_SYNTAX_ERROR" ? errors++ : others++;
                Compare(sql, isParser ? condition! : "ok", isParser && error.TryGetProperty("params", out var given) ? given : default, settings, misses);
            }
        }

        Assert.True(errors > 300 && others > 500);
        Assert.True(misses.Count == 0, $"{misses.Count} of {errors} + {others}\n" + string.Join('\n', misses));
    }

    [Theory]
    [InlineData("singleDataType", "a INTT", "'INTT'", ": extra input 'INTT'")]
    [InlineData("singleMultipartIdentifier", "a b", "'b'", ": extra input 'b'")]
    [InlineData("singleExpression", "1 +", "end of input", "")]
    [InlineData("singleDataType", "MAP<INT>", "'<'", "")]
    public void Locate_OtherEntryRules_AreParsedAlone(string rule, string text, string error, string hint)
    {
        var found = SyntaxErrorLocator.Locate(text, rule);
        Assert.Equal((error, hint), (found?.Error, found?.Hint));
    }

    [Fact]
    public void ToException_SyntaxError_CarriesThePlaceInItsText()
    {
        const string Text = "SELECT 1\nFRM t x y";
        var exception = SyntaxErrorLocator.Locate(Text)!.ToException(Text);
        Assert.Equal("PARSE_SYNTAX_ERROR", exception.Error.Condition);
        Assert.EndsWith("(line 2, pos 4)\n\n== SQL ==\nSELECT 1\nFRM t x y\n----^^^\n", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_HugeText_EndsInTime()
    {
        var text = "SELECT " + string.Join(" + ", Enumerable.Repeat("f(a, 1)", 20_000)) + " FROM t WHERE (";
        Assert.Equal("PARSE_SYNTAX_ERROR", SyntaxErrorLocator.Locate(text)?.Condition);
    }

    /// <summary>True where the recorded error is that of a text inside a string, of substitution, or of a builder (an alias in GROUP BY).</summary>
    private static bool IsOtherParse(string sql) =>
        sql.Contains("EXECUTE IMMEDIATE", StringComparison.OrdinalIgnoreCase) || sql.Contains("IDENTIFIER(", StringComparison.Ordinal)
        || sql.Contains("${", StringComparison.Ordinal) || sql.Contains("from_json", StringComparison.Ordinal) || sql.Contains("from_csv", StringComparison.Ordinal)
        || sql.EndsWith("GROUP BY region AS r", StringComparison.Ordinal) || sql.EndsWith(") AS w", StringComparison.Ordinal) || sql.EndsWith(") AS w2", StringComparison.Ordinal);

    private static void Compare(string sql, string condition, JsonElement parameters, SyntaxSettings settings, List<string> misses)
    {
        var found = SyntaxErrorLocator.Locate(sql, SyntaxErrorLocator.Statement, settings);
        var got = (found?.Condition ?? "ok", found?.Error ?? "", found?.Hint ?? "");
        var isRight = got.Item1 == condition;
        if (condition == "PARSE_SYNTAX_ERROR")
        {
            var error = parameters.GetProperty("error").GetString()!;
            var mask = error.IndexOf("{tmp}", StringComparison.Ordinal);   // recordings mask the temporary folder
            isRight &= (mask < 0 ? got.Item2 == error : got.Item2.StartsWith(error[..mask], StringComparison.Ordinal))
                && got.Item3 == parameters.GetProperty("hint").GetString();
        }
        else if (condition == "INVALID_IDENTIFIER")
        {
            isRight &= found?.Identifier == parameters.GetProperty("ident").GetString();
        }

        if (!isRight)
        {
            misses.Add($"{sql} | {condition} {(parameters.ValueKind == JsonValueKind.Object ? parameters.ToString() : "")} | got {got}");
        }
    }

    private static SyntaxSettings Settings(JsonElement record)
    {
        if (!record.TryGetProperty("conf", out var conf))
        {
            return default;
        }

        bool On(string key, bool byDefault = false) => conf.TryGetProperty("spark.sql." + key, out var value)
            ? string.Equals(value.ToString(), "true", StringComparison.OrdinalIgnoreCase)
            : byDefault;
        var isAnsi = On("ansi.enabled", true);
        return new SyntaxSettings(
            isAnsi && On("ansi.enforceReservedKeywords"),
            isAnsi && On("ansi.doubleQuotedIdentifiers"),
            On("legacy.exponentLiteralAsDecimal.enabled"),
            On("legacy.setopsPrecedence.enabled"));
    }

    private static string? SharedGolden() =>
        new[] { "../shared", "../../shared" }
            .Select(relative => Path.GetFullPath(Path.Combine(Repository.Root, relative, "spark", "golden", "sql")))
            .FirstOrDefault(Directory.Exists);

    /// <summary>Skips, visibly, where the recorded answers are not beside the repository.</summary>
    private sealed class SharedRecordingsFactAttribute : FactAttribute
    {
        public SharedRecordingsFactAttribute() => Skip = SharedGolden() is null ? "The recorded answers are not beside the repository." : null;
    }
}
