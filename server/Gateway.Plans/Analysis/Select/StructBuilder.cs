using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Builds structs by calls of <c>named_struct</c>, null where the struct they come from is null.</summary>
internal static class StructBuilder
{
    /// <param name="source">The struct whose nullness the result has.</param>
    /// <param name="namesAndValues">Names (string literals) and values in turn.</param>
    public static Expression Make(Expression source, ImmutableArray<Expression> namesAndValues, AnalyzerContext context)
    {
        var made = Call("named_struct", context, namesAndValues);
        return source.Nullable
            ? new CaseWhen([(Call("isnotnull", context, [source]), made)], Literal.NullOf(made.Type))
            : made;
    }

    /// <summary>Makes a call of a built-in function over resolved arguments.</summary>
    public static FunctionCall Call(string name, AnalyzerContext context, ImmutableArray<Expression> arguments) =>
        new(context.Functions.Find(name) ?? throw new System.Diagnostics.UnreachableException($"the registry has no {name}"), name, arguments, context.Mode);
}
