using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Makes the windows of a WINDOW clause known to the select list below.</summary>
internal sealed class WindowDefinitionsResolver : OperatorResolver<WithWindowDefinitions>
{
    public override bool ResolvesInputsFirst => false;

    protected override LogicalPlan Resolve(WithWindowDefinitions node, Resolution resolution)
    {
        bool together = resolution.KeepsSelectTogether;
        var input = together ? resolution.ResolveTogetherWithWindows(node.Input, node.Definitions) : resolution.ResolveWithWindows(node.Input, node.Definitions);
        return input.Resolved ? input : node with { Input = input };
    }
}

/// <summary>Resolves QUALIFY: its window functions join the select list below, the filter stands above them.</summary>
internal sealed class QualifyResolver : OperatorResolver<UnresolvedQualify>
{
    public override bool ResolvesInputsFirst => false;

    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(UnresolvedQualify node, Resolution resolution)
    {
        var input = resolution.ResolveTogether(node.Input);
        if (!input.Resolved)
        {
            return node with { Input = input };
        }
        var (items, below, having) = input switch
        {
            Project project => (project.Items, project.Input, null),
            Aggregate aggregate => (aggregate.Items, aggregate.Input, null),
            Filter { Input: Aggregate aggregate } conditional => (aggregate.Items, aggregate.Input, conditional.Condition),
            _ => (ImmutableArray<Expression>.CastUp(input.Output), input, (Expression?)null),
        };
        var layers = ImmutableArray.CreateBuilder<IScopeLayer>();
        layers.Add(new AttributeLayer(below.Output, resolution.Context));
        layers.Add(new SelectAliasLayer(items, resolution.Context));
        var scope = ScopeFactory.With(layers, layers.ToImmutable(), below.Output, resolution) with { Inputs = [below] };
        var condition = resolution.Expressions(scope).Resolve(node.Condition);
        if (!condition.Resolved)
        {
            return node with { Input = input, Condition = condition };
        }
        if (input is Project && condition.SelfAndDescendants().OfType<AggregateExpression>().FirstOrDefault(aggregate => !IsWindowed(condition, aggregate)) is { } found)
        {
            throw new QueryException("QUALIFY_AGGREGATE_NOT_ALLOWED", found.Origin, ("aggregateExpr", Quote.Expr(found.PrettyText)));
        }
        if (!Contents.HasWindow(condition) && !items.Any(Contents.HasWindow))
        {
            throw new QueryException("QUALIFY_REQUIRES_WINDOW_FUNCTION");
        }
        if (condition.Type is not BooleanType)
        {
            condition = new Cast(condition, BooleanType.Instance, resolution.Context.Mode) { Origin = condition.Origin };
        }
        var extra = new Alias(condition, "_qualify") { Origin = condition.Origin };
        LogicalPlan select = input switch
        {
            Project project => project with { Items = project.Items.Add(extra) },
            Aggregate aggregate => aggregate with { Items = aggregate.Items.Add(extra) },
            Filter { Input: Aggregate aggregate } => aggregate with { Items = aggregate.Items.Add(extra) },
            _ => new Project(input, items.Add(extra)),
        };
        var split = SelectSplit.Split(select, resolution, having);
        var filter = new Filter(split, split.Output[^1]) { Origin = node.Origin };
        return new Project(filter, ImmutableArray<Expression>.CastUp(split.Output[..^1])) { Origin = node.Origin };
    }

    private static bool IsWindowed(Expression condition, AggregateExpression aggregate) =>
        condition.Any(node => node is WindowExpression window && ReferenceEquals(window.Function, aggregate));
}

/// <summary>Resolves the keys of dropDuplicates.</summary>
internal sealed class DeduplicateResolver : OperatorResolver<Deduplicate>
{
    protected override LogicalPlan Resolve(Deduplicate node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        if (node.AllColumns)
        {
            return node with { KeyAttributes = node.Input.Output };
        }
        var comparer = resolution.Context.NameComparer;
        var keys = ImmutableArray.CreateBuilder<AttributeReference>();
        foreach (string key in node.Keys)
        {
            var found = node.Input.Output.Where(attribute => comparer.Equals(attribute.Name, key)).ToList();
            if (found.Count == 0)
            {
                throw new QueryException("CONNECT_INVALID_PLAN.UNRESOLVED_COLUMN_AMONG_FIELD_NAMES",
                    ("colName", Quote.Id(key)), ("fieldNames", string.Join(", ", node.Input.Output.Select(static attribute => attribute.Name))));
            }
            keys.AddRange(found);
        }
        return node with { KeyAttributes = keys.ToImmutable() };
    }
}
