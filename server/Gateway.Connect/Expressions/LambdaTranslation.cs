using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;

namespace Gateway.Connect.Expressions;

/// <summary>Translates lambda functions and the references to their arguments.</summary>
internal static class LambdaTranslation
{
    private const int MaxArguments = 3;

    public static Expression Translate(Translator translator, Proto.Expression.Types.LambdaFunction message)
    {
        int count = message.Arguments.Count;
        if (count is 0 or > MaxArguments)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.LAMBDA_FUNCTION_ARGUMENT_COUNT_INVALID", ("got", count.ToString(CultureInfo.InvariantCulture)));
        }
        return new LambdaFunction(
            translator.Expression(InvalidPlan.Required(message.Function, message, "function")),
            [.. message.Arguments.Select(Variable)]);
    }

    public static Expression Variable(Proto.Expression.Types.UnresolvedNamedLambdaVariable message) => message.NameParts.Count > 0
        ? new UnresolvedLambdaVariable([.. message.NameParts])
        : throw new QueryException("CONNECT_INVALID_PLAN.UNRESOLVED_NAMED_LAMBDA_VARIABLE_REQUIRES_NAME_PART");
}
