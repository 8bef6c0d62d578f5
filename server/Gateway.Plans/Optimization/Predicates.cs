using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization;

/// <summary>Takes conditions apart and puts them together.</summary>
public static class Predicates
{
    /// <summary>Lists the operands of a tree of ANDs, left to right.</summary>
    public static List<Expression> Conjuncts(Expression? condition) => Split(condition, "and");

    public static List<Expression> Disjuncts(Expression condition) => Split(condition, "or");

    /// <summary>Joins conditions with AND, left-associative; null for none.</summary>
    public static Expression? All(IEnumerable<Expression> conjuncts) => Combine(conjuncts, "and");

    public static Expression? Any(IEnumerable<Expression> disjuncts) => Combine(disjuncts, "or");

    public static Expression Call(string name, params ImmutableArray<Expression> arguments) =>
        new FunctionCall(FunctionRegistry.Builtin.Find(name) ?? throw new System.Diagnostics.UnreachableException(name), name, arguments, EvaluationMode.Ansi);

    public static Expression And(Expression left, Expression right) => Call("and", left, right);

    public static Expression Not(Expression operand) => Call("not", operand);

    public static Expression Equal(Expression left, Expression right) => Call("=", left, right);

    public static Expression NullSafeEqual(Expression left, Expression right) => Call("<=>", left, right);

    public static bool IsCall(Expression expression, string name) => expression is FunctionCall call && call.Function.Name == name;

    public static bool IsTrue(Expression? expression) => expression is Literal { Value: true };

    public static bool IsFalseOrNull(Expression expression) => expression is Literal { Value: false or null };

    /// <summary>Gets the ids of all attributes an expression reads, outer references excluded.</summary>
    public static HashSet<ExpressionId> References(Expression expression)
    {
        var ids = new HashSet<ExpressionId>();
        AddReferences(expression, ids);
        return ids;
    }

    public static void AddReferences(Expression expression, HashSet<ExpressionId> ids)
    {
        foreach (var node in expression.SelfAndDescendants())
        {
            if (node is AttributeReference attribute)
            {
                ids.Add(attribute.Id);
            }
            else if (node is SubqueryExpression subquery)
            {
                AddOuterReferences(subquery.Plan, ids);
            }
        }
    }

    /// <summary>Adds the ids that a plan reads from the query around it.</summary>
    public static void AddOuterReferences(LogicalPlan plan, HashSet<ExpressionId> ids)
    {
        foreach (var node in plan.SelfAndDescendants())
        {
            foreach (var expression in node.Expressions)
            {
                foreach (var part in expression.SelfAndDescendants())
                {
                    if (part is OuterReference outer)
                    {
                        ids.Add(outer.Attribute.Id);
                    }
                    else if (part is SubqueryExpression subquery)
                    {
                        AddOuterReferences(subquery.Plan, ids);
                    }
                }
            }
        }
    }

    public static HashSet<ExpressionId> Ids(this LogicalPlan plan) => [.. plan.Output.Select(static attribute => attribute.Id)];

    public static bool CoveredBy(Expression expression, HashSet<ExpressionId> ids) => References(expression).IsSubsetOf(ids);

    /// <summary>Replaces attributes by what a projection below computes for them.</summary>
    public static Expression Substitute(Expression expression, IReadOnlyDictionary<ExpressionId, Expression> definitions) =>
        expression.TransformUp(node => node switch
        {
            AttributeReference attribute when definitions.TryGetValue(attribute.Id, out var definition) => definition,
            SubqueryExpression subquery => subquery.WithPlan(SubstituteOuter(subquery.Plan, definitions)),
            _ => node,
        });

    /// <summary>Maps the output ids of a select list to the expressions behind them.</summary>
    public static Dictionary<ExpressionId, Expression> Definitions(IEnumerable<Expression> items)
    {
        var definitions = new Dictionary<ExpressionId, Expression>();
        foreach (var item in items)
        {
            if (item is Alias alias)
            {
                definitions[alias.Id] = alias.Child;
            }
        }
        return definitions;
    }

    public static bool HasSubquery(Expression expression) => expression.Any(static node => node is SubqueryExpression);

    public static bool HasOuterReference(Expression expression) => expression.Any(static node => node is OuterReference);

    public static bool HasAggregate(Expression expression) => expression.Any(static node => node is AggregateExpression);

    public static bool HasWindow(Expression expression) => expression.Any(static node => node is WindowExpression);

    /// <summary>Tells whether evaluating the expression may raise an error for some row.</summary>
    public static bool CanThrow(Expression expression) => HasSubquery(expression) || FaultAnalysis.CanThrow(expression);

    private static LogicalPlan SubstituteOuter(LogicalPlan plan, IReadOnlyDictionary<ExpressionId, Expression> definitions) =>
        plan.TransformUp(node => node.MapExpressions(expression => expression.TransformUp(part => part switch
        {
            OuterReference outer when definitions.TryGetValue(outer.Attribute.Id, out var definition) =>
                definition.TransformUp(static inner => inner is AttributeReference attribute ? new OuterReference(attribute) : inner),
            SubqueryExpression subquery => subquery.WithPlan(SubstituteOuter(subquery.Plan, definitions)),
            _ => part,
        })));

    private static List<Expression> Split(Expression? condition, string name)
    {
        var parts = new List<Expression>();
        if (condition is null)
        {
            return parts;
        }
        var stack = new Stack<Expression>();
        stack.Push(condition);
        while (stack.TryPop(out var node))
        {
            if (node is FunctionCall call && call.Function.Name == name)
            {
                stack.Push(call.Arguments[1]);
                stack.Push(call.Arguments[0]);
            }
            else
            {
                parts.Add(node);
            }
        }
        return parts;
    }

    private static Expression? Combine(IEnumerable<Expression> operands, string name)
    {
        Expression? combined = null;
        foreach (var operand in operands)
        {
            combined = combined is null ? operand : Call(name, combined, operand);
        }
        return combined;
    }
}
