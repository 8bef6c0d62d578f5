using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Gateway.Architecture.Tests;

/// <summary>Holds the arrows between projects and, inside Compute and Core, between namespaces.</summary>
public sealed partial class DependencyArrowTests
{
    private static readonly Dictionary<string, string[]> _projects = new()
    {
        ["Gateway.Protocol"] = [],
        ["Gateway.Core"] = [],
        ["Gateway.Compute"] = ["Gateway.Core"],
        ["Gateway.Storage"] = ["Gateway.Compute"],
        ["Gateway.Execution"] = ["Gateway.Storage"],
        ["Gateway.Plans"] = ["Gateway.Compute"],
        ["Gateway.Sql"] = ["Gateway.Plans"],
        ["Gateway.Engine"] = ["Gateway.Sql", "Gateway.Execution"],
        ["Gateway.Connect"] = ["Gateway.Engine", "Gateway.Protocol"],
        ["Gateway.Server"] = ["Gateway.Connect"],
    };

    /// <summary>Namespaces that must not use others of the same project: algorithms know no expressions, types know no columns.</summary>
    private static readonly Dictionary<string, string[]> _forbidden = new()
    {
        ["executors/Gateway.Compute/Numerics"] = ["Gateway.Compute.Expressions", "Gateway.Compute.Functions", "Gateway.Compute.Evaluation", "Gateway.Compute.Kernels", "Gateway.Compute.Casts"],
        ["executors/Gateway.Compute/Text"] = ["Gateway.Compute.Expressions", "Gateway.Compute.Functions", "Gateway.Compute.Evaluation", "Gateway.Compute.Kernels", "Gateway.Compute.Casts"],
        ["executors/Gateway.Compute/Time"] = ["Gateway.Compute.Expressions", "Gateway.Compute.Functions", "Gateway.Compute.Evaluation", "Gateway.Compute.Kernels", "Gateway.Compute.Casts"],
        ["executors/Gateway.Core/Types"] = ["Gateway.Core.Columns", "Gateway.Core.Memory", "Gateway.Core.Arrow"],
        ["executors/Gateway.Core/Memory"] = ["Gateway.Core.Columns", "Gateway.Core.Arrow"],
        ["server/Gateway.Plans/Logical"] = ["Gateway.Plans.Analysis", "Gateway.Plans.Optimization"],
        ["server/Gateway.Plans/Analysis"] = ["Gateway.Plans.Optimization"],
    };

    [Fact]
    public void Projects_ReferenceOnlyWhatTheDesignAllows()
    {
        foreach (var (project, allowed) in _projects)
        {
            string file = Directory.GetFiles(Repository.Root, project + ".csproj", SearchOption.AllDirectories).Single(static path => !path.Contains("/obj/", StringComparison.Ordinal));
            var references = XDocument.Load(file).Descendants("ProjectReference").Select(static element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value));
            Assert.Empty(references.Except(allowed));
        }
    }

    [Fact]
    public void Namespaces_DoNotLookUpwards()
    {
        var broken = new List<string>();
        foreach (var (folder, names) in _forbidden)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            {
                string text = File.ReadAllText(file);
                broken.AddRange(names.Where(name => text.Contains("using " + name + ";", StringComparison.Ordinal)).Select(name => file + " uses " + name));
            }
        }
        Assert.Empty(broken);
    }

    [Fact]
    public void Namespaces_EqualFolders()
    {
        var broken = new List<string>();
        foreach (string area in new[] { "executors", "server" })
        {
            string root = Path.Combine(Repository.Root, area);
            foreach (string file in Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories))
            {
                string relative = Path.GetRelativePath(root, Path.GetDirectoryName(file)!);
                if (relative.Contains("obj", StringComparison.Ordinal) && relative.Split('/').Contains("obj") || relative.Split('/').Contains("bin"))
                {
                    continue;
                }
                var match = NamespaceLine().Match(File.ReadAllText(file));
                if (match.Success && match.Groups[1].Value != relative.Replace('/', '.'))
                {
                    broken.Add($"{file}: {match.Groups[1].Value}");
                }
            }
        }
        Assert.Empty(broken);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
