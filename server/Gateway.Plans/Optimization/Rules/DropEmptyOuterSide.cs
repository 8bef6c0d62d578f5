using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>LeftJoin(l, VALUES without rows) becomes Project(l, NULLs): the condition never runs, nor do its errors. Other joins that keep or drop all rows likewise.</summary>
public sealed class DropEmptyOuterSide : Rule
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan? Apply(LogicalPlan plan, RuleContext context) => plan switch
    {
        Join { Kind: JoinKind.LeftAnti, Right: LocalRelation { FromSql: true, Rows.IsEmpty: true } } join => join.Left,
        Join { Kind: JoinKind.LeftSemi, Right: LocalRelation { FromSql: true, Rows.IsEmpty: true } } join => new LocalRelation(join.Output, []),
        Join { Kind: JoinKind.LeftOuter or JoinKind.FullOuter, Right: LocalRelation { FromSql: true, Rows.IsEmpty: true } } join => new Project(join.Left, [.. join.Left.Output, .. Nulls(join.Right)]) { Origin = join.Origin },
        Join { Kind: JoinKind.RightOuter or JoinKind.FullOuter, Left: LocalRelation { FromSql: true, Rows.IsEmpty: true } } join => new Project(join.Right, [.. Nulls(join.Left), .. join.Right.Output]) { Origin = join.Origin },
        _ => null,
    };

    private static IEnumerable<Expression> Nulls(LogicalPlan side) =>
        side.Output.Select(static attribute => (Expression)new Alias(Literal.NullOf(attribute.Type), attribute.Name, attribute.Id, attribute.Qualifier, attribute.Metadata));
}
