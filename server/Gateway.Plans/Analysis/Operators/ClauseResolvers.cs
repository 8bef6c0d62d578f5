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
        var (aggregate, having) = AggregateOf(input);
        ImmutableArray<AttributeReference> shown = input.Output;
        if (aggregate is not null)
        {
            // The aggregate is computed first: the condition sees what it shows, no aggregate of its own reaches into it.
            input = new Project(SelectSplit.Split(aggregate, resolution, having), ImmutableArray<Expression>.CastUp(shown)) { Origin = node.Origin };
        }
        var (items, below) = input is Project project ? (project.Items, project.Input) : (ImmutableArray<Expression>.CastUp(input.Output), input);
        var layers = ImmutableArray.CreateBuilder<IScopeLayer>();
        layers.Add(new AttributeLayer(aggregate is null ? below.Output : shown, resolution.Context));
        layers.Add(new SelectAliasLayer(items, resolution.Context));
        if (aggregate is not null)
        {
            layers.Add(new AttributeLayer(aggregate.Input.Output, resolution.Context));
        }
        var scope = ScopeFactory.With(layers, layers.ToImmutable(), below.Output, resolution) with { Inputs = [below] };
        var condition = resolution.Expressions(scope).Resolve(node.Condition);
        if (!condition.Resolved)
        {
            return node with { Input = input, Condition = condition };
        }
        if (aggregate is not null)
        {
            CheckShown(condition, shown);
        }
        if (condition.SelfAndDescendants().OfType<AggregateExpression>().FirstOrDefault(call => !IsWindowed(condition, call)) is { } found)
        {
            throw new QueryException("QUALIFY_AGGREGATE_NOT_ALLOWED", found.Origin, ("aggregateExpr", Quote.Expr(found.PrettyText)));
        }
        if (!Contents.HasWindow(condition) && !items.Any(Contents.HasWindow) && aggregate?.Items.Any(Contents.HasWindow) != true)
        {
            throw new QueryException("QUALIFY_REQUIRES_WINDOW_FUNCTION");
        }
        if (condition.Type is not BooleanType)
        {
            condition = new Cast(condition, BooleanType.Instance, resolution.Context.Mode) { Origin = condition.Origin };
        }
        var extra = new Alias(condition, "_qualify") { Origin = condition.Origin };
        var split = SelectSplit.Split(new Project(below, items.Add(extra)) { Origin = input.Origin, Hidden = input is Project select ? select.Hidden : [] }, resolution, null);
        var filter = new Filter(split, split.Output[^1]) { Origin = node.Origin };
        return new Project(filter, ImmutableArray<Expression>.CastUp(split.Output[..^1])) { Origin = node.Origin };
    }

    /// <summary>Gets the aggregate below, and the condition of HAVING over it.</summary>
    private static (Aggregate? Aggregate, Expression? Having) AggregateOf(LogicalPlan input) => input switch
    {
        Aggregate aggregate => (aggregate, null),
        Filter { Input: Aggregate aggregate } filter => (aggregate, filter.Condition),
        Project { Input: Filter { Input: Aggregate aggregate } filter } => (aggregate, filter.Condition),
        _ => (null, null),
    };

    /// <summary>Refuses columns that only the aggregate's input has.</summary>
    private static void CheckShown(Expression condition, ImmutableArray<AttributeReference> shown)
    {
        var ids = shown.Select(static attribute => attribute.Id).ToHashSet();
        if (condition.SelfAndDescendants().OfType<AttributeReference>().FirstOrDefault(attribute => !ids.Contains(attribute.Id)) is { } missing)
        {
            var names = Suggestions.Nearest(shown.Select(Name), Name(missing)).Take(5);
            throw new QueryException("UNRESOLVED_COLUMN.WITH_SUGGESTION", missing.Origin, ("objectName", Name(missing)), ("proposal", string.Join(", ", names)));
        }
    }

    private static string Name(AttributeReference attribute) => string.Join('.', [.. attribute.Qualifier, attribute.Name]);

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
        if (!node.KeyAttributes.IsDefault)
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
                throw new QueryException("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", ("colName", key), ("fieldNames", string.Join(", ", node.Input.Output.Select(static attribute => attribute.Name))));
            }
            keys.AddRange(found);
        }
        return node with { KeyAttributes = keys.ToImmutable() };
    }
}
