using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Execution.Plans;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization;
using Gateway.Storage.Scanning;

namespace Gateway.Engine.Planning;

/// <summary>Chooses physical operators for an optimized plan.</summary>
/// <param name="settings">Settings that steer the choice.</param>
/// <param name="cancellation">Ends the work early.</param>
internal sealed class PhysicalPlanner(PlannerSettings settings, CancellationToken cancellation)
{
    private readonly SharedPlans _shared = new();
    private int? _localPartitions;

    public PlannerSettings Settings { get; } = settings;

    public PhysicalPlan Plan(LogicalPlan plan)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        cancellation.ThrowIfCancellationRequested();
        return plan switch
        {
            Project project => PlanProject(project),
            Filter { Input: TableScan scan } filter => ScanPlanning.Plan(scan, Predicates.Conjuncts(filter.Condition)),
            Filter filter => new FilterNode(PlanInput(filter.Input, [filter.Condition]), BinderOf(filter.Input).Bind(filter.Condition)),
            TableScan scan => ScanPlanning.Plan(scan, []),
            Join join => JoinPlanning.Plan(join, this),
            MarkJoin mark => JoinPlanning.Plan(mark, this),
            Aggregate aggregate => AggregatePlanning.Plan(aggregate, this),
            Window window => PlanWindow(window),
            Sort sort => new SortNode(Plan(sort.Input), Order(sort), sort.Global),
            Limit limit => PlanLimit(limit),
            Offset offset => new LimitNode(Plan(offset.Input), null, Count(offset.Count)),
            Tail tail => new TailNode(Plan(tail.Input), Count(tail.Count)),
            Distinct distinct => CollationKeys.Distinct(Plan(distinct.Input), []),
            Deduplicate { WithinWatermark: true } => throw new QueryException("_LEGACY_ERROR_TEMP_3102", ("msg", "dropDuplicatesWithinWatermark is not supported with batch DataFrames/DataSets")),
            Deduplicate deduplicate => CollationKeys.Distinct(Plan(deduplicate.Input),
                deduplicate.AllColumns ? [] : [.. deduplicate.KeyAttributes.Select(BinderOf(deduplicate.Input).Ordinal)]),
            SetOperation operation => SetOperationPlanning.Plan(operation, this),
            Generate generate => PlanGenerate(generate),
            Expand expand => new ExpandNode(Plan(expand.Input), [.. expand.Projections.Select(list => BinderOf(expand.Input).Bind(list))], expand.Schema),
            Sample sample => new SampleNode(Plan(sample.Input), sample.LowerBound, sample.UpperBound, sample.WithReplacement, sample.Seed ?? Random.Shared.NextInt64()),
            Repartition repartition => PlanRepartition(repartition),
            SingleRow single => new SingleRowNode(Plan(single.Input), single.Origin),
            LocalRelation local => new ValuesNode(local.Schema, [.. local.Rows.Select(static row => Unsafe.As<object?[], ImmutableArray<object?>>(ref row))], _localPartitions ?? Settings.DefaultParallelism),
            OneRowRelation => new OneRowNode(),
            RangeRelation range => new RangeNode(range.Start, range.End, range.Step, range.Partitions ?? Settings.DefaultParallelism, range.Attributes[0].Name),
            WithCte with => PlanWith(with),
            CteReference reference => _shared.Read(reference),
            CollectMetrics metrics => Plan(metrics.Input),
            SubqueryAlias alias => Plan(alias.Input),
            View view => Plan(view.Input),
            MetricView => throw new QueryException("INTERNAL_ERROR", ("message", "A metric view can be read by a GROUP BY, or by the measures of a global aggregation, only.")),
            _ => throw new System.Diagnostics.UnreachableException($"{plan.GetType().Name} has no physical form"),
        };
    }

    public static Binder BinderOf(LogicalPlan input) => new(input.Output);

    internal static long Count(Expression count) => count is Literal { Value: not null } literal
        ? Convert.ToInt64(literal.Value, System.Globalization.CultureInfo.InvariantCulture)
        : Convert.ToInt64(Compute.Evaluation.ConstantFolding.Evaluate(count, Compute.Evaluation.QuerySettings.Default).Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Plans the input of an operator that Spark evaluates over local rows when it plans: all of them are of partition 0, which random expressions show.</summary>
    private PhysicalPlan PlanInput(LogicalPlan input, IEnumerable<Expression> expressions)
    {
        var rows = input;
        while (rows is Project or Filter or SubqueryAlias or View or Limit)
        {
            rows = ((UnaryPlan)rows).Input;
        }
        if (rows is not LocalRelation || expressions.All(static expression => expression.Deterministic))
        {
            return Plan(input);
        }
        int? before = _localPartitions;
        _localPartitions = 1;
        var planned = Plan(input);
        _localPartitions = before;
        return planned;
    }

    private ProjectNode PlanProject(Project project)
    {
        var binder = BinderOf(project.Input);
        return new ProjectNode(PlanInput(project.Input, project.Items), [.. project.Items.Select(item => binder.Bind(item is Alias alias ? alias.Child : item))], project.Schema);
    }

    private static ImmutableArray<SortOrder> Order(Sort sort) => CollationKeys.Of(BinderOf(sort.Input).Bind(sort.Order));

    private PhysicalPlan PlanLimit(Limit limit)
    {
        long count = Count(limit.Count);
        return limit.Input switch
        {
            Sort { Global: true } sort => new TopNNode(Plan(sort.Input), Order(sort), count),
            Offset { Input: Sort { Global: true } sort } offset => new TopNNode(Plan(sort.Input), Order(sort), count, Count(offset.Count)),
            Offset offset => new LimitNode(Plan(offset.Input), count, Count(offset.Count)),
            Project { Input: Sort { Global: true } or Offset { Input: Sort { Global: true } } } project when project.Items.All(static item => item.Deterministic) =>
                PlanProject(project with { Input = limit with { Input = project.Input } }),
            _ => new LimitNode(Plan(limit.Input), count),
        };
    }

    private WindowNode PlanWindow(Window window)
    {
        var binder = BinderOf(window.Input);
        var items = window.Items.Cast<Alias>().ToList();
        return new WindowNode(Plan(window.Input), CollationKeys.Of(binder.Bind(window.PartitionBy)), CollationKeys.Of(binder.Bind(window.OrderBy)),
            [.. items.Select(item => CollationKeys.Of((WindowExpression)binder.Bind(item.Child)))], [.. items.Select(static item => item.Name)]);
    }

    private GenerateNode PlanGenerate(Generate generate)
    {
        var binder = BinderOf(generate.Input);
        var generated = new StructType(generate.GeneratorOutput.Select(static attribute => attribute.ToField()));
        return new GenerateNode(Plan(generate.Input), (FunctionCall)binder.Bind(generate.Generator), generate.Outer, [.. Enumerable.Range(0, generate.Input.Output.Length)], generated);
    }

    private RepartitionNode PlanRepartition(Repartition repartition)
    {
        var binder = BinderOf(repartition.Input);
        int count = repartition.Count ?? Settings.ShufflePartitions;
        Partitioning partitioning = repartition switch
        {
            { Shuffle: false } => new CoalescePartitioning(count),
            { PartitionBy: [SortOrder, ..] } => new RangePartitioning(CollationKeys.Of(binder.Bind(repartition.PartitionBy.Cast<SortOrder>())), count),
            { PartitionBy: [FunctionCall { CalledName: "direct_shuffle_partition_id" } direct] } => new DirectPartitioning(binder.Bind(direct.Arguments[0]), count),
            { PartitionBy.IsEmpty: false } => new HashPartitioning(CollationKeys.Of(binder.Bind(repartition.PartitionBy)), count),
            _ => new RoundRobinPartitioning(count),
        };
        return new RepartitionNode(Plan(repartition.Input), partitioning);
    }

    private PhysicalPlan PlanWith(WithCte with)
    {
        foreach (var definition in with.Definitions)
        {
            _shared.Define(definition, definition.Recursive ? RowsTaken(with, definition.Id) : null, this);
        }
        return Plan(with.Input);
    }

    /// <summary>Gives the count of a LIMIT over nothing but projections of the only reference to a definition.</summary>
    private static long? RowsTaken(WithCte with, long id)
    {
        if (with.SelfAndDescendants().OfType<CteReference>().Count(reference => reference.Id == id && !reference.IsRecursive) != 1)
        {
            return null;
        }
        long? taken = null;
        var plan = with.Input;
        while (plan is UnaryPlan unary and (Limit or Project or SubqueryAlias))
        {
            taken = plan is Limit limit ? Count(limit.Count) : taken;
            plan = unary.Input;
        }
        return plan is CteReference { IsRecursive: false } found && found.Id == id ? taken : null;
    }
}

/// <summary>What the planner may look at.</summary>
/// <param name="RecursionLevelLimit">Rounds of a recursive WITH; negative for no limit.</param>
/// <param name="RecursionRowLimit">Rows of a recursive WITH; negative for no limit.</param>
/// <param name="DefaultParallelism">Partitions of a range without a count.</param>
internal sealed record PlannerSettings(int DefaultParallelism, int ShufflePartitions, int RecursionLevelLimit, long RecursionRowLimit);
