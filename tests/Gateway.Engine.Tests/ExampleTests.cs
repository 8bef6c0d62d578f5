using System.Diagnostics;

namespace Gateway.Engine.Tests;

/// <summary>The example program of docs/examples/dotnet is the README's, and runs.</summary>
public sealed class ExampleTests
{
    private const string Expected = """
        +------------+-----+
        |l_returnflag|    n|
        +------------+-----+
        |           A|14876|
        |           N|30397|
        |           R|14902|
        +------------+-----+

        A: 14876
        N: 30397
        R: 14902

        """;

    [Fact]
    public void Program_OfReadme_IsTheExample()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string block = readme.Split("```csharp\n")[1].Split("```")[0];
        Assert.Equal(block, File.ReadAllText(Path.Combine(Repository.Root, "docs", "examples", "dotnet", "Program.cs")));
    }

    [Fact]
    public async Task Program_FromTheRoot_PrintsTheTable()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.Combine(Repository.Root, "docs", "examples", "dotnet", "bin", configuration, "net10.0", "Example.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Expected, output);
    }
}
