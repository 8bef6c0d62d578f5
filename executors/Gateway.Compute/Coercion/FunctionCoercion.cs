using System.Collections.Immutable;
using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Rules for the arguments of ordinary functions.</summary>
internal static class FunctionCoercion
{
    /// <summary>Functions over values of one type: all arguments become the widest common type.</summary>
    public static Expression? CommonType(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall call || call.Function.Coercion is not (ArgumentCoercion.Widest or ArgumentCoercion.WidestWithoutStrings) || call.Arguments.IsEmpty)
        {
            return null;
        }
        DataType[] types = [.. call.Arguments.Select(static argument => argument.Type)];
        if (TypeMerging.AllSame(types))
        {
            return null;
        }
        var common = call.Function.Coercion == ArgumentCoercion.Widest
            ? WidestType.Find(types, context.Ansi)
            : WidestType.FindWithoutStrings(types, context.Ansi);
        return common is null ? null : call with { Arguments = [.. call.Arguments.Select(argument => context.Cast(argument, common, call))] };
    }

    /// <summary>Binary arguments become text where settings ask for it.</summary>
    public static Expression? BinaryAsText(Expression node, CoercionContext context) =>
        node is FunctionCall call && context.TextOnly.Contains(call.Function.Name) && call.Arguments.Any(static argument => argument.Type is BinaryType)
            ? call with { Arguments = [.. call.Arguments.Select(argument => argument.Type is BinaryType ? context.Cast(argument, StringType.Instance, call) : argument)] }
            : null;

    /// <summary>Each argument is implicitly cast to what its parameter takes; functions without casts still take NULL.</summary>
    public static Expression? ImplicitArguments(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall { Function.Coercion: ArgumentCoercion.Implicit or ArgumentCoercion.None } call)
        {
            return null;
        }
        ImmutableArray<Expression>.Builder? changed = null;
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            var argument = call.Arguments[i];
            if (argument is LambdaFunction || (call.Function.Coercion == ArgumentCoercion.None && argument.Type is not NullType) || call.Function.ParameterAt(i) is not { } parameter || parameter.Accepts.Accepts(argument.Type) ||
                ImplicitCast.Find(argument.Type, parameter.Accepts, context.Ansi) is not { } target)
            {
                continue;
            }
            changed ??= call.Arguments.ToBuilder();
            // Functions that convert nothing still take an untyped NULL, as a constant.
            changed[i] = call.Function.Coercion == ArgumentCoercion.None ? Literal.NullOf(target) with { Origin = argument.Origin } : context.Cast(argument, target, call);
        }
        return changed is null ? null : call with { Arguments = changed.MoveToImmutable() };
    }

    /// <summary>The row's own coercion of the whole argument list.</summary>
    public static Expression? OwnRule(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall { Function.Coerce: { } coerce } call || coerce(call, context.Ansi) is not { } arguments)
        {
            return null;
        }
        return arguments.AsSpan().SequenceEqual(call.Arguments.AsSpan(), ReferenceEqualityComparer.Instance) ? null : call with { Arguments = arguments };
    }
}
