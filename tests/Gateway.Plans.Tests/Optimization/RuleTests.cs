using System.Text;
using System.Text.RegularExpressions;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization;
using Gateway.Plans.Printing;

namespace Gateway.Plans.Tests.Optimization;

/// <summary>Holds every rule to the plans before and after it in <c>Cases/*.txt</c>.</summary>
/// <remarks>
/// A case is a heading <c>Rule[ after Rule, Rule]: what it shows</c>, a query, and two trees behind <c>=></c>; "(does not fire)" stands for an unchanged plan.
/// With GATEWAY_RECORD set the trees are written anew, to be read before they are committed.
/// </remarks>
public sealed partial class RuleTests
{
    private static readonly string _folder = Path.Combine(Repository.Root, "tests", "Gateway.Plans.Tests", "Optimization", "Cases");

    private static readonly Dictionary<string, Type> _rules = typeof(Rule).Assembly.GetTypes()
        .Where(static type => !type.IsAbstract && type != typeof(RuleSet) && (type.IsSubclassOf(typeof(Rule)) || type.IsSubclassOf(typeof(PlanPass))))
        .ToDictionary(static type => type.Name);

    public static TheoryData<string> Files => [.. Directory.GetFiles(_folder, "*.txt").Select(static path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Rule_PlanBefore_GivesPlanAfter(string file)
    {
        using var session = new PlanSession();
        string text = File.ReadAllText(Path.Combine(_folder, file));
        string actual = string.Join("\n", Cases(text).Select(item => Render(item, session)));
        if (Environment.GetEnvironmentVariable("GATEWAY_RECORD") is not null)
        {
            File.WriteAllText(Path.Combine(_folder, file), actual);
            return;
        }
        Assert.Equal(text, actual);
    }

    [Fact]
    public void Rules_All_HaveACaseThatFiresAndOneThatDoesNot()
    {
        var cases = Directory.GetFiles(_folder, "*.txt").SelectMany(static path => Cases(File.ReadAllText(path))).ToList();
        foreach (string rule in _rules.Keys)
        {
            Assert.Contains(cases, item => item.Rule == rule && item.Fires);
            Assert.Contains(cases, item => item.Rule == rule && !item.Fires);
        }
    }

    private static string Render(Case item, PlanSession session)
    {
        var ids = new Dictionary<string, int>();
        var plan = session.Resolve(item.Sql, keepNames: item.Rule == "RemoveAliases");
        foreach (string name in item.Before)
        {
            plan = Pass(name).Apply(plan, RuleContext.Default);
        }
        string before = Number(PlanTree.Print(plan), ids);
        string result;
        try
        {
            var rewritten = Pass(item.Rule).Apply(plan, RuleContext.Default);
            string after = Number(PlanTree.Print(rewritten), ids);
            result = after == before ? "(does not fire)\n" : after;
            Assert.Equal(plan.Schema.ToString(), rewritten.Schema.ToString());
        }
        catch (Core.Errors.QueryException exception)
        {
            result = "raises " + exception.Error.Condition + "\n";
        }
        return new StringBuilder().Append(item.Heading).Append('\n').Append(item.Sql).Append("\n=>\n").Append(before).Append("=>\n").Append(result).ToString();
    }

    private static PlanPass Pass(string name) => Activator.CreateInstance(_rules[name]) switch
    {
        PlanPass pass => pass,
        Rule rule => new RuleSet(name, rule),
        _ => throw new InvalidOperationException(name),
    };

    /// <summary>Numbers attributes in the order they appear, because ids are unique to a process.</summary>
    private static string Number(string tree, Dictionary<string, int> ids) =>
        AttributeId().Replace(tree, match => ids.TryGetValue(match.Value, out int number) ? "#" + number : "#" + (ids[match.Value] = ids.Count + 1));

    private static IEnumerable<Case> Cases(string text)
    {
        foreach (string block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.Trim().Split('\n');
            string[] sides = lines[0].Split(':')[0].Split(" after ");
            string[] parts = string.Join('\n', lines[1..]).Split("\n=>");
            yield return new Case(lines[0], sides[0], sides.Length > 1 ? sides[1].Split(", ") : [], parts[0], parts.Length > 2 && !parts[2].Contains("(does not fire)", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"#\d+")]
    private static partial Regex AttributeId();

    private sealed record Case(string Heading, string Rule, string[] Before, string Sql, bool Fires);
}
