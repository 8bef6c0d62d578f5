using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Checks the argument types of a bound call (Spark's checkInputDataTypes).</summary>
public static class FunctionCheck
{
    /// <summary>Spells a 0-based position the way Spark's messages do.</summary>
    public static string Ordinal(int index) => index switch
    {
        0 => "first",
        1 => "second",
        2 => "third",
        _ => (index + 1).ToString(CultureInfo.InvariantCulture) + "th",
    };

    public static bool TypesAreAccepted(FunctionCall call) => FindFault(call) is null;

    /// <summary>Returns the mismatch of the first offending argument, or null. All arguments must be resolved.</summary>
    public static QueryError? FindFault(FunctionCall call)
    {
        var function = call.Function;
        if (function.CheckedForm?.Invoke(call) is { } form)
        {
            return FindFault(form);
        }
        if (function.EarlyCheck?.Invoke(call) is { } first)
        {
            return first;
        }
        if (function.FoldsFirst && FindUnfolded(call) is { } early)
        {
            return early;
        }
        for (int place = 0; place < call.Arguments.Length; place++)
        {
            int i = function.ChecksBackwards ? call.Arguments.Length - 1 - place : place;
            var parameter = function.ParameterAt(i);
            var argument = call.Arguments[i];
            if (parameter is null || argument is LambdaFunction || parameter.Accepts.Accepts(argument.Type))
            {
                continue;
            }
            return Mismatch(call, "UNEXPECTED_INPUT_TYPE",
                ("paramIndex", Ordinal(place)), ("requiredType", parameter.Accepts.TextFor(argument.Type)), ("inputSql", Quoted(argument)), ("inputType", Quoted(argument.Type)));
        }
        if (!function.FoldsFirst && FindUnfolded(call) is { } unfolded)
        {
            return unfolded;
        }
        return function.Check?.Invoke(call);
    }

    private static QueryError? FindUnfolded(FunctionCall call)
    {
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (call.Function.ParameterAt(i) is { Foldable: true } parameter && !call.Arguments[i].Foldable)
            {
                return Mismatch(call, "NON_FOLDABLE_INPUT",
                    ("inputName", IdentifierText.Quote(parameter.Name)), ("inputType", Quoted(call.Arguments[i].Type)), ("inputExpr", Quoted(call.Arguments[i])));
            }
        }
        return null;
    }

    /// <summary>Makes a DATATYPE_MISMATCH error of a call.</summary>
    public static QueryError Mismatch(Expression call, string subcondition, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        (string Name, string Value)[] all = [("sqlExpr", Quoted(Checked(call))), .. parameters];
        return QueryException.Create("DATATYPE_MISMATCH." + subcondition, call.Origin, null, all);
    }

    private static Expression Checked(Expression call) => call is FunctionCall { Function.CheckedName: { } name } wrapping
        ? new FunctionCall(FunctionRegistry.Builtin.Find(name)!, name, wrapping.Arguments, wrapping.Mode)
        : call;

    public static string Quoted(Expression expression) => "\"" + expression.PrettyText + "\"";

    public static string Quoted(DataType type) => "\"" + TypeText.Sql(type) + "\"";
}
