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

    /// <summary>Each argument is implicitly cast to what its parameter takes.</summary>
    public static Expression? ImplicitArguments(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall call || call.Function.Coercion != ArgumentCoercion.Implicit)
        {
            return null;
        }
        ImmutableArray<Expression>.Builder? changed = null;
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            var argument = call.Arguments[i];
            if (argument is LambdaFunction || call.Function.ParameterAt(i) is not { } parameter || parameter.Accepts.Accepts(argument.Type) ||
                ImplicitCast.Find(argument.Type, parameter.Accepts, context.Ansi) is not { } target)
            {
                continue;
            }
            changed ??= call.Arguments.ToBuilder();
            changed[i] = context.Cast(argument, target, call);
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

/// <summary>Finds the type that an argument is implicitly cast to for a parameter.</summary>
public static class ImplicitCast
{
    /// <summary>Returns the target type, or null where no implicit cast leads to the parameter.</summary>
    public static DataType? Find(DataType from, TypeRule rule, bool ansi)
    {
        if (rule.Accepts(from))
        {
            return from;
        }
        if (rule.Alternatives is { } alternatives)
        {
            foreach (var alternative in alternatives)
            {
                if (Find(from, alternative, ansi) is { } target)
                {
                    return target;
                }
            }
            return null;
        }
        return rule.DefaultType is { } type ? ansi ? Ansi(from, type, rule) : Legacy(from, type, rule) : null;
    }

    private static DataType? Ansi(DataType from, DataType to, TypeRule rule)
    {
        if (from is NullType)
        {
            return to;
        }
        switch (from, to)
        {
            // An abstract numeric parameter takes a string as DOUBLE.
            case (StringType, NumericType) when rule.Accepts(DoubleType.Instance) && rule.Accepts(IntegerType.Instance):
                return DoubleType.Instance;
            case (StringType, NumericType or BooleanType or BinaryType or DateType or TimestampType or TimestampNtzType or TimeType or TimestampNanosType):
                return to;
            case (IntegralType, DecimalType):
                return CastRules.AsDecimal(from);
            case (NumericType, NumericType) when to is not DecimalType:
                return WidestType.Tightest(from, to, ansi: true) is { } widest && widest.Equals(to) || to is DoubleType && from is DecimalType ? to : null;
            case (FractionalType, DecimalType):
                return null;
            case (DateType, TimestampType or TimestampNtzType or TimestampNanosType):
            case (TimestampNtzType, TimestampType):
                return to;
            case (_, StringType) when from.IsIn(TypeClass.Numeric | TypeClass.Boolean | TypeClass.DateTime | TypeClass.Binary | TypeClass.YearMonth | TypeClass.DayTime):
                return to;
            case (ArrayType a, ArrayType b):
                return Element(a.Element, b.Element, ansi: true) is { } element ? new ArrayType(element, a.ContainsNull) : null;
            default:
                return null;
        }
    }

    private static DataType? Legacy(DataType from, DataType to, TypeRule rule)
    {
        if (from is NullType)
        {
            return to;
        }
        switch (from, to)
        {
            case (StringType, NumericType) when rule.Accepts(DoubleType.Instance) && rule.Accepts(IntegerType.Instance):
                return DoubleType.Instance;
            case (StringType, DecimalType):
                return DecimalType.SystemDefault;
            case (StringType, NumericType or BooleanType or BinaryType or DateType or TimestampType or TimestampNtzType or TimeType or TimestampNanosType):
                return to;
            case (IntegralType or FractionalType, DecimalType):
                return CastRules.AsDecimal(from);
            case (NumericType, NumericType):
                return to;
            case (DateType, TimestampType or TimestampNtzType or TimestampNanosType):
            case (TimestampType or TimestampNtzType, DateType):
            case (TimestampType, TimestampNtzType):
            case (TimestampNtzType, TimestampType):
                return to;
            case (BinaryType, StringType):
                return to;
            case (_, StringType) when from.IsIn(TypeClass.Numeric | TypeClass.Boolean | TypeClass.DateTime | TypeClass.YearMonth | TypeClass.DayTime):
                return to;
            case (ArrayType a, ArrayType b):
                return Element(a.Element, b.Element, ansi: false) is { } element ? new ArrayType(element, a.ContainsNull) : null;
            default:
                return null;
        }
    }

    private static DataType? Element(DataType from, DataType to, bool ansi) => Find(from, TypeRule.Of(to), ansi);
}
