using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Project(Project(x, inner), outer) becomes Project(x, outer over inner) where no costly or nondeterministic item would be computed twice.</summary>
public sealed class CollapseProjects : Rule<Project>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Project project, RuleContext context)
    {
        if (project.Input is not Project inner || !inner.Items.All(static item => item.Deterministic) || project.Items.Any(Predicates.HasSubquery))
        {
            return null;
        }
        var definitions = Predicates.Definitions(inner.Items);
        var uses = new Dictionary<ExpressionId, int>();
        foreach (var item in project.Items)
        {
            foreach (var node in item.SelfAndDescendants())
            {
                if (node is AttributeReference attribute && definitions.ContainsKey(attribute.Id))
                {
                    uses[attribute.Id] = uses.GetValueOrDefault(attribute.Id) + 1;
                }
            }
        }
        foreach (var (id, count) in uses)
        {
            if (count > 1 && definitions[id] is not (AttributeReference or Literal or GetStructField { Child: AttributeReference }))
            {
                return null;
            }
        }
        return project with { Input = inner.Input, Items = [.. project.Items.Select(item => Rewrite(item, definitions))] };
    }

    private static Expression Rewrite(Expression item, Dictionary<ExpressionId, Expression> definitions) => item switch
    {
        AttributeReference attribute when definitions.TryGetValue(attribute.Id, out var definition) =>
            new Alias(definition, attribute.Name, attribute.Id, attribute.Qualifier, attribute.Metadata),
        Alias alias => alias with { Child = Predicates.Substitute(alias.Child, definitions) },
        _ => item,
    };
}

/// <summary>Project(x, exactly x's columns in order, unchanged) becomes x.</summary>
public sealed class RemoveTrivialProject : Rule<Project>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Project project, RuleContext context)
    {
        var output = project.Input.Output;
        return project.Items.Length == output.Length && project.Items.Zip(output).All(static pair => pair.First is AttributeReference attribute && attribute.Id == pair.Second.Id)
            ? project.Input
            : null;
    }
}

/// <summary>Limit(n, Limit(m, x)) becomes Limit(min(n, m), x).</summary>
public sealed class MergeLimits : Rule<Limit>
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    protected override LogicalPlan? Apply(Limit outer, RuleContext context) =>
        outer.Input is Limit inner && outer.Count is Literal { Value: int n } && inner.Count is Literal { Value: int m } ? inner with { Count = Literal.Of(Math.Min(n, m)) } : null;
}

/// <summary>Limit(Project(x)) becomes Project(Limit(x)); Limit over UNION ALL limits each side too.</summary>
public sealed class PushLimit : Rule<Limit>
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    protected override LogicalPlan? Apply(Limit limit, RuleContext context) => limit.Input switch
    {
        Project { Input: not (Sort or Limit) } project when project.Items.All(static item => item.Deterministic) => project with { Input = limit with { Input = project.Input } },
        SetOperation { Kind: SetOperationKind.Union, All: true } union when !IsLimited(union.Left) || !IsLimited(union.Right) =>
            limit with { Input = union with { UnionOutput = union.Output, Left = Limited(union.Left, limit), Right = Limited(union.Right, limit) } },
        _ => null,
    };

    private static LogicalPlan Limited(LogicalPlan plan, Limit limit) => IsLimited(plan) ? plan : limit with { Input = plan };

    private static bool IsLimited(LogicalPlan plan) => plan is Limit || (plan is Project project && IsLimited(project.Input));
}

/// <summary>An inner join, filter, project or sort over a relation known to be empty is empty.</summary>
public sealed class PruneEmpty : Rule
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan? Apply(LogicalPlan plan, RuleContext context) => plan switch
    {
        Filter { Input: var input } when IsEmpty(input) => Empty(plan),
        Project { Input: var input } when IsEmpty(input) => Empty(plan),
        Sort { Input: var input } when IsEmpty(input) => input,
        Limit { Input: var input } when IsEmpty(input) => input,
        Limit { Count: Literal { Value: 0 } } => Empty(plan),
        Distinct { Input: var input } when IsEmpty(input) => input,
        Aggregate { Groupings.IsEmpty: false, Input: var input } when IsEmpty(input) => Empty(plan),
        Join { Kind: JoinKind.Inner or JoinKind.Cross or JoinKind.LeftSemi } join when IsEmpty(join.Left) || IsEmpty(join.Right) => Empty(plan),
        Join { Kind: JoinKind.LeftOuter or JoinKind.LeftAnti } join when IsEmpty(join.Left) => Empty(plan),
        _ => null,
    };

    private static bool IsEmpty(LogicalPlan plan) => plan is LocalRelation { Rows.IsEmpty: true, FromSql: false };

    private static LocalRelation Empty(LogicalPlan plan) => new(plan.Output, ImmutableArray<object?[]>.Empty, FromSql: false);
}
