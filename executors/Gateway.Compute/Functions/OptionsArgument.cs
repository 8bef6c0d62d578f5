using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Formats;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Reads the options argument of functions over text formats: a map of constant strings.</summary>
internal static class OptionsArgument
{
    /// <summary>Reads the options of a call; none when the argument is absent.</summary>
    public static SourceOptions Read(FunctionCall call, int position)
    {
        if (position >= call.Arguments.Length || ConstantFolding.Evaluate(call.Arguments[position], QuerySettings.Default).Value is not BoxedMap map)
        {
            return SourceOptions.Empty;
        }
        return new SourceOptions(map.Keys.Zip(map.Values).Where(static pair => pair.Second is string).Select(static pair => KeyValuePair.Create((string)pair.First!, (string)pair.Second!)));
    }

    /// <summary>Returns the fault of an options argument, or null.</summary>
    public static QueryError? FindFault(FunctionCall call, int position)
    {
        if (position >= call.Arguments.Length)
        {
            return null;
        }
        var argument = call.Arguments[position];
        if (argument is not FunctionCall { Function.Name: "map" })
        {
            return QueryException.Create("INVALID_OPTIONS.NON_MAP_FUNCTION", call.Origin, null);
        }
        return argument.Type is MapType { Key: StringType, Value: StringType or NullType }
            ? null
            : QueryException.Create("INVALID_OPTIONS.NON_STRING_TYPE", call.Origin, null, ("mapType", FunctionCheck.Quoted(argument.Type)));
    }
}
