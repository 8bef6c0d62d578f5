using System.Collections.Immutable;
using Gateway.Compute.Coercion;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers <c>sequence(start, stop[, step])</c>.</summary>
internal static class SequenceFunction
{
    public static void Register(FunctionFamily f) =>
        f.Scalar("sequence", [new("start", TypeRule.Any), new("stop", TypeRule.Any), new("step", TypeRule.Any)],
            static call => new ArrayType(call.Arguments[0].Type, false), kernel: Kernel, optional: 1, coercion: ArgumentCoercion.None, coerce: Widen, check: FindFault,
            canThrow: static _ => true, group: "array_funcs", example: "sequence(1, 5) = [1,2,3,4,5]");

    private static ImmutableArray<Expression>? Widen(FunctionCall call, bool ansi)
    {
        var widened = call.Arguments.Where(static argument => !IsInterval(argument.Type)).ToArray();
        DataType[] types = [.. widened.Select(static argument => argument.Type)];
        if (TypeMerging.AllSame(types) || WidestType.Find(types, ansi) is not { } common)
        {
            return null;
        }
        var context = new CoercionContext(ansi);
        return [.. call.Arguments.Select(argument => IsInterval(argument.Type) ? argument : context.Cast(argument, common, call))];
    }

    private static bool IsInterval(DataType type) => type is CalendarIntervalType or YearMonthIntervalType or DayTimeIntervalType;

    private static QueryError? FindFault(FunctionCall call)
    {
        var start = call.Arguments[0].Type;
        var step = call.Arguments.Length > 2 ? call.Arguments[2].Type : null;
        bool fits = TypeMerging.Same(start, call.Arguments[1].Type) && start switch
        {
            TimestampType or TimestampNtzType or DateType => step is null || IsInterval(step),
            IntegralType => step is null || step.Equals(start),
            _ => false,
        };
        return fits ? null : FunctionCheck.Mismatch(call, "SEQUENCE_WRONG_INPUT_TYPES",
            ("functionName", "`sequence`"),
            ("startType", "(\"TIMESTAMP\" or \"TIMESTAMP_NTZ\" or \"DATE\")"),
            ("stepType", "(\"INTERVAL\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL DAY TO SECOND\")"),
            ("otherStartType", "\"INTEGRAL\""));
    }

    private static Evaluator Kernel(BoundCall site) => site.ArgumentType(0) switch
    {
        ByteType => new IntegralSequence<sbyte>(site),
        ShortType => new IntegralSequence<short>(site),
        IntegerType => new IntegralSequence<int>(site),
        LongType => new IntegralSequence<long>(site),
        DateType => new DateSequence(site),
        _ => new TimestampSequence(site),
    };
}
