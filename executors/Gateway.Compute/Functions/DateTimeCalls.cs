using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Builds the calls and casts that date-time functions are written in terms of.</summary>
internal static class DateTimeCalls
{
    /// <summary>Calls a function that SQL cannot see.</summary>
    public static FunctionCall Internal(FunctionCall original, string name, params ImmutableArray<Expression> arguments) =>
        new(FunctionRegistry.Builtin.FindInternal(name)!, name, arguments, original.Mode) { Origin = original.Origin };

    public static FunctionCall Call(FunctionCall original, string name, params ImmutableArray<Expression> arguments) =>
        new(FunctionRegistry.Builtin.Find(name)!, name, arguments, original.Mode) { Origin = original.Origin };

    public static Expression Cast(FunctionCall original, Expression value, DataType type) =>
        TypeMerging.Same(value.Type, type) ? value : new Cast(value, type, original.Mode) { Origin = original.Origin };

    /// <summary>Gets the value of a text argument that must be a constant.</summary>
    public static string? ConstantText(FunctionCall call, int index, string function, string parameter)
    {
        var argument = call.Arguments[index];
        if (!argument.Foldable || argument.Type is not (StringType or NullType))
        {
            throw new QueryException("NON_FOLDABLE_ARGUMENT", call.Origin,
                ("funcName", Quote.Id(function)), ("paramName", Quote.Id(parameter)), ("paramType", Quote.Type(StringType.Instance)));
        }
        return (string?)Evaluation.ConstantFolding.Evaluate(argument, Evaluation.QuerySettings.Default).Value;
    }
}
