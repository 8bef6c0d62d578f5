using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Demands an order of partition keys.</summary>
internal sealed class WindowOperatorCheck : OperatorCheck<Window>
{
    protected override void Check(Window node, AnalyzerContext context)
    {
        foreach (var key in node.PartitionBy)
        {
            if (!Ordering.IsOrderable(key.Type))
            {
                throw new QueryException("EXPRESSION_TYPE_IS_NOT_ORDERABLE", key.Origin, ("expr", Quote.Expr(key.PrettyText)), ("exprType", Quote.Type(key.Type)));
            }
        }
    }
}

/// <summary>Demands that a recursive definition reads itself only where rows can flow round by round.</summary>
internal sealed class WithCteCheck : OperatorCheck<WithCte>
{
    protected override void Check(WithCte node, AnalyzerContext context)
    {
        foreach (var definition in node.Definitions)
        {
            if (definition.Recursive && IsMisplaced(definition.Plan, definition.Id))
            {
                throw new QueryException("INVALID_RECURSIVE_REFERENCE.PLACE");
            }
        }
    }

    private static bool IsMisplaced(LogicalPlan plan, long id)
    {
        bool stops = plan is Aggregate or Sort or Window;
        if (plan.Expressions.SelectMany(static expression => expression.SelfAndDescendants()).OfType<ScalarSubquery>().Any(subquery => Reads(subquery.Plan, id)))
        {
            return true;
        }
        if (stops && Reads(plan, id))
        {
            return true;
        }
        if (plan is Join join)
        {
            bool leftStops = join.Kind is JoinKind.RightOuter or JoinKind.FullOuter;
            bool rightStops = join.Kind is JoinKind.LeftOuter or JoinKind.FullOuter or JoinKind.LeftSemi or JoinKind.LeftAnti;
            if ((leftStops && Reads(join.Left, id)) || (rightStops && Reads(join.Right, id)))
            {
                return true;
            }
        }
        return plan.Children.Any(child => IsMisplaced(child, id));
    }

    private static bool Reads(LogicalPlan plan, long id) => plan.SelfAndDescendants().Any(node => node is CteReference reference && reference.Id == id);
}
