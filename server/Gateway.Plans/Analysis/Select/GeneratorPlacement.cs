using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Checks;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Refuses generators inside other expressions and outside of select lists.</summary>
internal static class GeneratorPlacement
{
    /// <summary>Checks a select item: a generator may only be the item itself.</summary>
    public static void CheckItem(Expression item, Resolution resolution)
    {
        var value = item switch
        {
            UnresolvedAlias { Child: MultiAlias several } => several.Child,
            UnresolvedAlias unnamed => unnamed.Child,
            MultiAlias several => several.Child,
            Alias alias => alias.Child,
            _ => item,
        };
        var below = Contents.IsGenerator(value) ? value.Children.AsEnumerable() : [value];
        if (below.Any(Contents.HasGenerator))
        {
            resolution.Throw(FaultPhase.Clauses, new QueryException("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", ("expression", Quote.Expr(value.PrettyText))));
        }
    }

    /// <summary>Checks an operator that takes no generators.</summary>
    public static void CheckOperator(LogicalPlan plan, Resolution resolution)
    {
        if (plan is not (Project or Aggregate or Generate or UnresolvedTableFunction or UnresolvedInlineTable or Unnest) && plan.Expressions.Any(Contents.HasGenerator))
        {
            resolution.Throw(FaultPhase.Clauses, new QueryException("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", ("plan", PlanText.Line(plan))));
        }
    }
}
