using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Expressions;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Builds aggregate calls: the ordering of WITHIN GROUP becomes further arguments, IGNORE NULLS the flag that the function takes.</summary>
internal static class AggregateCalls
{
    /// <summary>How a function takes WITHIN GROUP.</summary>
    private sealed record Ordering(bool Required, bool Forbidden, int Count);

    private static readonly Dictionary<string, Ordering> _orderings = new(StringComparer.Ordinal)
    {
        ["percentile_cont"] = new(true, false, 1),
        ["percentile_disc"] = new(true, false, 1),
        ["mode"] = new(false, false, 1),
        ["listagg"] = new(false, false, int.MaxValue),
        ["string_agg"] = new(false, false, int.MaxValue),
    };

    public static Expression Build(UnresolvedFunction call, FunctionDefinition definition, ImmutableArray<Expression> arguments, ExpressionResolver resolver)
    {
        var ordering = _orderings.GetValueOrDefault(definition.Name);
        CheckWithinGroup(call, definition, ordering);
        CheckNullsFlag(call, definition, arguments);
        if (call.IgnoreNulls == true && CallModifiers.TakesNulls(definition))
        {
            arguments = [.. arguments.Take(1), Literal.True];
        }
        var function = new FunctionCall(definition, NameOf(call), [.. arguments, .. call.WithinGroup], resolver.Context.Mode) { Origin = call.Origin };
        var completed = resolver.Complete(function);
        if (definition.Name == "count" && completed is FunctionCall { Arguments.IsEmpty: true } bare)
        {
            completed = new Replaceable(bare, new AggregateExpression(bare with { Arguments = [Literal.Null] }, false, null)) { Origin = call.Origin };
        }
        return completed switch
        {
            FunctionCall coerced => new AggregateExpression(coerced, call.IsDistinct, call.Filter) { Origin = call.Origin },
            Replaceable replaceable => replaceable with { Replacement = Modify(replaceable.Replacement, call) },
            _ => completed,
        };
    }

    /// <summary>A call that says how it treats NULLs prints the first name of its function, whatever it was called.</summary>
    private static string NameOf(UnresolvedFunction call) => (CallBuilder.CalledName(call), call.IgnoreNulls) switch
    {
        ("first_value", not null) => "first",
        ("last_value", not null) => "last",
        (var name, _) => name,
    };

    private static void CheckNullsFlag(UnresolvedFunction call, FunctionDefinition definition, ImmutableArray<Expression> arguments)
    {
        if (definition.Name is "any_value" or "first" or "first_value" or "last" or "last_value" && arguments.Length > 1 && arguments[1] is not Literal { Value: bool })
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1210", call.Origin, ("funcName", NameOf(call with { IgnoreNulls = false })));
        }
    }

    /// <summary>Puts the modifiers on the aggregates of a function that is written in terms of others.</summary>
    private static Expression Modify(Expression replacement, UnresolvedFunction call) => !call.IsDistinct && call.Filter is null
        ? replacement
        : replacement.TransformUp(node => node is AggregateExpression aggregate ? aggregate with { IsDistinct = call.IsDistinct, Filter = call.Filter } : node);

    private static void CheckWithinGroup(UnresolvedFunction call, FunctionDefinition definition, Ordering? ordering)
    {
        string name = Quote.Id(call.NameParts[^1].ToLowerInvariant());
        if (call.WithinGroup.IsEmpty)
        {
            if (ordering is { Required: true } || (definition.Name == "mode" && call.Arguments.IsEmpty))
            {
                throw new QueryException("INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING", call.Origin, ("funcName", name));
            }
            return;
        }
        if (ordering is null)
        {
            throw new QueryException("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", call.Origin, ("prettyName", name), ("syntax", "WITHIN GROUP (ORDER BY ...)"));
        }
        if (call.IsDistinct && ordering.Count == 1)
        {
            throw new QueryException("INVALID_WITHIN_GROUP_EXPRESSION.DISTINCT_UNSUPPORTED", call.Origin, ("funcName", name));
        }
        int expected = definition.Name == "mode" && !call.Arguments.IsEmpty ? 0 : ordering.Count;
        if (expected != int.MaxValue && call.WithinGroup.Length != expected)
        {
            throw new QueryException("INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS", call.Origin,
                ("funcName", expected == 0 ? name : Quote.Id(definition.Name switch { "mode" => "Mode", "percentile_disc" => "PercentileDisc", _ => definition.Name })), ("expectedNum", Text(expected)), ("actualNum", Text(call.WithinGroup.Length)));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
