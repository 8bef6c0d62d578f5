using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;
using Gateway.Sql.Parsing;
using Xunit.Abstractions;

namespace Gateway.Sql.Tests.Parsing;

/// <summary>Every context that a recorded error points at must be the span of some node that the parser built.</summary>
public sealed class OriginSweepTests(ITestOutputHelper output)
{
    /// <summary>Contexts that point into texts of their own: function bodies, cursors, EXECUTE IMMEDIATE.</summary>
    private const int AllowedDifferences = 8;

    [Fact]
    public void ParsePlan_RecordedContexts_AreSpansOfNodes()
    {
        var wrong = new StringBuilder();
        int count = 0;
        foreach (var step in GoldenStatements.All().Where(static step => step.Error is { } error && error.TryGetProperty("context", out _)))
        {
            var plan = Parse(step);
            if (plan is null)
            {
                continue;
            }

            var spans = new HashSet<(int, int)>();
            Collect(plan, spans, new HashSet<object>(ReferenceEqualityComparer.Instance));
            foreach (var context in step.Error!.Value.GetProperty("context").EnumerateArray())
            {
                var span = (context.GetProperty("start").GetInt32(), context.GetProperty("stop").GetInt32());
                bool inner = context.TryGetProperty("type", out var type) && type.GetString() != "";
                if (!inner && span.Item1 >= 0 && !spans.Contains(span))
                {
                    count++;
                    wrong.Append(step.Case).Append(" | ").Append(step.Condition).Append(" | ").Append(step.Sql.ReplaceLineEndings(" ")).Append(" | ").AppendLine(context.GetProperty("fragment").GetString());
                }
            }
        }

        output.WriteLine(wrong.ToString());
        if (Environment.GetEnvironmentVariable("GOLDEN_SWEEP_REPORT") is { } path)
        {
            File.WriteAllText(path, wrong.ToString());
        }

        Assert.True(count <= AllowedDifferences, wrong.ToString());
    }

    private static LogicalPlan? Parse(GoldenStatements.Step step)
    {
        var configuration = new SessionConfiguration();
        foreach (var (key, value) in step.Settings)
        {
            configuration.Set(key, value);
        }

        try
        {
            return new SqlParser(ParserSettings.Of(configuration)).ParsePlan(step.Sql);
        }
        catch (QueryException)
        {
            return null;
        }
    }

    private static void Collect(object? value, HashSet<(int, int)> spans, HashSet<object> seen)
    {
        switch (value)
        {
            case null or string or Core.Types.DataType:
                return;
            case Origin origin:
                spans.Add((origin.Start, origin.Stop));
                return;
            case IEnumerable list when value.GetType().Namespace == typeof(ImmutableArray).Namespace:
                if (value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && (bool)type.GetProperty("IsDefault")!.GetValue(value)!)
                {
                    return;
                }

                foreach (object? item in list)
                {
                    Collect(item, spans, seen);
                }

                return;
        }

        var valueType = value.GetType();
        bool isNode = valueType.Namespace?.StartsWith("Gateway", StringComparison.Ordinal) == true || valueType.Name.StartsWith("ValueTuple", StringComparison.Ordinal) || valueType.Name.StartsWith("KeyValuePair", StringComparison.Ordinal);
        if (!isNode || (!valueType.IsValueType && !seen.Add(value)))
        {
            return;
        }

        foreach (var member in valueType.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Collect(member.GetValue(value), spans, seen);
        }

        for (var parent = valueType.BaseType; parent is not null; parent = parent.BaseType)
        {
            foreach (var member in parent.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Collect(member.GetValue(value), spans, seen);
            }
        }
    }
}
