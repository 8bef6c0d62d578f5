using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Functions that are called without parentheses when no column has the name.</summary>
internal sealed class BareFunctionLayer(Func<UnresolvedFunction, Expression> build) : IScopeLayer
{
    private static readonly Dictionary<string, string> _functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["current_date"] = "current_date",
        ["current_timestamp"] = "current_timestamp",
        ["current_time"] = "current_time",
        ["localtime"] = "localtime",
        ["current_user"] = "current_user",
        ["user"] = "current_user",
        ["session_user"] = "current_user",
        ["current_path"] = "current_path",
        ["grouping__id"] = "grouping_id",
    };

    public Expression? Find(UnresolvedAttribute name)
    {
        if (name.NameParts.Length != 1 || !_functions.TryGetValue(name.NameParts[0], out string? function))
        {
            return null;
        }
        var call = build(new UnresolvedFunction(function) { Origin = name.Origin });
        return function == "grouping_id" ? new Alias(call, name.NameParts[0]) : call;
    }
}

/// <summary>Parameters of the lambdas around an expression, innermost first.</summary>
internal sealed class LambdaLayer(ImmutableArray<LambdaVariable> variables, AnalyzerContext context) : IScopeLayer
{
    public Expression? Find(UnresolvedAttribute name)
    {
        foreach (var variable in variables)
        {
            if (context.NameComparer.Equals(variable.Name, name.NameParts[0]))
            {
                Expression value = variable with { Origin = name.Origin };
                foreach (string part in name.NameParts[1..])
                {
                    value = FieldAccess.ByName(value, part, Origin.None, context);
                }
                return value;
            }
        }
        return null;
    }
}

/// <summary>Session and script variables; the longest name that matches wins, the other parts are fields.</summary>
internal sealed class VariableLayer(AnalyzerContext context) : IScopeLayer
{
    public Expression? Find(UnresolvedAttribute name)
    {
        for (int length = name.NameParts.Length; length > 0; length--)
        {
            if (context.Catalog.FindVariable(name.NameParts[..length]) is not { } variable)
            {
                continue;
            }
            Expression value = new VariableReference(variable.NameParts, variable.Value) { WrittenName = name.NameParts[length - 1], Origin = name.Origin };
            if (length == name.NameParts.Length)
            {
                return value;
            }
            foreach (string part in name.NameParts[length..])
            {
                value = FieldAccess.ByName(value, part, name.Origin, context);
            }
            return new Alias(value, name.NameParts[^1]) { Origin = name.Origin };
        }
        return null;
    }
}

/// <summary>Parameters of a SQL function inside its body, bare or qualified by the function's name; bound to the call's arguments.</summary>
internal sealed class ParameterLayer(string functionName, ImmutableArray<(string Name, Expression Value)> parameters, AnalyzerContext context) : IScopeLayer
{
    public Expression? Find(UnresolvedAttribute name) =>
        Read(name, 0) ?? (name.NameParts.Length > 1 && context.NameComparer.Equals(functionName, name.NameParts[0]) ? Read(name, 1) : null);

    private Expression? Read(UnresolvedAttribute name, int position)
    {
        foreach (var (parameter, argument) in parameters)
        {
            if (context.NameComparer.Equals(parameter, name.NameParts[position]))
            {
                Expression value = argument;
                foreach (string part in name.NameParts[(position + 1)..])
                {
                    value = FieldAccess.ByName(value, part, name.Origin, context);
                }
                return value;
            }
        }
        return null;
    }
}
