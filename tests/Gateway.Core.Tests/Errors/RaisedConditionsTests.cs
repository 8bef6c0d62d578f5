using System.Text.RegularExpressions;
using Gateway.Core.Errors;

namespace Gateway.Core.Tests.Errors;

/// <summary>Reads the product's sources: every condition that is raised by a literal exists and gets the parameters it has.</summary>
public sealed partial class RaisedConditionsTests
{
    [Fact]
    public void Sources_EveryRaisedLiteral_IsInTheCatalog()
    {
        var mistakes = new List<string>();
        var mains = ErrorCatalog.Names().Where(name => !name.Contains('.', StringComparison.Ordinal)).ToHashSet();
        foreach (var file in SourceFiles())
        {
            var text = File.ReadAllText(file);
            foreach (Match match in Literal().Matches(text))
            {
                var name = match.Groups[1].Value;
                var dot = name.IndexOf('.', StringComparison.Ordinal);
                if (dot > 0 && mains.Contains(name[..dot]) && ErrorCatalog.Find(name) is null)
                {
                    mistakes.Add($"{Path.GetFileName(file)}: no condition {name}");
                }
            }

            foreach (Match match in Raise().Matches(text))
            {
                var name = match.Groups["name"].Value;
                var isSurely = match.Groups["method"].Value is "QueryException" or "QueryException.Create";
                if (!name.EndsWith('.') && (isSurely || ErrorCatalog.Find(name) is not null))
                {
                    Check(Path.GetFileName(file), match, Call(text, match.Index)[match.Length..], mistakes);
                }
            }
        }

        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
    }

    private static void Check(string file, Match match, string call, List<string> mistakes)
    {
        if (ErrorCatalog.Find(match.Groups["name"].Value) is not { } condition)
        {
            mistakes.Add($"{file}: no condition {match.Groups["name"].Value}");
            return;
        }

        var given = Parameter().Matches(call).Select(parameter => parameter.Groups[1].Value).ToHashSet();
        var unknown = given.Except(condition.Parameters).Except(condition.OptionalParameters).ToArray();
        if (unknown.Length > 0)
        {
            mistakes.Add($"{file}: {condition.Name} has no {string.Join(", ", unknown)}; it has {string.Join(", ", condition.Parameters)}");
        }

        // Parameters handed over as an array are not visible here.
        if (given.Count > 0 && condition.Parameters.Except(given).ToArray() is { Length: > 0 } missing)
        {
            mistakes.Add($"{file}: {condition.Name} lacks {string.Join(", ", missing)}");
        }
    }

    /// <summary>The text of a call up to its closing parenthesis, strings respected.</summary>
    private static string Call(string text, int start)
    {
        var depth = 0;
        var isString = false;
        for (var i = start; i < text.Length; i++)
        {
            var unit = text[i];
            if (isString)
            {
                if (unit == '\\')
                {
                    i++;
                }
                else if (unit == '"')
                {
                    isString = false;
                }
            }
            else if (unit == '"')
            {
                isString = true;
            }
            else if (unit == '(')
            {
                depth++;
            }
            else if (unit == ')' && --depth == 0)
            {
                return text[start..(i + 1)];
            }
        }

        return text[start..];
    }

    private static IEnumerable<string> SourceFiles()
    {
        return new[] { "executors", "server" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }

    [GeneratedRegex("""
        "([A-Z][A-Z0-9_]+\.[A-Z0-9_]+)"
        """)]
    private static partial Regex Literal();

    [GeneratedRegex("""
        (?<method>new|[\w.]+)\(\s*"(?<name>[A-Z_][A-Z0-9_.]+)"
        """)]
    private static partial Regex Raise();

    [GeneratedRegex("""
        \(\s*"([A-Za-z_0-9]+)"\s*,
        """)]
    private static partial Regex Parameter();
}
