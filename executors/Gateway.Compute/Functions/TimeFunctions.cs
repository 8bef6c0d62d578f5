using System.Globalization;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over TIME values: construction, reading, epochs, truncation, differences.</summary>
internal static class TimeFunctions
{
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, DataType> _time = static _ => TimeType.Default;
    private static readonly Func<FunctionCall, DataType> _long = static _ => LongType.Instance;
    private static readonly Parameter _timeParameter = new("time", TypeRule.Time);
    /// <summary>Takes what can be cast to TIME, too.</summary>
    private static readonly TypeRule _castable = TypeRule.Time with { IsAbstract = false };
    private static readonly Parameter _unit = new("unit", TypeRule.String);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("current_time localtime", [new("precision", TypeRule.Int, Literal.Of(TimeType.Default.Precision), Foldable: true)], CurrentType, NullRules.Never, static site => new QueryConstantEvaluator(site, Now(site)),
            optional: 1, printed: "current_time", check: CheckPrecision, queryConstant: true, canThrow: _safe, group: "datetime_funcs");
        f.Scalar("make_time", [new("hour", TypeRule.Int), new("minute", TypeRule.Int), new("second", TimestampConstruction.Seconds)], _time, NullRules.Always, RowKernel.Of<MakeTimeOperation, int, int, long, long>(), canThrow: _throws, group: "datetime_funcs");
        f.Scalar("time_diff", [_unit, new("start", _castable), new("end", _castable)], _long, NullRules.Always, RowKernel.Of<TimeDifferenceOperation, StringView, long, long, long>(), canThrow: _throws, group: "datetime_funcs");
        FromEpoch<MicrosScale>(f, "time_from_micros", "micros");
        FromEpoch<MillisScale>(f, "time_from_millis", "millis");
        f.Scalar("time_from_seconds", [new("seconds", TypeRule.Numeric)], _time, NullRules.Always, SecondsKernel, coercion: ArgumentCoercion.None, canThrow: _throws, group: "datetime_funcs");
        f.Scalar("time_to_micros", [_timeParameter], _long, NullRules.Always, RowKernel.Of<TimeToOperation<MicrosScale>, long, long>(), coercion: ArgumentCoercion.None, canThrow: _safe, group: "datetime_funcs");
        f.Scalar("time_to_millis", [_timeParameter], _long, NullRules.Always, RowKernel.Of<TimeToOperation<MillisScale>, long, long>(), coercion: ArgumentCoercion.None, canThrow: _safe, group: "datetime_funcs");
        f.Scalar("time_to_seconds", [_timeParameter], static _ => new DecimalType(14, 6), NullRules.Always, RowKernel.Of<TimeToOperation<MicrosScale>, long, long>(), coercion: ArgumentCoercion.None, canThrow: _safe, group: "datetime_funcs");
        f.Scalar("time_trunc", [_unit, new("time", _castable)], static call => call.Arguments[1].Type, NullRules.Always, RowKernel.Of<TruncateTimeOperation, StringView, long, long>(), canThrow: _throws, group: "datetime_funcs");
        f.Scalar("to_time", [new("str", TypeRule.String), new("format", TypeRule.String)], _time, NullRules.Always, ParseKernel, optional: 1, coercion: ArgumentCoercion.None, canThrow: _throws, group: "datetime_funcs");
        f.Scalar("try_to_time", [new("str", TypeRule.String), new("format", TypeRule.String)], _time, NullRules.Always, ParseKernel, optional: 1, coercion: ArgumentCoercion.None, canThrow: _throws, group: "datetime_funcs",
            checkedAs: "to_time", shape: static (writer, call) => writer.Append("try_to_time(").Call("to_time", call.Arguments).Append(")"));
    }

    private static void FromEpoch<TScale>(FunctionFamily f, string name, string parameter) where TScale : struct, ITimeScale =>
        f.Scalar(name, [new(parameter, TypeRule.Integral)], _time, NullRules.Always, RowKernel.Of<TimeFromOperation<TScale>, long, long>(), coercion: ArgumentCoercion.None, canThrow: _throws, group: "datetime_funcs",
            coerce: static (call, _) => call.Arguments[0].Type is IntegralType and not LongType ? [new Cast(call.Arguments[0], LongType.Instance, EvaluationMode.Ansi) { Origin = call.Origin }] : null);

    private static TimeType CurrentType(FunctionCall call) =>
        call.Arguments is [{ Foldable: true } argument] && ConstantFolding.Evaluate(argument, QuerySettings.Default).Value is int precision and >= 0 and <= 9 ? new TimeType(precision) : TimeType.Default;

    private static QueryError? CheckPrecision(FunctionCall call)
    {
        if (call.Arguments is not [{ Foldable: true } argument])
        {
            return null;
        }
        object? value = ConstantFolding.Evaluate(argument, QuerySettings.Default).Value;
        return value is null
            ? FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", "precision"))
            : value is int precision && precision is >= 0 and <= 9
                ? null
                : FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE", ("exprName", Quote.Id("precision")), ("valueRange", "[0, 9]"), ("currentValue", Quote.Value((int)value)));
    }

    private static long Now(BoundCall site)
    {
        long nanos = DateTimeSite.Zone(site).ToLocal(site.Context.Settings.NowMicros).MicrosOfDay * TimeUnits.NanosPerMicro;
        long step = 1;
        for (int digits = ((TimeType)site.ResultType).Precision; digits < 9; digits++)
        {
            step *= 10;
        }
        return nanos - (nanos % step);
    }

    private static Evaluator SecondsKernel(BoundCall site) => site.ArgumentType(0) switch
    {
        ByteType => RowKernel.Of<TimeFromWholeSecondsOperation<sbyte>, sbyte, long>()(site),
        ShortType => RowKernel.Of<TimeFromWholeSecondsOperation<short>, short, long>()(site),
        IntegerType => RowKernel.Of<TimeFromWholeSecondsOperation<int>, int, long>()(site),
        LongType => RowKernel.Of<TimeFromWholeSecondsOperation<long>, long, long>()(site),
        FloatType => RowKernel.Of<TimeFromFloatingSecondsOperation<float>, float, long>()(site),
        DecimalType { Physical: PhysicalType.Int64 } => RowKernel.Of<TimeFromWholeSecondsOperation<long>, long, long>()(site),
        DecimalType => RowKernel.Of<TimeFromWholeSecondsOperation<Int128>, Int128, long>()(site),
        _ => RowKernel.Of<TimeFromFloatingSecondsOperation<double>, double, long>()(site),
    };

    private static Evaluator ParseKernel(BoundCall site) => site.Arguments.Length == 1
        ? RowKernel.Of<ReadTimeOperation, StringView, long>()(site)
        : RowKernel.Of<ParseTimeOperation, StringView, StringView, long>(static s => new DatePatternCache(s, forParsing: true, isLocal: true, isTime: true))(site);
}

internal interface ITimeScale
{
    static abstract long Nanos { get; }
}

internal readonly struct MicrosScale : ITimeScale { public static long Nanos => TimeUnits.NanosPerMicro; }
internal readonly struct MillisScale : ITimeScale { public static long Nanos => TimeUnits.NanosPerMicro * TimeUnits.MicrosPerMilli; }

/// <summary>Takes numbers of nanoseconds as times of day, or says why not.</summary>
internal static class TimeOfDay
{
    public static bool Take(Int128 nanos, out long result)
    {
        if (nanos != (long)nanos)
        {
            throw QueryErrors.DateTimeFieldOutOfBounds("Overflow in TIME conversion");
        }
        result = (long)nanos;
        return nanos >= 0 && nanos < TimeUnits.NanosPerDay
            ? true
            : throw QueryErrors.DateTimeFieldOutOfBounds("Invalid TIME value: must be between 00:00:00 and 23:59:59.999999999, but got " + nanos.ToString(CultureInfo.InvariantCulture) + " nanoseconds");
    }

    /// <summary>Finds the length of a unit in nanoseconds: MICROSECOND up to HOUR, in any case.</summary>
    public static long UnitOf(ref StringView unit, string function)
    {
        var text = StringView.Span(ref unit);
        return DateTimeUnits.TryParse(text, out var parsed) && parsed <= DateTimeUnit.Hour
            ? DateTimeUnits.MicrosOf(parsed) * TimeUnits.NanosPerMicro
            : throw new QueryException("INVALID_PARAMETER_VALUE.TIME_UNIT",
                ("functionName", Quote.Id(function)), ("parameter", Quote.Id("unit")), ("invalidValue", Quote.Value(Encoding.UTF8.GetString(text)))).As("SparkIllegalArgumentException");
    }
}

internal readonly struct TimeFromOperation<TScale> : IRowOp<long, long> where TScale : struct, ITimeScale
{
    public static bool Invoke(ref long value, RowContext context, out long result) => TimeOfDay.Take((Int128)value * TScale.Nanos, out result);
}

internal readonly struct TimeToOperation<TScale> : IRowOp<long, long> where TScale : struct, ITimeScale
{
    public static bool Invoke(ref long nanosOfDay, RowContext context, out long result)
    {
        result = nanosOfDay / TScale.Nanos;
        return true;
    }
}

/// <summary>Reads whole numbers and decimals, whose digits behind the ninth are dropped.</summary>
internal readonly struct TimeFromWholeSecondsOperation<T> : IRowOp<T, long> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static bool Invoke(ref T seconds, RowContext context, out long result)
    {
        var nanos = Int128.CreateChecked(seconds);
        int scale = context.Site.ArgumentType(0) is DecimalType type ? type.Scale : 0;
        for (; scale < 9; scale++)
        {
            // What has more than these digits is out of range already.
            nanos = Int128.Abs(nanos) > long.MaxValue ? nanos : nanos * 10;
        }
        for (; scale > 9; scale--)
        {
            nanos /= 10;
        }
        return TimeOfDay.Take(nanos, out result);
    }
}

internal readonly struct TimeFromFloatingSecondsOperation<T> : IRowOp<T, long> where T : unmanaged, System.Numerics.IFloatingPoint<T>
{
    public static bool Invoke(ref T seconds, RowContext context, out long result)
    {
        result = 0;
        double value = double.CreateChecked(seconds) * TimeUnits.NanosPerSecond;
        return !double.IsFinite(double.CreateChecked(seconds))
            ? throw QueryErrors.DateTimeFieldOutOfBounds("Cannot convert NaN or Infinite value to TIME")
            : TimeOfDay.Take((long)value, out result);
    }
}

internal readonly struct MakeTimeOperation : IRowOp<int, int, long, long>
{
    public static bool Invoke(ref int hour, ref int minute, ref long secondMicros, RowContext context, out long result) =>
        CivilConstruction.TryMakeTime(hour, minute, secondMicros, out result, out string? fault) ? true : throw QueryErrors.DateTimeFieldOutOfBounds(fault!);
}

internal readonly struct TimeDifferenceOperation : IRowOp<StringView, long, long, long>
{
    public static bool Invoke(ref StringView unit, ref long start, ref long end, RowContext context, out long result)
    {
        result = (end - start) / TimeOfDay.UnitOf(ref unit, "time_diff");
        return true;
    }
}

internal readonly struct TruncateTimeOperation : IRowOp<StringView, long, long>
{
    public static bool Invoke(ref StringView unit, ref long nanosOfDay, RowContext context, out long result)
    {
        result = nanosOfDay - (nanosOfDay % TimeOfDay.UnitOf(ref unit, "time_trunc"));
        return true;
    }
}

internal readonly struct ReadTimeOperation : IRowOp<StringView, long>
{
    public static bool Invoke(ref StringView text, RowContext context, out long result)
    {
        var bytes = StringView.Span(ref text);
        return DateTimeParser.TryParseTime(bytes, out result) || TimeFaults.Raise(bytes, "HH:mm:ss.SSSSSS"u8, context);
    }
}

internal readonly struct ParseTimeOperation : IRowOp<StringView, StringView, long>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, RowContext context, out long result)
    {
        var bytes = StringView.Span(ref text);
        var format = StringView.Span(ref pattern);
        try
        {
            return ((DatePatternCache)context.State!).TryParseTime(bytes, format, out result) || TimeFaults.Raise(bytes, format, context);
        }
        catch (QueryException) when (context.Site.Call.Mode == EvaluationMode.Try)
        {
            // A bad pattern is NULL, too.
            result = 0;
            return false;
        }
    }
}

internal static class TimeFaults
{
    /// <summary>Throws unless the call is a try_ form. Modes do not matter.</summary>
    public static bool Raise(ReadOnlySpan<byte> text, ReadOnlySpan<byte> format, RowContext context) => context.Site.Call.Mode == EvaluationMode.Try
        ? false
        : throw new QueryException("CANNOT_PARSE_TIME", ("input", Quote.Value(Encoding.UTF8.GetString(text))), ("format", Quote.Value(Encoding.UTF8.GetString(format)))).As("SparkDateTimeException");
}
