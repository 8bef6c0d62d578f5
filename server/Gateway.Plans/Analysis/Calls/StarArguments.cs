using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Select;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Expands stars among the arguments of a call: count(*) counts rows, others get the columns in place.</summary>
internal static class StarArguments
{
    /// <summary>Forms with a syntax of their own that are ordinary calls in Spark, too.</summary>
    private static readonly HashSet<string> _calls = new(StringComparer.OrdinalIgnoreCase) { "between", "extract", "collate" };

    private static readonly Dictionary<string, string> _operators = new(StringComparer.Ordinal)
    {
        ["+"] = "add", ["-"] = "subtract", ["*"] = "multiply", ["/"] = "divide", ["%"] = "remainder", ["="] = "equalto", ["<=>"] = "equalnullsafe",
        ["<"] = "lessthan", ["<="] = "lessthanorequal", [">"] = "greaterthan", [">="] = "greaterthanorequal",
        ["&"] = "bitwiseand", ["|"] = "bitwiseor", ["^"] = "bitwisexor", ["div"] = "integraldivide",
    };

    public static UnresolvedFunction Expand(UnresolvedFunction call, ExpressionResolver resolver)
    {
        if (!call.Arguments.Any(static argument => argument is UnresolvedStar or UnresolvedRegex))
        {
            return call;
        }
        bool isCount = FunctionLookup.BuiltinName(call.NameParts) is { } name && name.Equals("count", StringComparison.OrdinalIgnoreCase);
        if (isCount && call.Arguments is [UnresolvedStar])
        {
            var star = (UnresolvedStar)call.Arguments[0];
            if (star.Target.IsDefaultOrEmpty && star.Except is null && star.PlanId is null && !call.IsDistinct)
            {
                return call with { Arguments = [Literal.Of(1)] };
            }
            if (resolver.Scope.ExpandsStars && !star.Target.IsDefaultOrEmpty && !resolver.Context.Configuration.GetBoolean("spark.sql.legacy.allowStarWithSingleTableIdentifierInCount"))
            {
                if (resolver.Scope.IsReady)
                {
                    StarExpansion.Expand(star, resolver.Scope, resolver.Context);
                }
                throw new QueryException("INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT", ("tableName", Quote.Id(star.Target)));
            }
        }
        if (!resolver.Scope.ExpandsStars)
        {
            return call;
        }
        if (call.NameParts is [var symbol] && (call.IsOperator ? !_calls.Contains(symbol) : call.RefusesStars || !char.IsLetter(symbol[0])))
        {
            string shown = call.Arguments.OfType<UnresolvedRegex>().FirstOrDefault() is { } regex ? $"regular expression '{regex.Pattern}'" : "'*'";
            throw new QueryException("INVALID_USAGE_OF_STAR_OR_REGEX", ("elem", shown), ("prettyName", "expression " + Quote.Id(NodeName(symbol, call.Arguments.Length))));
        }
        if (!resolver.Scope.IsReady)
        {
            return call;
        }
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        foreach (var argument in call.Arguments)
        {
            if (argument is UnresolvedStar star)
            {
                arguments.AddRange(StarExpansion.Expand(star, resolver.Scope, resolver.Context));
            }
            else if (argument is UnresolvedRegex columns)
            {
                arguments.AddRange(RegexColumns.Expand(columns, resolver.Scope, resolver.Context));
            }
            else
            {
                arguments.Add(argument);
            }
        }
        return call with { Arguments = arguments.ToImmutable() };
    }

    private static string NodeName(string symbol, int operandCount) => (symbol, operandCount) switch
    {
        ("-", 1) => "unaryminus",
        ("+", 1) => "unarypositive",
        ("~", 1) => "bitwisenot",
        ("||", _) => "concat",
        ("likeall" or "likeany", _) => "like",
        ("notlikeall" or "notlikeany", _) => "not",
        _ => _operators.GetValueOrDefault(symbol, symbol.ToLowerInvariant()),
    };
}
