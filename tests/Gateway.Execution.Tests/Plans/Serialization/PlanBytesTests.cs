using System.Reflection;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Plans.Serialization;
using Gateway.Execution.Running;
using Gateway.Execution.Tests.Support;
using Gateway.Storage.Memory;
using Gateway.Storage.Scanning;

namespace Gateway.Execution.Tests.Plans.Serialization;

/// <summary>Plans that come back from their bytes hold the same as before.</summary>
public sealed class PlanBytesTests : IDisposable
{
    /// <summary>Expressions that planning replaces or refuses.</summary>
    private static readonly HashSet<Type> _neverPlanned = [typeof(OuterReference), typeof(LateralColumnAliasReference), typeof(Replaceable)];

    private readonly MemoryPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void RoundTrip_EverySample_GivesTheSamePlanAndBytes()
    {
        foreach (var (name, plan) in SamplePlans.All(_pool))
        {
            byte[] bytes = PlanBytes.Write(plan, SamplePlans.Settings);
            using var decoded = PlanBytes.Read(bytes, _pool);
            Assert.Equal(name + StructuralText.Of(plan), name + StructuralText.Of(decoded.Plan));
            Assert.Equal(StructuralText.Of(SamplePlans.Settings), StructuralText.Of(decoded.Settings));
            Assert.Equal(bytes, PlanBytes.Write(decoded.Plan, decoded.Settings));
            Release(plan);
        }
        Assert.Equal(0, _pool.UsedBytes);
    }

    [Fact]
    public void Samples_HaveEveryTypeOfTheTable()
    {
        var printer = new StructuralText();
        printer.Print(SamplePlans.Settings);
        foreach (var (_, plan) in SamplePlans.All(_pool))
        {
            printer.Print(plan);
            Release(plan);
        }
        Assert.Empty(PlanTypes.All.Where(type => !type.IsAbstract).Except(printer.Types));
    }

    [Fact]
    public void Table_HasEveryPlanNodeExpressionAndType()
    {
        Type[] bases = [typeof(PhysicalPlan), typeof(Partitioning), typeof(Expression), typeof(DataType)];
        var missing = bases.SelectMany(parent => parent.Assembly.GetTypes().Where(type => type.IsSubclassOf(parent) && !type.IsAbstract))
            .Where(static type => !type.IsSubclassOf(typeof(UnresolvedExpression)) && !_neverPlanned.Contains(type))
            .Except(PlanTypes.All);
        Assert.Empty(missing);
    }

    [Fact]
    public void RoundTrip_EveryFunction_GivesTheSameRow()
    {
        foreach (var function in FunctionRegistry.Builtin.All.Concat(FunctionRegistry.Builtin.Tables))
        {
            var plan = new ProjectNode(new OneRowNode(), [new FunctionCall(function, function.Name, [], EvaluationMode.Ansi)], StructType.Empty);
            using var decoded = PlanBytes.Read(PlanBytes.Write(plan, SamplePlans.Settings), _pool);
            Assert.Same(function, ((FunctionCall)((ProjectNode)decoded.Plan).Items[0]).Function);
        }
    }

    [Fact]
    public void Read_Ids_AreNewOnesOfThisProcess()
    {
        var variable = new LambdaVariable("x", LongType.Instance, true, ExpressionId.Next());
        var plan = new ProjectNode(new OneRowNode(), [variable, variable with { Name = "y" }, variable with { Id = ExpressionId.Next() }], StructType.Empty);
        using var decoded = PlanBytes.Read(PlanBytes.Write(plan, SamplePlans.Settings), _pool);
        long[] ids = [.. ((ProjectNode)decoded.Plan).Items.Cast<LambdaVariable>().Select(static item => item.Id.Value)];
        Assert.Equal(ids[0], ids[1]);
        Assert.True(ids[0] > variable.Id.Value && ids[2] > ids[0]);
    }

    [Fact]
    public void Write_ExpressionOfAnalysis_IsRefused()
    {
        var plan = new FilterNode(new OneRowNode(), new UnresolvedAttribute(["a"]));
        Assert.Throws<NotSupportedException>(() => PlanBytes.Write(plan, SamplePlans.Settings));
    }

    [Theory, MemberData(nameof(RunMode.All), MemberType = typeof(RunMode))]
    public void Execute_Bytes_GivesTheRowsAndReturnsTheirMemory(RunMode mode)
    {
        using var source = SamplePlans.Rows(_pool);
        long before = _pool.UsedBytes;
        var plan = new SortNode(new ScanNode(source, new ScanRequest([.. Enumerable.Range(0, SamplePlans.EveryType.Fields.Length)], [])), [new SortOrder(new BoundReference(4, IntegerType.Instance, true))]);
        var options = new ExecutionOptions { Workers = mode.Workers, Spill = mode.Spill, InlineRows = mode.InlineRows };
        var settings = SamplePlans.Settings with { BatchSize = mode.BatchSize };
        var direct = Collect(QueryExecutor.Execute(plan, options, settings, _pool, CancellationToken.None));
        Assert.Equal(103, direct.Count);
        Run.Same(direct, Collect(QueryExecutor.Execute(plan, options with { RoundTripPlans = true }, settings, _pool, CancellationToken.None)));
        Assert.Equal(before, _pool.UsedBytes);
    }

    private static List<object?[]> Collect(QueryResult result)
    {
        var rows = new List<object?[]>();
        using (result)
        {
            while (result.TryNext(out var batch))
            {
                for (int i = 0; i < batch.ActiveCount; i++)
                {
                    rows.Add(Array.ConvertAll(batch.Columns, column => ColumnValues.Get(column, batch.Selection[i])));
                }
            }
        }
        return rows;
    }

    private static void Release(PhysicalPlan plan)
    {
        if (plan is ScanNode { Source: MemorySource source })
        {
            source.Dispose();
        }
        foreach (var child in plan.Children)
        {
            Release(child);
        }
    }
}
