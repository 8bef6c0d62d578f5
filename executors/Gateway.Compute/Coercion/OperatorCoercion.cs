using System.Collections.Immutable;
using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Rules for binary operators.</summary>
internal static class OperatorCoercion
{
    /// <summary>A minus before one operand negates it; the call goes on printing as an operator.</summary>
    public static Expression? UnaryMinus(Expression node, CoercionContext context) => node is FunctionCall { Function.Name: "-", Arguments.Length: 1 } call
        ? call with { Function = FunctionRegistry.Builtin.Find("negative")! }
        : null;

    /// <summary>A string beside a number, date or boolean becomes that type: BIGINT or DOUBLE in ANSI; legacy arithmetic takes DOUBLE, legacy comparison the other type.</summary>
    public static Expression? PromoteStrings(Expression node, CoercionContext context)
    {
        if (node is FunctionCall { Arguments.Length: 1 } unary && unary.Function.Coercion == ArgumentCoercion.Operator)
        {
            return unary.Arguments[0].Type is StringType && unary.Function.Name is "negative" or "positive" or "abs" && unary.Arguments[0].Type is StringType
                ? With(unary, context.Cast(unary.Arguments[0], DoubleType.Instance, unary))
                : null;
        }
        if (node is not FunctionCall call || OperatorKinds.Of(call) is var kind && kind == OperatorKind.None)
        {
            return null;
        }
        var (left, right) = (call.Arguments[0], call.Arguments[1]);
        bool leftText = left.Type is StringType;
        if (leftText == right.Type is StringType)
        {
            return !context.Ansi && leftText && (OperatorKinds.IsArithmetic(kind) || kind == OperatorKind.Bitwise)
                ? With(call, context.Cast(left, DoubleType.Instance, call), context.Cast(right, DoubleType.Instance, call))
                : null;
        }
        var (text, other) = leftText ? (left.Type, right.Type) : (right.Type, left.Type);
        if (context.Ansi)
        {
            // Both sides move: an INT beside a string becomes BIGINT as the string does. A NULL beside a string is a string.
            return (other is NullType ? text : WidestType.FromString(other)) is { } common
                ? With(call, context.Promote(left, common, call), context.Promote(right, common, call))
                : null;
        }
        if (other is NullType && OperatorKinds.IsComparison(kind))
        {
            return With(call, context.Promote(left, text, call), context.Promote(right, text, call));
        }
        if (LegacyTarget(kind, other) is not { } target)
        {
            return null;
        }
        // A decimal beside a string becomes DOUBLE by the decimal rule.
        return leftText ? With(call, context.Cast(left, target, call), right) : With(call, left, context.Cast(right, target, call));
    }

    private static DataType? LegacyTarget(OperatorKind kind, DataType other)
    {
        if (OperatorKinds.IsArithmetic(kind))
        {
            return other is CalendarIntervalType or YearMonthIntervalType or DayTimeIntervalType ? null : DoubleType.Instance;
        }
        if (OperatorKinds.IsComparison(kind))
        {
            return other switch
            {
                DecimalType => DoubleType.Instance,
                NumericType or BooleanType or BinaryType or DateType or TimestampType or TimestampNtzType or TimestampNanosType or TimeType or VariantType or SpatialType => other,
                _ => null,
            };
        }
        return kind == OperatorKind.Bitwise && other is not (CalendarIntervalType or YearMonthIntervalType or DayTimeIntervalType) ? DoubleType.Instance : null;
    }

    /// <summary>Decimals beside integers take the integer's digits (a literal's own digits), beside floating-point numbers become DOUBLE; compared decimals widen to one type.</summary>
    public static Expression? Decimals(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall call || OperatorKinds.Of(call) is var kind && kind == OperatorKind.None)
        {
            return null;
        }
        var (left, right) = (call.Arguments[0], call.Arguments[1]);
        if (OperatorKinds.IsArithmetic(kind) && !context.AllowDecimalPrecisionLoss && !call.ExactDecimals)
        {
            return call with { ExactDecimals = true };
        }
        switch (left.Type, right.Type)
        {
            case (DecimalType, FractionalType):
                return With(call, context.Cast(left, DoubleType.Instance, call), right);
            case (FractionalType, DecimalType):
                return With(call, left, context.Cast(right, DoubleType.Instance, call));
            case (DecimalType, IntegralType):
                return With(call, left, context.Cast(right, IntegerDecimal(right, context), call));
            case (IntegralType, DecimalType):
                return With(call, context.Cast(left, IntegerDecimal(left, context), call), right);
            case (DecimalType a, DecimalType b) when OperatorKinds.IsComparison(kind) && !a.Equals(b):
                var wider = WidestType.Wider(a, b);
                return With(call, context.Cast(left, wider, call), context.Cast(right, wider, call));
            default:
                return null;
        }
    }

    /// <summary>An integer compared with a decimal literal is compared with the literal's integer neighbour; beyond BIGINT the answer is known.</summary>
    public static Expression? IntegerAgainstDecimalLiteral(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall call || OperatorKinds.Of(call) != OperatorKind.Ordering)
        {
            return null;
        }
        var (left, right) = (call.Arguments[0], call.Arguments[1]);
        bool literalRight = right is Literal { Value: Int128, Type: DecimalType } && left.Type is IntegralType;
        bool literalLeft = left is Literal { Value: Int128, Type: DecimalType } && right.Type is IntegralType;
        if (!literalRight && !literalLeft)
        {
            return null;
        }
        var literal = (Literal)(literalRight ? right : left);
        bool less = call.Function.Name.StartsWith('<');
        bool orEqual = call.Function.Name.EndsWith('=');
        // i < v keeps its meaning against ceil(v), i <= v against floor(v); on the other side it is the reverse.
        bool up = (less ^ orEqual) == literalRight;
        var whole = Numerics.DecimalMath.DivideByPowerOfTen((Int128)literal.Value!, ((DecimalType)literal.Type).Scale, up ? Numerics.RoundingMode.Ceiling : Numerics.RoundingMode.Floor);
        if (whole > long.MaxValue || whole < long.MinValue)
        {
            bool literalIsLarge = whole > 0;
            return Literal.Of(literalRight ? literalIsLarge == less : literalIsLarge != less) with { Origin = node.Origin };
        }
        var neighbour = Literal.Of((long)whole) with { Origin = literal.Origin };
        return literalRight ? With(call, left, neighbour) : With(call, neighbour, right);
    }

    /// <summary>Gets the decimal of an integer operand: as many digits as a literal has, else those of its type.</summary>
    private static DecimalType IntegerDecimal(Expression integer, CoercionContext context)
    {
        if (context.LiteralDigits && integer is Literal { Value: short or int or long } literal)
        {
            var magnitude = Int128.Abs(Convert.ToInt64(literal.Value, System.Globalization.CultureInfo.InvariantCulture));
            return new DecimalType(Math.Max(1, Numerics.PowersOfTen.CountDigits((UInt128)magnitude)), 0);
        }
        return CastRules.AsDecimal(integer.Type)!;
    }

    /// <summary>Legacy: a boolean equals a number by way of 1 and 0.</summary>
    public static Expression? BooleanEquality(Expression node, CoercionContext context)
    {
        if (context.Ansi || node is not FunctionCall call || OperatorKinds.Of(call) != OperatorKind.Equality)
        {
            return null;
        }
        var (left, right) = (call.Arguments[0], call.Arguments[1]);
        return (left.Type, right.Type) switch
        {
            (BooleanType, NumericType) => Simplify(call, left, right, context) ?? With(call, context.Cast(left, right.Type, call), right),
            (NumericType, BooleanType) => Simplify(call, right, left, context) ?? With(call, left, context.Cast(right, left.Type, call)),
            _ => null,
        };
    }

    /// <summary>A comparison with the literal 1 or 0 is the boolean itself or its negation.</summary>
    private static Expression? Simplify(FunctionCall call, Expression boolean, Expression number, CoercionContext context)
    {
        if (number is not Literal { Value: { } value } || FunctionRegistry.Builtin.Find("not") is not { } not)
        {
            return null;
        }
        bool nullSafe = call.Function.Name == "<=>";
        bool? truth = IsNumber(value, number.Type, 1) ? true : IsNumber(value, number.Type, 0) ? false : null;
        if (truth is null)
        {
            return null;
        }
        Expression simple = truth.Value ? boolean : new FunctionCall(not, "not", [boolean], call.Mode) { Origin = call.Origin };
        if (!nullSafe)
        {
            return simple;
        }
        var isNotNull = new FunctionCall(FunctionRegistry.Builtin.Find("isnotnull")!, "isnotnull", [boolean], call.Mode) { Origin = call.Origin };
        return new FunctionCall(FunctionRegistry.Builtin.Find("and")!, "and", [isNotNull, simple], call.Mode) { Origin = call.Origin };
    }

    private static bool IsNumber(object value, DataType type, int number) => value switch
    {
        Int128 unscaled => unscaled == number * (type is DecimalType d ? Numerics.PowersOfTen.Int128(d.Scale) : 1),
        _ => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) == number,
    };

    /// <summary>x / y is DOUBLE unless a decimal or interval is divided.</summary>
    public static Expression? Division(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall call || OperatorKinds.Of(call) != OperatorKind.Divide)
        {
            return null;
        }
        var (left, right) = (call.Arguments[0], call.Arguments[1]);
        bool floats = left.Type is DoubleType && right.Type is DoubleType;
        bool decimals = left.Type is DecimalType && right.Type is DecimalType;
        if (floats || decimals || left.Type is not (NumericType or NullType) || right.Type is not (NumericType or NullType))
        {
            return null;
        }
        // Spark asks the left operand first: NULL / decimal is DOUBLE, decimal / NULL is not.
        if (left.Type is DecimalType || (right.Type is DecimalType && left.Type is not NullType))
        {
            return null;
        }
        return With(call, context.Cast(left, DoubleType.Instance, call), context.Cast(right, DoubleType.Instance, call));
    }

    /// <summary>x div y takes BIGINT on both sides.</summary>
    public static Expression? IntegralDivision(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall call || OperatorKinds.Of(call) != OperatorKind.IntegralDivide)
        {
            return null;
        }
        var (left, right) = (call.Arguments[0], call.Arguments[1]);
        if (left.Type is NullType && right.Type is IntegralType or NullType || right.Type is NullType && left.Type is IntegralType)
        {
            return With(call, context.Cast(left, LongType.Instance, call), context.Cast(right, LongType.Instance, call));
        }
        bool narrowLeft = left.Type is ByteType or ShortType or IntegerType;
        bool narrowRight = right.Type is ByteType or ShortType or IntegerType;
        return narrowLeft || narrowRight
            ? With(call, narrowLeft ? context.Cast(left, LongType.Instance, call) : left, narrowRight ? context.Cast(right, LongType.Instance, call) : right)
            : null;
    }

    /// <summary>Operands of different types widen to the tightest common type, if it is one the operator takes.</summary>
    public static Expression? TightestCommonType(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall call || OperatorKinds.Of(call) is var kind && kind == OperatorKind.None)
        {
            return null;
        }
        var (left, right) = (call.Arguments[0], call.Arguments[1]);
        if (left.Type is NullType && right.Type is NullType)
        {
            return NullOperands(kind) is { } type ? With(call, context.Promote(left, type, call), context.Promote(right, type, call)) : null;
        }
        if (left.Type.Equals(right.Type) || (left.Type is DecimalType && right.Type is DecimalType))
        {
            return null;
        }
        if (WidestType.Tightest(left.Type, right.Type, context.Ansi) is not { } common || !Takes(kind, common))
        {
            return null;
        }
        var coerced = With(call, context.Cast(left, common, call), context.Cast(right, common, call));
        return coerced.Arguments.AsSpan().SequenceEqual(call.Arguments.AsSpan(), ReferenceEqualityComparer.Instance) ? null : coerced;
    }

    private static DataType? NullOperands(OperatorKind kind) => kind switch
    {
        OperatorKind.Logic => BooleanType.Instance,
        OperatorKind.Bitwise => IntegerType.Instance,
        OperatorKind.Add or OperatorKind.Subtract or OperatorKind.Multiply or OperatorKind.Divide or OperatorKind.Remainder or OperatorKind.PositiveModulo => DoubleType.Instance,
        OperatorKind.IntegralDivide => LongType.Instance,
        _ => null,
    };

    private static bool Takes(OperatorKind kind, DataType type) => kind switch
    {
        OperatorKind.Add or OperatorKind.Subtract => type is NumericType or DayTimeIntervalType or YearMonthIntervalType or CalendarIntervalType,
        OperatorKind.Multiply or OperatorKind.Remainder or OperatorKind.PositiveModulo => type is NumericType,
        OperatorKind.Divide => type is DoubleType or DecimalType,
        OperatorKind.IntegralDivide => type is LongType or DecimalType or YearMonthIntervalType or DayTimeIntervalType,
        OperatorKind.Equality or OperatorKind.Ordering => true,
        OperatorKind.Logic => type is BooleanType,
        OperatorKind.Bitwise => type is IntegralType,
        OperatorKind.None => false,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static FunctionCall With(FunctionCall call, params ImmutableArray<Expression> arguments) => call with { Arguments = arguments };
}
