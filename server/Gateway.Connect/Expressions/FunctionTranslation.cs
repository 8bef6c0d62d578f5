using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Connect.Expressions;

/// <summary>Translates calls by name.</summary>
internal static class FunctionTranslation
{
    public static Expression Translate(Translator translator, Proto.Expression.Types.UnresolvedFunction message)
    {
        var arguments = translator.Expressions(message.Arguments);
        if (message.IsUserDefinedFunction)
        {
            return new UnresolvedFunction(translator.Host.ParseName(message.FunctionName), arguments, message.IsDistinct);
        }
        return message.FunctionName switch
        {
            "when" => When(arguments),
            "distributed_sequence_id" when arguments.IsEmpty => RowPosition(),
            "product" or "timestampadd" or "timestampdiff" or "unwrap_udt" or "years" or "months" or "days" or "hours" or "bucket" => new UnresolvedFunction([message.FunctionName], arguments, IsInternal: true),
            "in" when arguments.Length > 0 => new In(arguments[0], arguments[1..]),
            _ => new UnresolvedFunction([message.FunctionName], arguments, message.IsDistinct, IsInternal: message.IsInternal),
        };
    }

    public static Expression Translate(Translator translator, Proto.CallFunction message) =>
        new UnresolvedFunction(translator.Host.ParseName(message.FunctionName), translator.Expressions(message.Arguments));

    public static Expression Translate(Translator translator, Proto.NamedArgumentExpression message) =>
        new NamedArgument(message.Key, translator.Expression(InvalidPlan.Required(message.Value, message, "value")));

    /// <summary>Counts the rows of all partitions in their order, from 0.</summary>
    private static Cast RowPosition()
    {
        var frame = new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.CurrentRow));
        var order = new SortOrder(Literal.Of(1));
        var position = new WindowExpression(new UnresolvedFunction(["row_number"], []), new WindowSpec([], [order], frame));
        return new Cast(new UnresolvedFunction(["-"], [position, Literal.Of(1)]), LongType.Instance, EvaluationMode.Legacy);
    }

    /// <summary>Condition and value in turn, then perhaps an ELSE value.</summary>
    private static CaseWhen When(ImmutableArray<Expression> arguments)
    {
        if (arguments.Length < 2)
        {
            throw new QueryException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", ("functionName", "`when`"), ("expectedNum", "> 1"), ("actualNum", arguments.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("docroot", "https://spark.apache.org/docs/latest"));
        }
        var branches = ImmutableArray.CreateBuilder<(Expression, Expression)>(arguments.Length / 2);
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            branches.Add((arguments[i], arguments[i + 1]));
        }
        return new CaseWhen(branches.ToImmutable(), arguments.Length % 2 == 1 ? arguments[^1] : null);
    }
}
