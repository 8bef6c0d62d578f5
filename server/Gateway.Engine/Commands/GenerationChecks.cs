using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Checks the expressions of generated columns and constraints over the table's own columns.</summary>
internal static class GenerationChecks
{
    public static void Check(TableSpec spec, CommandContext context)
    {
        foreach (var column in spec.Columns)
        {
            if (column.Generation is not { } written)
            {
                continue;
            }
            if (written.Expression.SelfAndDescendants().Any(static node => node is SubqueryExpression))
            {
                throw new QueryException("UNSUPPORTED_EXPRESSION_GENERATED_COLUMN",
                    ("fieldName", column.Name), ("expressionStr", written.Text), ("reason", "subquery expressions are not allowed for generated columns"));
            }
            Resolve(written.Expression, spec, context);
        }
        foreach (var constraint in spec.Constraints.IsDefault ? [] : spec.Constraints)
        {
            if (constraint.Condition is { } condition && Resolve(condition.Expression, spec, context).Expressions.Any(static item => !item.Deterministic))
            {
                throw new QueryException("NON_DETERMINISTIC_CHECK_CONSTRAINT", condition.Expression.Origin, ("checkCondition", condition.Text));
            }
        }
    }

    private static LogicalPlan Resolve(Expression expression, TableSpec spec, CommandContext context)
    {
        var columns = new LocalRelation([.. spec.Columns.Select(static column => new AttributeReference(column.Name, column.Type, true, Metadata.Empty, ExpressionId.Next(), []))], []);
        return context.Session.Analyze(new Project(columns, [new Alias(expression, "value")]), context.Settings);
    }
}
