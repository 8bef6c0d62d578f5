using System.Text.RegularExpressions;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Plans.Printing;

namespace Gateway.Plans.Optimization;

/// <summary>Refuses joins that pair every row with every row, unless CROSS JOIN is written.</summary>
public static partial class CrossJoinCheck
{
    /// <summary>Raises an error for the first such join of an optimized plan.</summary>
    public static void Refuse(LogicalPlan plan)
    {
        foreach (var join in plan.SelfAndDescendants().OfType<Join>())
        {
            string? kind = join.Kind switch
            {
                JoinKind.Inner => "INNER",
                JoinKind.LeftOuter => "LEFT OUTER",
                JoinKind.RightOuter => "RIGHT OUTER",
                JoinKind.FullOuter => "FULL OUTER",
                JoinKind.Cross or JoinKind.LeftSemi or JoinKind.LeftAnti => null,
                _ => throw new System.Diagnostics.UnreachableException(join.Kind.ToString()),
            };
            if (kind is not null && !Compares(join))
            {
                throw new QueryException("_LEGACY_ERROR_TEMP_1211", ("joinType", kind), ("leftPlan", Text(join.Left)), ("rightPlan", Text(join.Right)));
            }
        }
    }

    /// <summary>Tells whether some condition reads both sides.</summary>
    private static bool Compares(Join join)
    {
        var left = join.Left.Output.Select(static attribute => attribute.Id).ToHashSet();
        var right = join.Right.Output.Select(static attribute => attribute.Id).ToHashSet();
        return join.Condition is { } condition && Predicates.Conjuncts(condition).Any(part =>
        {
            var read = part.SelfAndDescendants().OfType<AttributeReference>().Select(static attribute => attribute.Id).ToList();
            return read.Any(left.Contains) && read.Any(right.Contains);
        });
    }

    private static string Text(LogicalPlan plan) => EmptyLists().Replace(PlanTree.Print(plan), "").Trim();

    [GeneratedRegex(@" \[\](?=\n|$)")]
    private static partial Regex EmptyLists();
}
