using System.Diagnostics;
using Gateway.Compute.Expressions;
using Gateway.Engine;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization;
using Gateway.Plans.Printing;

namespace Gateway.Plans.Tests.Optimization;

/// <summary>Holds what is true of the optimizer as a whole: a second run changes nothing, depth costs no stack and little time.</summary>
public sealed class OptimizerTests
{
    private const int Depth = 5_000;
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(20);

    public static TheoryData<string> TpchQueries => [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "golden", "tpch"), "*.sql").Select(static path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(TpchQueries))]
    public void Optimize_OptimizedTpchQuery_ChangesNothing(string query)
    {
        using var session = GatewaySession.Create();
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "data", "tpch-sf0.01"), "*.parquet"))
        {
            session.Read.Parquet(file).CreateOrReplaceTempView(Path.GetFileNameWithoutExtension(file));
        }
        string sql = File.ReadAllText(Path.Combine(Repository.Root, "tests", "golden", "tpch", query + ".sql")).Trim().TrimEnd(';');
        var analyzed = session.Analyze(session.ParsePlan(sql));
        foreach (bool semanticsOnly in new[] { false, true })
        {
            var context = RuleContext.Default with { SemanticsOnly = semanticsOnly };
            var once = Optimizer.Optimize(analyzed, context);
            Assert.Equal(PlanTree.Print(once), PlanTree.Print(Optimizer.Optimize(once, context)));
            Assert.Equal(analyzed.Schema, once.Schema);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Optimize_DeepProjections_EndsInTime(bool semanticsOnly)
    {
        LogicalPlan plan = new RangeRelation(0, 10, 1, null);
        for (int i = 0; i < Depth; i++)
        {
            plan = new Project(plan, [new Alias(Predicates.Call("+", plan.Output[0], Literal.Of(1L)), "x")]);
        }
        var optimized = Timed(plan, semanticsOnly);
        Assert.Equal(plan.Schema, optimized.Schema);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Optimize_FilterOverDeepProjections_EndsInTime(bool semanticsOnly)
    {
        LogicalPlan plan = new RangeRelation(0, 10, 1, null);
        for (int i = 0; i < Depth; i++)
        {
            plan = new Project(plan, [new Alias(plan.Output[0], "x")]);
        }
        Timed(new Filter(plan, Predicates.Call(">", plan.Output[0], Literal.Of(5L))), semanticsOnly);
    }

    [Theory]
    [InlineData("and", false)]
    [InlineData("and", true)]
    [InlineData("or", false)]
    [InlineData("or", true)]
    public void Optimize_DeepCondition_EndsInTime(string connective, bool rightDeep)
    {
        var range = new RangeRelation(0, 10, 1, null);
        Expression condition = Predicates.Call(">", range.Output[0], Literal.Of(-1L));
        for (int i = 0; i < Depth; i++)
        {
            var part = Predicates.Call(">", range.Output[0], Literal.Of((long)i));
            condition = rightDeep ? Predicates.Call(connective, part, condition) : Predicates.Call(connective, condition, part);
        }
        Timed(new Filter(range, condition), semanticsOnly: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Optimize_DeepArithmetic_EndsInTime(bool constant)
    {
        var range = new RangeRelation(0, 10, 1, null);
        Expression sum = constant ? Literal.Of(0L) : range.Output[0];
        for (int i = 0; i < Depth; i++)
        {
            sum = Predicates.Call("+", sum, Literal.Of(1L));
        }
        var optimized = Timed(new Project(range, [new Alias(sum, "x")]), semanticsOnly: false);
        if (constant)
        {
            Assert.Contains("5000 AS x", PlanTree.Print(optimized), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Optimize_ManyJoins_EndsInTime()
    {
        LogicalPlan plan = new RangeRelation(0, 10, 1, null);
        for (int i = 0; i < 60; i++)
        {
            var right = new RangeRelation(0, 10, 1, null);
            plan = new Join(plan, right, JoinKind.Inner, Predicates.Equal(plan.Output[^1], right.Output[0]));
        }
        Timed(plan, semanticsOnly: false);
    }

    private static LogicalPlan Timed(LogicalPlan plan, bool semanticsOnly)
    {
        var clock = Stopwatch.StartNew();
        var optimized = DeepStack.Run(() => Optimizer.Optimize(plan, RuleContext.Default with { SemanticsOnly = semanticsOnly }));
        Assert.True(clock.Elapsed < _bound, $"took {clock.Elapsed}");
        return optimized;
    }
}
