using System.IO.Compression;
using Xunit;

namespace Gateway.Compute.Tests.Tables;

/// <summary>Reads the recorded type tables next to the repository, where they are present.</summary>
internal static class SharedTable
{
    /// <summary>Finds a file of the shared material by walking up from the test's folder; null when it is not there.</summary>
    public static string? Find(string relativePath)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "spark", relativePath);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }
        return null;
    }

    /// <summary>Reads the rows of a table as (column name, value) maps.</summary>
    public static IEnumerable<Dictionary<string, string>> Rows(string relativePath)
    {
        using Stream file = File.OpenRead(Find(relativePath)!);
        using var text = new StreamReader(relativePath.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        text.ReadLine();
        string[] header = text.ReadLine()!.Split('\t');
        while (text.ReadLine() is { } line)
        {
            string[] cells = line.Split('\t');
            var row = new Dictionary<string, string>();
            for (int i = 0; i < header.Length; i++)
            {
                row.TryAdd(header[i], i < cells.Length ? cells[i] : "");
            }
            yield return row;
        }
    }
}

/// <summary>A test that needs a recorded table and says so when it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string relativePath)
    {
        if (SharedTable.Find(relativePath) is null)
        {
            Skip = $"shared/spark/{relativePath} is not here";
        }
    }
}

/// <summary>Collects differences of a sweep and fails with their number and the first of them.</summary>
internal sealed class Differences
{
    private readonly List<string> _found = [];
    private int _rows;

    public void Check(bool same, Func<string> describe)
    {
        _rows++;
        if (!same)
        {
            _found.Add(describe());
        }
    }

    /// <summary>Fails when there are more differences than are known and accepted.</summary>
    public void AssertNone(int accepted = 0)
    {
        string? dump = Environment.GetEnvironmentVariable("GATEWAY_SWEEP_DUMP");
        if (dump is not null)
        {
            File.WriteAllLines(dump, _found);
        }
        Assert.True(_found.Count <= accepted, $"{_found.Count} of {_rows} differ (accepted {accepted}):\n" + string.Join('\n', _found.Take(40)));
    }
}
