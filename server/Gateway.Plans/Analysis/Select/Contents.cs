using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Asks what an expression contains.</summary>
internal static class Contents
{
    public static bool HasWindow(Expression expression) => expression.Any(static node => node is WindowExpression or UnresolvedWindowExpression);

    /// <summary>Tells whether a function that needs OVER stands without it.</summary>
    public static bool HasBareWindowFunction(Expression expression) => expression switch
    {
        FunctionCall { Function.Kind: FunctionKind.Window } => true,
        WindowExpression window => window.Function.Children.Any(HasBareWindowFunction) || window.Spec.Expressions.Any(HasBareWindowFunction),
        UnresolvedWindowExpression => false,
        _ => expression.Children.Any(HasBareWindowFunction),
    };

    /// <summary>Tells whether an aggregate stands outside the function position of a window.</summary>
    public static bool HasAggregate(Expression expression)
    {
        if (expression is AggregateExpression || IsGrouping(expression))
        {
            return true;
        }
        if (expression is WindowExpression window)
        {
            return window.Function.Children.Any(HasAggregate) || window.Spec.Expressions.Any(HasAggregate);
        }
        if (expression is UnresolvedWindowExpression named)
        {
            return named.Function.Children.Any(HasAggregate);
        }
        foreach (var child in expression.Children)
        {
            if (HasAggregate(child))
            {
                return true;
            }
        }
        return false;
    }

    public static bool HasGenerator(Expression expression) => expression.Any(IsGenerator);

    public static bool IsGenerator(Expression expression) => expression is FunctionCall { Function.Kind: FunctionKind.Generator };

    /// <summary>Tells whether the call is grouping() or grouping_id().</summary>
    public static bool IsGrouping(Expression expression) => expression is FunctionCall { Function.Name: "grouping" or "grouping_id" };

    public static bool HasSubquery(Expression expression) => expression.Any(static node => node is Logical.SubqueryExpression);

    /// <summary>Gets the expression under its alias.</summary>
    public static Expression Value(Expression item) => item is Alias alias ? alias.Child : item;
}
