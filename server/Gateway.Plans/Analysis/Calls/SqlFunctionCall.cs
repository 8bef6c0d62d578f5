using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Expands calls of functions that are written in SQL: the body is resolved with the function's own settings, its parameters stand for the arguments.</summary>
internal static class SqlFunctionCall
{
    public static Expression Build(UnresolvedFunction call, SqlFunction function, ExpressionResolver resolver)
    {
        if (resolver.InsideLambda && call.Arguments.Any(static argument => argument.SelfAndDescendants().Any(static node => node is LambdaVariable)))
        {
            throw new QueryException("UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_SQL_UDF", call.Origin, ("funcName", string.Join('.', function.NameParts)));
        }
        if (Bind(call.Arguments, function, call.Origin, call.Origin, resolver) is not { } parameters)
        {
            return call;
        }
        var text = new SqlText(function.Body, "", "");
        var context = resolver.Context.Captured(function.Settings, function.CurrentCatalog, function.CurrentNamespace);
        using var zone = SessionZone.Enter(context.Settings.TimeZone);
        parameters = StoredZone.KeepArguments(parameters, context, resolver.Context);
        var inner = resolver.Resolution.Within(context, new ParameterLayer(function.NameParts[^1], parameters, context));
        Expression body;
        if (function.BodyIsQuery)
        {
            var query = Preparation.Apply(DefaultCollations.Apply(context.ParsePlan(text), function.Collation), context);
            body = inner.Expressions(new Scope([], []) { OuterLayers = [new ParameterLayer(function.NameParts[^1], parameters, context)] }).Resolve(new ScalarSubquery(query) { Origin = call.Origin });
        }
        else
        {
            body = inner.Expressions(ScopeFactory.Over([], [], inner)).Resolve(DefaultCollations.Apply(context.ParseExpression(text), function.Collation));
        }
        if (!body.Resolved)
        {
            return body.SelfAndDescendants().OfType<UnresolvedFunction>().FirstOrDefault() is { NameParts: var lost } && parameters.All(static parameter => parameter.Value.Resolved)
                ? throw new QueryException("UNRESOLVED_ROUTINE", call.Origin, ("routineName", Quote.Id(lost)), ("searchPath", resolver.Context.SearchPath))
                : body;
        }
        if (body is ScalarSubquery { Plan: Project { Input: OneRowRelation, Items: [Alias { Child: var only }] } } && only.SelfAndDescendants().All(static node => node is not OuterReference))
        {
            body = only;
        }
        var result = body.Type.Equals(function.Returns) ? body : new Cast(body, function.Returns, context.Mode) { Origin = call.Origin, Tags = Holds(function.Returns) };
        var shown = new StoredFunctionName(function.NameParts, call.Arguments.Any(static argument => argument is NamedArgument)
            ? [.. parameters.Select(parameter => parameter.Value is Cast cast && cast.Origin.Equals(call.Origin) ? cast.Child : parameter.Value)] : call.Arguments);
        return new Replaceable(shown, StoredZone.Keep(Blamed(result, call.Origin), context, resolver.Context)) { Origin = call.Origin };
    }

    /// <summary>Makes run-time errors of the body and the arguments point at the call; those of calls inside keep theirs.</summary>
    private static Expression Blamed(Expression body, Origin call) => body.TransformUp(node =>
        node is AttributeReference or Literal or SubqueryExpression || node.Origin.Body is not null || !node.Origin.IsKnown ? node : node with { Origin = node.Origin.UsedAt(call) });

    /// <summary>Text that passes through a function holds its collation as a column's does.</summary>
    private static ExpressionTags Holds(DataType type) => type is StringType ? ExpressionTags.UserCast : ExpressionTags.None;

    /// <summary>Casts the arguments to the parameters' types; null while one is unresolved.</summary>
    /// <param name="countOrigin">What a wrong number of arguments points at.</param>
    public static ImmutableArray<(string Name, Expression Value)>? Bind(ImmutableArray<Expression> arguments, SqlFunction function, Origin origin, Origin countOrigin, ExpressionResolver resolver)
    {
        var context = resolver.Context;
        string routine = Quote.Id(function.NameParts);
        var parameters = function.Parameters.Select(parameter => new NamedParameter(parameter.Name,
            parameter.DefaultText is { } text ? () => resolver.With(Scope.Empty).Resolve(context.ParseExpression(new SqlText(text))) : null));
        bool tooFew = arguments.Length < function.Parameters.Count(static parameter => parameter.DefaultText is null);
        if (!arguments.Any(static argument => argument is NamedArgument) && (tooFew || arguments.Length > function.Parameters.Length))
        {
            throw new QueryException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", countOrigin, ("functionName", routine),
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
            bound.Add((function.Parameters[i].Name, arranged[i].Type.Equals(type) ? arranged[i] : new Cast(arranged[i], type, context.Mode) { Origin = origin, Tags = Holds(type) }));
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

    /// <summary>Words that the function stands where none written in SQL may.</summary>
    /// <param name="node">The operator, as Spark names it.</param>
    public QueryException Misused(string node, Origin origin) => new("UNSUPPORTED_SQL_UDF_USAGE", origin, ("functionName", Quote.Id(NameParts)), ("nodeName", node));
}
