using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Gives the lambdas among a call's arguments typed parameters, once the other arguments are resolved, and resolves their bodies.</summary>
internal static class LambdaBinding
{
    public static Expression Apply(Expression built, ExpressionResolver resolver)
    {
        if (built is not FunctionCall { Function.Lambdas: { } binder } call)
        {
            return built;
        }
        var positions = binder.Lambdas.Select(static lambda => lambda.Position).ToHashSet();
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (!positions.Contains(i) && !call.Arguments[i].Resolved)
            {
                return call;
            }
        }
        call = GiveTypesToNulls(call, positions);
        foreach (var lambda in binder.Lambdas)
        {
            if (lambda.Position >= call.Arguments.Length)
            {
                continue;
            }
            var argument = call.Arguments[lambda.Position];
            if (argument is not LambdaFunction && !argument.Resolved)
            {
                return call;
            }
            if (FindMisfit(call, positions) is { } misfit)
            {
                throw new QueryException(misfit);
            }
            var types = lambda.ParameterTypes(call);
            call = call with { Arguments = call.Arguments.SetItem(lambda.Position, Bind(argument, types, resolver)) };
        }
        return resolver.Complete(call);
    }

    /// <summary>A NULL for a collection takes a type only where plain expressions stand for all lambdas: a lambda is bound before the NULL could be cast.</summary>
    private static FunctionCall GiveTypesToNulls(FunctionCall call, HashSet<int> lambdaPositions)
    {
        if (lambdaPositions.Any(position => position >= call.Arguments.Length || call.Arguments[position] is LambdaFunction))
        {
            return call;
        }
        ImmutableArray<Expression> arguments = [.. call.Arguments.Select((argument, i) =>
            !lambdaPositions.Contains(i) && argument.Type is NullType && call.Function.ParameterAt(i) is { } parameter && EmptyType(parameter.Accepts) is { } type
                ? new Cast(argument, type, call.Mode) { Origin = argument.Origin }
                : argument)];
        return call with { Arguments = arguments };
    }

    private static DataType? EmptyType(TypeRule rule)
    {
        DataType[] empty = [new ArrayType(NullType.Instance, true), new MapType(NullType.Instance, NullType.Instance, true)];
        return rule.Accepts(NullType.Instance) ? null : Array.Find(empty, type => rule.Accepts(type));
    }

    /// <summary>Returns the fault of the first argument that is no lambda and has not the type the function takes: its elements have no type to give.</summary>
    private static QueryError? FindMisfit(FunctionCall call, HashSet<int> lambdaPositions)
    {
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (!lambdaPositions.Contains(i) && call.Function.ParameterAt(i) is { } parameter && !parameter.Accepts.Accepts(call.Arguments[i].Type))
            {
                return FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE",
                    ("paramIndex", FunctionCheck.Ordinal(i)), ("requiredType", parameter.Accepts.Text),
                    ("inputSql", FunctionCheck.Quoted(call.Arguments[i])), ("inputType", FunctionCheck.Quoted(call.Arguments[i].Type)));
            }
        }
        return null;
    }

    private static Expression Bind(Expression argument, ImmutableArray<(Core.Types.DataType Type, bool Nullable)> types, ExpressionResolver resolver)
    {
        if (argument is not LambdaFunction lambda)
        {
            var hidden = types.Select(static (type, i) => (Expression)new LambdaVariable("col" + i.ToString(CultureInfo.InvariantCulture), type.Type, type.Nullable, ExpressionId.Next()));
            return new LambdaFunction(argument, [.. hidden]) { Origin = argument.Origin };
        }
        if (lambda.Arguments.All(static variable => variable is LambdaVariable))
        {
            return lambda;
        }
        var names = lambda.Arguments.Select(NameOf).ToArray();
        if (names.Length != types.Length)
        {
            throw new QueryException("INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", lambda.Origin,
                ("expectedNumArgs", names.Length.ToString(CultureInfo.InvariantCulture)), ("actualNumArgs", types.Length.ToString(CultureInfo.InvariantCulture)));
        }
        if (names.Distinct(resolver.Context.NameComparer).Count() < names.Length)
        {
            throw new QueryException("INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES", lambda.Origin,
                ("args", string.Join(", ", names.Select(static name => Quote.Id(name)))), ("caseSensitiveConfig", Quote.Conf("spark.sql.caseSensitive")));
        }
        ImmutableArray<LambdaVariable> variables = [.. names.Select((name, i) => new LambdaVariable(name, types[i].Type, types[i].Nullable, ExpressionId.Next()))];
        var body = resolver.ForLambda(resolver.Scope.Before(new LambdaLayer(variables, resolver.Context))).Resolve(lambda.Body);
        return new LambdaFunction(body, ImmutableArray<Expression>.CastUp(variables)) { Origin = lambda.Origin };
    }

    private static string NameOf(Expression variable) => variable switch
    {
        UnresolvedLambdaVariable named => named.NameParts[0],
        LambdaVariable bound => bound.Name,
        UnresolvedAttribute attribute => attribute.NameParts[0],
        _ => throw new System.Diagnostics.UnreachableException(variable.GetType().Name),
    };
}
