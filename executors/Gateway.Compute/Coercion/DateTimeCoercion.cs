using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Rewrites + - * / on dates, timestamps, times and intervals into the functions that compute them.</summary>
internal static class DateTimeCoercion
{
    public static Expression? Operator(Expression node, CoercionContext context)
    {
        if (node is not FunctionCall call)
        {
            return null;
        }
        var rewritten = OperatorKinds.Of(call) switch
        {
            OperatorKind.Add => Add(call, call.Arguments[0], call.Arguments[1], context),
            OperatorKind.Subtract => Subtract(call, call.Arguments[0], call.Arguments[1], context),
            OperatorKind.Multiply => Multiply(call, call.Arguments[0], call.Arguments[1]),
            OperatorKind.Divide => Divide(call, call.Arguments[0], call.Arguments[1]),
            _ => null,
        };
        // A try_ function keeps its name and arguments in print.
        return rewritten is not null && rewritten is not FunctionCall { Function.Coercion: ArgumentCoercion.Operator } && call.CalledName.StartsWith("try_", StringComparison.Ordinal)
            ? new Replaceable(call, Internal("tryeval", call, TypeCoercion.CoerceTree(rewritten, context))) { Origin = call.Origin }
            : rewritten;
    }

    private static Expression? Add(FunctionCall call, Expression l, Expression r, CoercionContext context)
    {
        switch (l.Type, r.Type)
        {
            case (DateType, DayTimeIntervalType { Start: 0, End: 0 }):
                return Internal("operatordateadd", call, l, Days(call, r));
            case (DayTimeIntervalType { Start: 0, End: 0 }, DateType):
                return Internal("operatordateadd", call, r, Days(call, l));
            case (DateType, DayTimeIntervalType):
                return Internal("timestampaddinterval", call, context.Cast(l, TimestampType.Instance, call), r);
            case (DayTimeIntervalType, DateType):
                return Internal("timestampaddinterval", call, context.Cast(r, TimestampType.Instance, call), l);
            case (DateType, YearMonthIntervalType):
                return Internal("dateaddyminterval", call, l, r);
            case (YearMonthIntervalType, DateType):
                return Internal("dateaddyminterval", call, r, l);
            case (TimestampType or TimestampNtzType or TimestampNanosType, YearMonthIntervalType):
                return Internal("timestampaddyminterval", call, l, r);
            case (YearMonthIntervalType, TimestampType or TimestampNtzType or TimestampNanosType):
                return Internal("timestampaddyminterval", call, r, l);
            case (CalendarIntervalType, CalendarIntervalType) or (DayTimeIntervalType, DayTimeIntervalType):
                return null;
            case (NullType, DayTimeIntervalType or YearMonthIntervalType):
                return call with { Arguments = [context.Cast(l, r.Type, call), r] };
            case (DayTimeIntervalType or YearMonthIntervalType, NullType):
                return call with { Arguments = [l, context.Cast(r, l.Type, call)] };
            case (DateType, CalendarIntervalType):
                return Internal("dateaddinterval", call, l, r);
            case (CalendarIntervalType, DateType):
                return Internal("dateaddinterval", call, r, l);
            case (TimeType, DayTimeIntervalType):
                return Internal("timeaddinterval", call, l, r);
            case (DayTimeIntervalType, TimeType):
                return Internal("timeaddinterval", call, r, l);
            case (NullType, DateType or TimestampType or TimestampNtzType or TimestampNanosType or TimeType):
                return AddNull(call, r, l, context);
            case (DateType or TimestampType or TimestampNtzType or TimestampNanosType or TimeType, NullType):
                return AddNull(call, l, r, context);
            case (_, CalendarIntervalType or DayTimeIntervalType):
                return AddInterval(call, l, r, context);
            case (CalendarIntervalType or DayTimeIntervalType, _):
                return AddInterval(call, r, l, context);
            case (DateType, StringType) or (StringType, DateType):
                // The string becomes a DATE (legacy: DOUBLE) first, and what then is added to a date is refused.
                return null;
            case (DateType, _):
                return Internal("operatordateadd", call, l, r);
            case (_, DateType):
                return Internal("operatordateadd", call, r, l);
            default:
                return null;
        }
    }

    private static Expression AddNull(FunctionCall call, Expression time, Expression none, CoercionContext context)
    {
        var interval = context.Cast(none, DayTimeIntervalType.Default, call);
        return time.Type is TimeType
            ? Internal("timeaddinterval", call, time, interval)
            : Internal("timestampaddinterval", call, time.Type is DateType ? context.Cast(time, TimestampType.Instance, call) : time, interval);
    }

    /// <summary>The sum has the type of the other operand, whatever the interval made of it.</summary>
    private static Expression AddInterval(FunctionCall call, Expression time, Expression interval, CoercionContext context)
    {
        var sum = TypeCoercion.Coerce(Internal("timestampaddinterval", call, time, interval), context);
        return Back(sum, time.Type, call, context);
    }

    private static Expression Back(Expression sum, DataType type, FunctionCall call, CoercionContext context) =>
        sum.Resolved && !TypeMerging.Same(sum.Type, type) ? new Cast(sum, type, context.CastMode) { Origin = call.Origin } : sum;

    private static Expression? Subtract(FunctionCall call, Expression l, Expression r, CoercionContext context)
    {
        switch (l.Type, r.Type)
        {
            case (DateType, DayTimeIntervalType { Start: 0, End: 0 }):
                return Internal("operatordateadd", call, l, Negative(call, Days(call, r), context));
            case (DateType, DayTimeIntervalType):
                return Difference(call, l, r, Internal("timestampaddinterval", call, context.Cast(l, TimestampType.Instance, call), Negative(call, r, context)), context);
            case (DateType, YearMonthIntervalType):
                return Difference(call, l, r, Internal("dateaddyminterval", call, l, Negative(call, r, context)), context);
            case (TimestampType or TimestampNtzType or TimestampNanosType, YearMonthIntervalType):
                return Difference(call, l, r, Internal("timestampaddyminterval", call, l, Negative(call, r, context)), context);
            case (CalendarIntervalType, CalendarIntervalType) or (DayTimeIntervalType, DayTimeIntervalType):
                return null;
            case (NullType, DayTimeIntervalType or YearMonthIntervalType):
                return call with { Arguments = [context.Cast(l, r.Type, call), r] };
            case (DayTimeIntervalType or YearMonthIntervalType or CalendarIntervalType, NullType):
                return call with { Arguments = [l, context.Cast(r, l.Type, call)] };
            case (DateType, CalendarIntervalType):
                return Difference(call, l, r, Internal("dateaddinterval", call, l, Negative(call, r, context)), context);
            case (TimeType, DayTimeIntervalType):
                return Difference(call, l, r, Internal("timeaddinterval", call, l, Negative(call, r, context)), context);
            case (_, CalendarIntervalType or DayTimeIntervalType):
                return Back(Difference(call, l, r, Internal("timestampaddinterval", call, l, Negative(call, r, context)), context), l.Type, call, context);
            case (TimestampType or TimestampNtzType or TimestampNanosType, _) or (_, TimestampType or TimestampNtzType or TimestampNanosType):
                return SubtractTimestamps(call, l, r, context);
            case (TimeType, TimeType or NullType or DateType) or (NullType, TimeType):
            case (TimeType, StringType) or (StringType, TimeType) when context.Ansi:
                return Internal("subtracttimes", call, context.Cast(l, Other(l, r), call), context.Cast(r, Other(r, l), call));
            case (DateType or NullType, DateType) or (DateType, NullType):
            case (StringType, DateType) or (DateType, StringType) when context.Ansi:
                return Internal(context.LegacyIntervals ? "subtractdatesaslegacy" : "subtractdates", call, context.Cast(l, DateType.Instance, call), context.Cast(r, DateType.Instance, call));
            case (_, DateType):
                return Internal(context.LegacyIntervals ? "subtractdatesaslegacy" : "subtractdates", call, l, r);
            case (DateType, StringType):
                return null;
            case (DateType, _):
                return Internal("operatordatesub", call, l, r);
            default:
                return null;
        }
    }

    private static DataType Other(Expression own, Expression other) => own.Type is TimeType ? own.Type : other.Type is TimeType ? other.Type : TimeType.Default;

    /// <summary>Both sides become the finer of the two timestamp types; the local form wins.</summary>
    private static FunctionCall SubtractTimestamps(FunctionCall call, Expression l, Expression r, CoercionContext context)
    {
        var common = (l.Type, r.Type) switch
        {
            (TimestampNanosType a, TimestampNanosType b) => new TimestampNanosType(Math.Max(a.Precision, b.Precision), a.WithZone && b.WithZone),
            (TimestampNanosType a, TimestampType) => a,
            (TimestampNanosType a, TimestampNtzType) => a with { WithZone = false },
            (TimestampType, TimestampNanosType b) => b,
            (TimestampNtzType, TimestampNanosType b) => b with { WithZone = false },
            (TimestampNtzType, TimestampType) => TimestampNtzType.Instance,
            (TimestampType, TimestampNtzType) => TimestampNtzType.Instance,
            (_, StringType) or (StringType, _) when !context.Ansi => null,
            (TimestampType or TimestampNtzType or TimestampNanosType, DateType or StringType or NullType) => l.Type,
            (DateType or StringType or NullType, _) => r.Type,
            _ => null,
        };
        return common is null
            ? Internal(context.LegacyIntervals ? "subtracttimestampsaslegacy" : "subtracttimestamps", call, l, r)
            : Internal(context.LegacyIntervals ? "subtracttimestampsaslegacy" : "subtracttimestamps", call, context.Cast(l, common, call), context.Cast(r, common, call));
    }

    /// <summary>A difference computed as a sum with the negated interval, printed as written.</summary>
    private static Replaceable Difference(FunctionCall call, Expression l, Expression r, Expression sum, CoercionContext context) =>
        new(Internal("datetimesub", call, l, r), TypeCoercion.Coerce(sum, context)) { Origin = call.Origin };

    private static FunctionCall? Multiply(FunctionCall call, Expression l, Expression r) => (l.Type, r.Type) switch
    {
        (CalendarIntervalType, _) => Internal("multiplyinterval", call, l, r),
        (_, CalendarIntervalType) => Internal("multiplyinterval", call, r, l),
        (YearMonthIntervalType, _) => Internal("multiplyyminterval", call, l, r),
        (_, YearMonthIntervalType) => Internal("multiplyyminterval", call, r, l),
        (DayTimeIntervalType, _) => Internal("multiplydtinterval", call, l, r),
        (_, DayTimeIntervalType) => Internal("multiplydtinterval", call, r, l),
        _ => null,
    };

    private static FunctionCall? Divide(FunctionCall call, Expression l, Expression r) => l.Type switch
    {
        CalendarIntervalType => Internal("divideinterval", call, l, r),
        YearMonthIntervalType => Internal("divideyminterval", call, l, r),
        DayTimeIntervalType => Internal("dividedtinterval", call, l, r),
        _ => null,
    };

    private static FunctionCall Days(FunctionCall call, Expression interval) => Internal("extractansiintervaldays", call, interval);

    private static Expression Negative(FunctionCall call, Expression value, CoercionContext context) =>
        TypeCoercion.Coerce(new FunctionCall(FunctionRegistry.Builtin.Find("negative")!, "-", [value], call.Mode == EvaluationMode.Legacy ? call.Mode : EvaluationMode.Ansi) { Origin = call.Origin }, context);

    private static FunctionCall Internal(string name, FunctionCall call, params ImmutableArray<Expression> arguments) =>
        new(FunctionRegistry.Builtin.FindInternal(name)!, name, arguments, call.Mode) { Origin = call.Origin };
}
