using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
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
        if (!resolved.Expressions.All(static expression => expression.Resolved))
        {
            return resolved;
        }
        var (left, right, symbol) = Sides(resolved);
        if (!Ordering.IsOrderable(left.Type))
        {
            throw new QueryException("ASOF_JOIN_MATCH_CONDITION_INVALID_TYPE", node.Match.Origin, ("type1", Quote.Type(left.Type)), ("type2", Quote.Type(right.Type)));
        }
        bool backward = symbol is ">" or ">=";
        return AsOfPlan.Build(sides with { Origin = node.Origin }, resolved.Match, resolved.Condition, node.Using, new SortOrder(right, Ascending: !backward), resolution);
    }

    /// <summary>Orders the operands of the match so that the left relation's comes first.</summary>
    private static (Expression Left, Expression Right, string Symbol) Sides(UnresolvedAsOfJoin join)
    {
        if (join.Match is not FunctionCall { Function.Name: "<" or "<=" or ">" or ">=" } call)
        {
            throw new QueryException("ASOF_JOIN_MATCH_CONDITION_INVALID_OPERATOR", join.Match.Origin, ("operator", join.Match is FunctionCall other ? other.Function.Name.ToUpperInvariant() : join.Match.PrettyText));
        }
        var (first, second) = (call.Arguments[0], call.Arguments[1]);
        if (Reads(first, join.Left) && Reads(second, join.Right))
        {
            return (first, second, call.Function.Name);
        }
        if (Reads(first, join.Right) && Reads(second, join.Left))
        {
            return (second, first, call.Function.Name.StartsWith('<') ? ">" : "<");
        }
        throw new QueryException("ASOF_JOIN_MATCH_CONDITION_TABLE_REFERENCE", join.Match.Origin, ("refs1", References(first)), ("refs2", References(second)));
    }

    private static bool Reads(Expression expression, LogicalPlan side)
    {
        var ids = side.Output.Select(static attribute => attribute.Id).ToHashSet();
        var read = expression.SelfAndDescendants().OfType<AttributeReference>().ToList();
        return read.Count > 0 && read.TrueForAll(attribute => ids.Contains(attribute.Id));
    }

    private static string References(Expression expression) =>
        string.Join(", ", expression.SelfAndDescendants().OfType<AttributeReference>().Select(static attribute => Quote.Id([.. attribute.Qualifier, attribute.Name])).Distinct());
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
