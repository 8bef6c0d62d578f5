using Gateway.Core.Configuration;
using Gateway.Sql.Parsing;

namespace Gateway.Sql.Tests.Parsing;

/// <summary>Compares the plans of the case files with their recorded trees. A case is SQL, a line <c>=&gt;</c>, the tree, and an empty line.</summary>
public sealed class PlanShapeTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.txt").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Parsing", "Cases");

    [Theory]
    [MemberData(nameof(Files))]
    public void ParsePlan_Cases_GivesTheRecordedTrees(string file)
    {
        string path = Path.Combine(Folder, file + ".txt");
        var parser = new SqlParser(ParserSettings.Of(new SessionConfiguration()));
        var actual = new List<string>();
        var expected = File.ReadAllText(path).ReplaceLineEndings("\n").TrimEnd('\n').Split("\n\n");
        foreach (string block in expected)
        {
            string sql = block.Split("\n=>\n")[0];
            actual.Add(sql + "\n=>\n" + PlanDump.Print(parser.ParsePlan(sql)));
        }

        if (Environment.GetEnvironmentVariable("RECORD_CASES") is { } folder)
        {
            File.WriteAllText(Path.Combine(folder, file + ".txt"), string.Join("\n\n", actual) + "\n");
        }

        Assert.Equal(string.Join("\n\n", expected), string.Join("\n\n", actual));
    }
}
