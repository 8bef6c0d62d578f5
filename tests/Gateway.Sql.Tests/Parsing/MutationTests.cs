using System.Globalization;
using System.Text;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Sql.Lexing;
using Gateway.Sql.Parsing;
using Gateway.Sql.SyntaxErrors;
using Xunit.Abstractions;

namespace Gateway.Sql.Tests.Parsing;

/// <summary>Changes recorded statements a little and asks the parser and the grammar table whether the result is SQL: they must agree.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const double AllowedShare = 0.01;

    [Fact]
    public void ParsePlan_ChangedStatements_AgreesWithTheGrammarTable()
    {
        int wanted = int.Parse(Environment.GetEnvironmentVariable("MUTATIONS") ?? "1500", CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("MUTATION_SEED") ?? "1", CultureInfo.InvariantCulture);
        var random = new Random(seed);
        var statements = GoldenStatements.All().Where(static step => step.Sql.Length < 300 && !step.Settings.ContainsKey("spark.sql.ansi.enforceReservedKeywords")).Select(static step => step.Sql).Distinct().ToArray();
        if (statements.Length == 0)
        {
            return;
        }

        var words = statements.SelectMany(static sql => Lexer.Tokenize(sql) is var tokens ? Enumerable.Range(0, tokens.Count - 1).Select(i => tokens.GetText(tokens[i])) : []).ToArray();
        var parser = new SqlParser(ParserSettings.Of(new SessionConfiguration()));
        var wrong = new StringBuilder();
        int bad = 0;
        for (int i = 0; i < wanted; i++)
        {
            string text = Mutate(statements[random.Next(statements.Length)], words, random);
            var located = SyntaxErrorLocator.Locate(text);
            bool accepted = Accepts(parser, text);
            if (accepted != located is null)
            {
                bad++;
                wrong.Append(accepted ? "accepted " : "refused  ").Append(text.ReplaceLineEndings(" ")).Append("   <- ").AppendLine(located?.Error);
            }
        }

        output.WriteLine($"seed {seed}: {bad} of {wanted} differ");
        output.WriteLine(wrong.ToString());
        if (Environment.GetEnvironmentVariable("GOLDEN_SWEEP_REPORT") is { } path)
        {
            File.WriteAllText(path, wrong.ToString());
        }

        Assert.True(bad <= wanted * AllowedShare, wrong.ToString());
    }

    private static bool Accepts(SqlParser parser, string text)
    {
        try
        {
            parser.ParsePlan(text);
            return true;
        }
        catch (QueryException exception)
        {
            return exception.Error.Condition is not ("PARSE_SYNTAX_ERROR" or "INVALID_IDENTIFIER" or "UNCLOSED_BRACKETED_COMMENT" or "PARSE_EMPTY_STATEMENT");
        }
    }

    private static string Mutate(string sql, string[] words, Random random)
    {
        var tokens = Lexer.Tokenize(sql);
        var parts = Enumerable.Range(0, tokens.Count - 1).Select(i => tokens.GetText(tokens[i])).ToList();
        for (int changes = random.Next(1, 3); changes > 0 && parts.Count > 1; changes--)
        {
            int at = random.Next(parts.Count);
            switch (random.Next(4))
            {
                case 0:
                    parts.RemoveAt(at);
                    break;
                case 1:
                    parts.Insert(at, parts[random.Next(parts.Count)]);
                    break;
                case 2:
                    parts[at] = words[random.Next(words.Length)];
                    break;
                default:
                    int other = random.Next(parts.Count);
                    (parts[at], parts[other]) = (parts[other], parts[at]);
                    break;
            }
        }

        return string.Join(' ', parts);
    }
}
