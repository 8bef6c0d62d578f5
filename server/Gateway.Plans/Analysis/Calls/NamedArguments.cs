using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>One parameter as named arguments see it.</summary>
/// <param name="Default">What a call without the argument gets; null when it must be given.</param>
internal sealed record NamedParameter(string Name, Func<Expression>? Default, bool Optional = false);

/// <summary>Puts positional and named arguments into the parameters' order.</summary>
internal static class NamedArguments
{
    private const int ProposalCount = 3;

    public static ImmutableArray<Expression> Arrange(UnresolvedFunction call, FunctionDefinition definition, ExpressionResolver resolver)
    {
        if (!definition.SupportsNamedArguments)
        {
            return call.Arguments.Any(static argument => argument is NamedArgument)
                ? throw new QueryException("NAMED_PARAMETERS_NOT_SUPPORTED", call.Origin, ("functionName", Quote.Id(call.NameParts[^1])))
                : call.Arguments;
        }
        int required = definition.MinimumCount;
        var parameters = definition.Parameters.Select((parameter, i) =>
            new NamedParameter(parameter.Name, parameter.Default is { } value ? () => value : null, i >= required));
        if (call.Arguments.TakeWhile(static argument => argument is not NamedArgument).Count() > definition.Parameters.Length)
        {
            return call.Arguments;
        }
        return Arrange(call.Arguments, [.. parameters], Quote.Id(call.NameParts[^1]), call.Origin, resolver.Context);
    }

    /// <param name="routine">The function's name, quoted as messages show it.</param>
    public static ImmutableArray<Expression> Arrange(ImmutableArray<Expression> arguments, ImmutableArray<NamedParameter> parameters, string routine, Origin origin, AnalyzerContext context)
    {
        int positional = 0;
        while (positional < arguments.Length && arguments[positional] is not NamedArgument)
        {
            positional++;
        }
        for (int i = positional; i < arguments.Length; i++)
        {
            if (arguments[i] is not NamedArgument)
            {
                throw new QueryException("UNEXPECTED_POSITIONAL_ARGUMENT", origin, ("routineName", routine), ("parameterName", Quote.Id(((NamedArgument)arguments[i - 1]).Name)));
            }
        }
        var named = new Dictionary<string, Expression>(context.NameComparer);
        foreach (var argument in arguments.Skip(positional).Cast<NamedArgument>())
        {
            int position = IndexOf(parameters, argument.Name, context);
            if (position < 0)
            {
                throw new QueryException("UNRECOGNIZED_PARAMETER_NAME", origin,
                    ("routineName", routine), ("argumentName", Quote.Id(argument.Name)), ("proposal", Proposal(parameters, argument.Name)));
            }
            if (position < positional)
            {
                throw new QueryException("DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED", origin, ("routineName", routine), ("parameterName", Quote.Id(parameters[position].Name)));
            }
            if (!named.TryAdd(argument.Name, argument.Value))
            {
                throw new QueryException("DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE", origin, ("routineName", routine), ("parameterName", Quote.Id(parameters[position].Name)));
            }
        }
        var arranged = ImmutableArray.CreateBuilder<Expression>();
        arranged.AddRange(arguments, positional);
        for (int i = positional; i < parameters.Length; i++)
        {
            if (named.TryGetValue(parameters[i].Name, out var value))
            {
                arranged.Add(value);
            }
            else if (parameters[i].Default is { } standard)
            {
                arranged.Add(standard());
            }
            else if (parameters[i].Optional)
            {
                break;
            }
            else
            {
                throw new QueryException("REQUIRED_PARAMETER_NOT_FOUND", origin,
                    ("routineName", routine), ("parameterName", Quote.Id(parameters[i].Name)), ("index", (i - positional).ToString(CultureInfo.InvariantCulture)));
            }
        }
        return arranged.ToImmutable();
    }

    private static int IndexOf(ImmutableArray<NamedParameter> parameters, string name, AnalyzerContext context)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            if (context.NameComparer.Equals(parameters[i].Name, name))
            {
                return i;
            }
        }
        return -1;
    }

    private static string Proposal(ImmutableArray<NamedParameter> parameters, string name) =>
        string.Join(' ', Suggestions.Nearest(ScalaSets.Order([.. parameters.Select(static parameter => parameter.Name)]).Select(static near => Quote.Id(near)), name).Take(ProposalCount));
}
