using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Moves select items that later items refer to into a projection below.</summary>
internal static class LateralAliasSplit
{
    public static bool IsUsed(Expression item) => item.Any(static node => node is LateralColumnAliasReference);

    /// <summary>Splits one level: items without references go below when used above, the others stay.</summary>
    public static Project Split(Project project)
    {
        var used = project.Items.SelectMany(static item => item.SelfAndDescendants()).OfType<LateralColumnAliasReference>().Select(static reference => reference.Attribute.Id).ToHashSet();
        var below = ImmutableArray.CreateBuilder<Expression>();
        below.AddRange(ImmutableArray<Expression>.CastUp(project.Input.Output));
        var computed = new HashSet<ExpressionId>();
        var above = ImmutableArray.CreateBuilder<Expression>();
        foreach (var item in project.Items)
        {
            if (item is Alias alias && used.Contains(alias.Id) && !IsUsed(item))
            {
                below.Add(alias);
                computed.Add(alias.Id);
                above.Add(alias.ToAttribute());
            }
            else
            {
                above.Add(item);
            }
        }
        for (int i = 0; i < above.Count; i++)
        {
            above[i] = ItemNaming.TrimInner(above[i].TransformUp(node => node is LateralColumnAliasReference reference && computed.Contains(reference.Attribute.Id) ? reference.Attribute : node));
        }
        return project with { Input = new Project(project.Input, below.ToImmutable()) { Origin = project.Origin }, Items = above.ToImmutable() };
    }
}
