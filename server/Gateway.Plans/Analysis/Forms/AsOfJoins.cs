using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Checks;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Forms;

/// <summary>Resolves ASOF JOIN .. MATCH_CONDITION: the match is a condition, its right operand the order.</summary>
internal sealed class MatchedJoinResolver : OperatorResolver<UnresolvedAsOfJoin>
{
    protected override LogicalPlan Resolve(UnresolvedAsOfJoin node, Resolution resolution)
    {
        if (!node.Left.Resolved || !node.Right.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var sides = JoinResolver.WithDistinctIds(new Join(node.Left, node.Right, node.Kind, null));
        var resolver = resolution.Expressions(resolution.ScopeOf(sides));
        var resolved = (UnresolvedAsOfJoin)(node with { Left = sides.Left, Right = sides.Right }).MapExpressions(resolver.Resolve);
        if (!resolved.Match.Children.All(static operand => operand.Resolved) || resolved.Condition is { Resolved: false })
        {
            return resolved;
        }
        var (left, right, symbol) = Sides(resolved, resolution.Context);
        if (!resolved.Match.Resolved)
        {
            return resolved;
        }
        if (resolved.Condition is { Type: not BooleanType } condition)
        {
            throw new QueryException("JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE", node.Origin, ("joinCondition", Quote.Expr(condition.PrettyText)), ("conditionType", Quote.Type(condition.Type)));
        }
        bool backward = symbol is ">" or ">=";
        return AsOfPlan.Build(sides with { Origin = node.Origin }, resolved.Match, resolved.Condition, node.Using, new SortOrder(right, Ascending: !backward), resolution);
    }

    /// <summary>Orders the operands of the match so that the left relation's comes first.</summary>
    private static (Expression Left, Expression Right, string Symbol) Sides(UnresolvedAsOfJoin join, AnalyzerContext context)
    {
        var call = (FunctionCall)join.Match;
        var (first, second) = (call.Arguments[0], call.Arguments[1]);
        CheckOperand(first, join);
        CheckOperand(second, join);
        if (Reads(first, join.Left) && Reads(second, join.Right))
        {
            return Typed(first, second, call.Function.Name);
        }
        if (Reads(first, join.Right) && Reads(second, join.Left))
        {
            return Typed(second, first, call.Function.Name.StartsWith('<') ? ">" : "<");
        }
        CheckTypes(first, second, join, context);
        bool sameSide = Reads(first, join.Left) && Reads(second, join.Left) || Reads(first, join.Right) && Reads(second, join.Right);
        throw new QueryException("ASOF_JOIN_MATCH_CONDITION_TABLE_REFERENCE", sameSide ? Origin.None : join.Origin, ("refs1", Quote.Expr(Plain(first).PrettyText)), ("refs2", Quote.Expr(Plain(second).PrettyText)));

        (Expression, Expression, string) Typed(Expression left, Expression right, string symbol)
        {
            CheckTypes(first, second, join, context);
            return (left, right, symbol);
        }
    }

    /// <summary>Refuses operands that are no plain values of a row.</summary>
    private static void CheckOperand(Expression operand, UnresolvedAsOfJoin join)
    {
        if (Select.Contents.HasAggregate(operand) || Select.Contents.HasWindow(operand) || Select.Contents.HasGenerator(operand) || Select.Contents.HasSubquery(operand) || !operand.Deterministic)
        {
            throw new QueryException("ASOF_JOIN_MATCH_CONDITION_INVALID_EXPRESSION", join.Origin, ("expr", Quote.Expr(Plain(operand).PrettyText)));
        }
    }

    private static void CheckTypes(Expression first, Expression second, UnresolvedAsOfJoin join, AnalyzerContext context)
    {
        var (left, right) = (Plain(first).Type, Plain(second).Type);
        bool comparable = TypeMerging.Same(left, right) ? Ordering.IsOrderable(left)
            : left is StructType && right is StructType || left is not (ArrayType or MapType or StructType) && right is not (ArrayType or MapType or StructType) && Expressions.CommonTypes.Widest(left, right, context) is not null;
        if (!comparable)
        {
            throw new QueryException("ASOF_JOIN_MATCH_CONDITION_INVALID_TYPE", join.Origin, ("type1", Quote.Type(left)), ("type2", Quote.Type(right)));
        }
    }

    /// <summary>Takes the cast off that comparing with the other operand put on.</summary>
    private static Expression Plain(Expression operand) => operand is Cast { IsUserWritten: false } cast ? cast.Child : operand;

    private static bool Reads(Expression expression, LogicalPlan side)
    {
        var ids = side.Output.Select(static attribute => attribute.Id).ToHashSet();
        return expression.SelfAndDescendants().OfType<AttributeReference>().All(attribute => ids.Contains(attribute.Id));
    }
}

/// <summary>Resolves the as-of join of DataFrames: direction, tolerance, exact matches or not.</summary>
internal sealed class AsOfJoinResolver : OperatorResolver<AsOfJoin>
{
    private static readonly string[] _directions = ["forward", "backward", "nearest"];

    protected override LogicalPlan Resolve(AsOfJoin node, Resolution resolution)
    {
        if (!node.Left.Resolved || !node.Right.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        string direction = node.Direction.ToLowerInvariant();
        if (!_directions.Contains(direction))
        {
            throw new QueryException("AS_OF_JOIN.UNSUPPORTED_DIRECTION", ("direction", node.Direction), ("supported", string.Join(", ", _directions.Select(static name => "'" + name + "'"))));
        }
        var sides = JoinResolver.WithDistinctIds(new Join(node.Left, node.Right, node.Kind, null));
        var resolver = resolution.Expressions(resolution.ScopeOf(sides));
        var resolved = (AsOfJoin)(node with { Left = sides.Left, Right = sides.Right }).MapExpressions(resolver.Resolve);
        if (!resolved.Expressions.All(static expression => expression.Resolved))
        {
            return resolved;
        }
        CheckTolerance(resolved.Tolerance, resolution);
        var calls = new CallMaker(resolution);
        var (left, right) = (resolved.LeftAsOf, resolved.RightAsOf);
        Expression? match = null;
        void Require(Expression condition) => match = match is null ? condition : calls.Call("and", match, condition);
        if (direction == "nearest" && !node.AllowExactMatches)
        {
            Require(calls.Call("not", calls.Call("=", left, right)));
        }
        if (direction != "nearest")
        {
            Require(calls.Call((direction == "backward" ? ">" : "<") + (node.AllowExactMatches ? "=" : ""), left, right));
        }
        if (resolved.Tolerance is { } tolerance)
        {
            if (direction != "forward")
            {
                Require(calls.Call(">=", right, calls.Call("-", left, tolerance)));
            }
            if (direction != "backward")
            {
                Require(calls.Call("<=", right, calls.Call("+", left, tolerance)));
            }
        }
        var order = direction switch
        {
            "backward" => new SortOrder(right, Ascending: false),
            "forward" => new SortOrder(right),
            _ => new SortOrder(new CaseWhen([(calls.Call(">", left, right), calls.Call("-", left, right))], calls.Call("-", right, left))),
        };
        return AsOfPlan.Build(sides with { Origin = node.Origin }, match ?? Literal.True, resolved.Condition, node.Using, order, resolution);
    }

    private static void CheckTolerance(Expression? tolerance, Resolution resolution)
    {
        if (tolerance is null)
        {
            return;
        }
        if (!tolerance.Foldable)
        {
            throw new QueryException("AS_OF_JOIN.TOLERANCE_IS_UNFOLDABLE");
        }
        var isNegative = new CallMaker(resolution).Call("<", tolerance, new Cast(Literal.Of(0), tolerance.Type, EvaluationMode.Legacy));
        if (isNegative.Resolved && ConstantFolding.Evaluate(isNegative, resolution.Context.Settings).Value is true)
        {
            throw new QueryException("AS_OF_JOIN.TOLERANCE_IS_NON_NEGATIVE");
        }
    }
}

/// <summary>Puts an as-of join together once its parts are resolved.</summary>
internal static class AsOfPlan
{
    public static LogicalPlan Build(Join sides, Expression match, Expression? condition, ImmutableArray<string> keys, SortOrder order, Resolution resolution)
    {
        var calls = new CallMaker(resolution);
        var pairs = UsingJoin.Pairs(sides, keys, resolution.Context);
        foreach (var (left, right) in pairs)
        {
            match = calls.Call("and", calls.Call("=", left, right), match);
        }
        if (condition is not null)
        {
            match = calls.Call("and", condition, match);
        }
        var join = sides with { Condition = match, Kind = sides.Kind == JoinKind.Cross ? JoinKind.Inner : sides.Kind };
        if (!join.Resolved)
        {
            return join;
        }
        var ranked = RankedJoin.Build(join, order, 1, resolution);
        return pairs.Count == 0 ? ranked : UsingJoin.Shape(ranked, join, pairs, resolution);
    }
}
