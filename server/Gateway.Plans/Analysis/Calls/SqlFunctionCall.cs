using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Expands calls of functions that are written in SQL: the body is resolved with the function's own settings, its parameters stand for the arguments.</summary>
internal static class SqlFunctionCall
{
    public static Expression Build(UnresolvedFunction call, SqlFunction function, ExpressionResolver resolver)
    {
        if (resolver.InsideLambda)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_SQL_UDF", call.Origin, ("funcName", Quote.Id(function.NameParts)));
        }
        var bound = Bind(call.Arguments, function, call.Origin, resolver);
        if (bound is not { } parameters)
        {
            return call;
        }
        var text = new SqlText(function.Body, "", "");
        var context = resolver.Context.Captured(function.Settings, function.CurrentCatalog, function.CurrentNamespace);
        var inner = resolver.Resolution.Within(context, new ParameterLayer(function.NameParts[^1], parameters, context));
        Expression body;
        if (function.BodyIsQuery)
        {
            var query = Preparation.Apply(context.ParsePlan(text), context);
            body = inner.Expressions(new Scope([], []) { OuterLayers = [new ParameterLayer(function.NameParts[^1], parameters, context)] }).Resolve(new ScalarSubquery(query));
        }
        else
        {
            body = inner.Expressions(ScopeFactory.Over([], [], inner)).Resolve(context.ParseExpression(text));
        }
        if (!body.Resolved)
        {
            return body;
        }
        var result = body.Type.Equals(function.Returns) ? body : new Cast(body, function.Returns, context.Mode) { Origin = call.Origin, Tags = Holds(function.Returns) };
        var shown = new StoredFunctionName(function.NameParts, call.Arguments);
        return new Replaceable(shown, result) { Origin = call.Origin };
    }

    /// <summary>Text that passes through a function holds its collation as a column's does.</summary>
    private static ExpressionTags Holds(DataType type) => type is StringType ? ExpressionTags.UserCast : ExpressionTags.None;

    /// <summary>Casts the arguments to the parameters' types; null while one is unresolved.</summary>
    public static ImmutableArray<(string Name, Expression Value)>? Bind(ImmutableArray<Expression> arguments, SqlFunction function, Origin origin, ExpressionResolver resolver)
    {
        var context = resolver.Context;
        string routine = Quote.Id(function.NameParts);
        var parameters = function.Parameters.Select(parameter => new NamedParameter(parameter.Name,
            parameter.DefaultText is { } text ? () => resolver.With(Scope.Empty).Resolve(context.ParseExpression(new SqlText(text))) : null));
        if (arguments.Length > function.Parameters.Length)
        {
            throw new QueryException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", origin, ("functionName", routine),
                ("expectedNum", function.Parameters.Length.ToString(CultureInfo.InvariantCulture)), ("actualNum", arguments.Length.ToString(CultureInfo.InvariantCulture)),
                ("docroot", "https://spark.apache.org/docs/latest"));
        }
        var arranged = NamedArguments.Arrange(arguments, [.. parameters], routine, origin, context);
        var bound = ImmutableArray.CreateBuilder<(string, Expression)>();
        for (int i = 0; i < arranged.Length; i++)
        {
            if (!arranged[i].Resolved)
            {
                return null;
            }
            var type = function.Parameters[i].Type;
            var value = arranged[i].Type.Equals(type) ? arranged[i] : new Cast(arranged[i], type, context.Mode) { Origin = arranged[i].Origin, Tags = Holds(type) };
            bound.Add((function.Parameters[i].Name, value));
        }
        return bound.ToImmutable();
    }
}

/// <summary>Prints a call of a stored function; never evaluated.</summary>
internal sealed record StoredFunctionName(ImmutableArray<string> NameParts, ImmutableArray<Expression> Arguments) : Expression
{
    public override ImmutableArray<Expression> Children => Arguments;
    public override DataType Type => NullType.Instance;
    public override bool Nullable => true;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Arguments = children };
    public override void Print(ExpressionWriter writer) => writer.Call(string.Join('.', NameParts), Arguments);
}
