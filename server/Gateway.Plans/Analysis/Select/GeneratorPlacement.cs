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
            resolution.Throw(FaultPhase.Clauses, new QueryException("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", ("expression", Quote.Expr(Shown(value).PrettyText))));
        }
    }

    /// <summary>Names outer generators as Spark prints them: the item itself as written, others wrapped.</summary>
    private static Expression Shown(Expression value) => value is FunctionCall call && GeneratorItems.IsOuter(call)
        ? (call with { CalledName = call.Function.Name }).MapChildren(Wrapped)
        : value.MapChildren(Wrapped);

    private static Expression Wrapped(Expression part)
    {
        var inner = part.MapChildren(Wrapped);
        return inner is FunctionCall call && GeneratorItems.IsOuter(call) ? call with { CalledName = "generatorouter", Arguments = [call] } : inner;
    }

    /// <summary>Checks an operator that takes no generators.</summary>
    public static void CheckOperator(LogicalPlan plan, Resolution resolution)
    {
        if (plan is not (Project or Aggregate or Generate or UnresolvedTableFunction or UnresolvedInlineTable or Unnest or UnresolvedAsOfJoin) && plan.Expressions.Any(Contents.HasGenerator))
        {
            resolution.Throw(FaultPhase.Clauses, new QueryException("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", ("plan", PlanText.Line(plan.MapExpressions(Wrapped)))));
        }
    }
}
