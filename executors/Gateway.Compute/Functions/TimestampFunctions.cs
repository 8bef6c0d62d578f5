using System.Collections.Immutable;
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

/// <summary>Registers functions over timestamps: fields, truncation, epochs, zones, the current instant.</summary>
internal static class TimestampFunctions
{
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Func<FunctionCall, DataType> _int = static _ => IntegerType.Instance;
    private static readonly Func<FunctionCall, DataType> _long = static _ => LongType.Instance;
    private static readonly Func<FunctionCall, DataType> _timestamp = static _ => TimestampType.Instance;
    private static readonly Func<FunctionCall, DataType> _ntz = static _ => TimestampNtzType.Instance;
    /// <summary>A function of its own takes TIME, so the wording leaves it out.</summary>
    private static readonly TypeRule _clock = TypeRule.OneOf(TypeRule.AnyTimestamp, TypeRule.Time, DateFormatFunctions.Nanos).Worded(TypeRule.AnyTimestamp.Text);
    /// <summary>Read while the call is built; the function itself has no argument.</summary>
    private static readonly Parameter _precision = new("precision", TypeRule.Any);
    private static readonly TypeRule _zoned = TypeRule.OneOf(TypeRule.Timestamp, TypeRule.TimestampNtz);

    /// <summary>A constant unit that is none gives NULL before the timestamp is looked at.</summary>
    private static ImmutableArray<Expression>? WithoutUnit(FunctionCall call, bool ansi) =>
        call.Arguments is [{ Foldable: true, Type: StringType } unit, Cast { Mode: EvaluationMode.Ansi, Child.Type: StringType } cast]
        && ConstantFolding.Evaluate(unit, QuerySettings.Default).Value is string text && !Truncation.TryParseUnit(System.Text.Encoding.UTF8.GetBytes(text), out _)
            ? [unit, cast with { Mode = EvaluationMode.Try }]
            : null;

    public static void Register(FunctionFamily f)
    {
        f.Scalar("convert_timezone", [new("sourceTz", TypeRule.Any), new("targetTz", TypeRule.Any), new("sourceTs", TypeRule.Any)], _ntz, counts: [2, 3], coercion: ArgumentCoercion.None, optional: 1, canThrow: _throws, group: "datetime_funcs",
            expand: ConvertZone, shape: static (writer, call) => writer.Append(ConvertZone(call)));
        f.Scalar("convertzone", [new("sourceTz", TypeRule.String), new("targetTz", TypeRule.String), new("sourceTs", TypeRule.TimestampNtz)], _ntz, kernel: RowKernel.Of<ConvertZoneOperation, StringView, StringView, long, long>(), printed: "convert_timezone", canThrow: _throws, isInternal: true);
        f.Scalar("current_timestamp now", [_precision], _timestamp, NullRules.Never, static site => new QueryConstantEvaluator(site, site.Context.Settings.NowMicros), optional: 1, coercion: ArgumentCoercion.None, queryConstant: true, canThrow: _safe, group: "datetime_funcs");
        f.Scalar("current_timezone", [], static _ => StringType.Instance, NullRules.Never, static site => new QueryConstantEvaluator(site, site.Context.Settings.TimeZone), queryConstant: true, canThrow: _safe, group: "datetime_funcs");
        f.Scalar("date_trunc", [new("fmt", TypeRule.String), new("ts", TypeRule.OneOf(TypeRule.Timestamp, DateFormatFunctions.Nanos))], static call => call.Arguments[1].Type, NullRules.Always, static site => site.ArgumentType(1) is TimestampNanosType
            ? RowKernel.Of<TruncateNanosOperation, StringView, Int128, Int128>(static s => ((TimestampNanosType)s.ArgumentType(1)).WithZone ? DateTimeSite.Zone(s) : TimeZoneRules.Utc)(site)
            : RowKernel.Of<TruncateTimestampOperation, StringView, long, long>(DateTimeSite.PrepareZone)(site), coerce: WithoutUnit, canThrow: _safe, group: "datetime_funcs");
        f.Scalar("from_utc_timestamp", [new("timestamp", TypeRule.Timestamp), new("timezone", TypeRule.String)], _timestamp, kernel: RowKernel.Of<FromUtcOperation, long, StringView, long>(), canThrow: _throws, group: "datetime_funcs");
        ClockField<HourOf>(f, "hour");
        f.Scalar("localtimestamp", [_precision], _ntz, NullRules.Never, static site => new QueryConstantEvaluator(site, LocalNow(site.Context.Settings)), optional: 1, coercion: ArgumentCoercion.None, queryConstant: true, canThrow: _safe, group: "datetime_funcs");
        ClockField<MinuteOf>(f, "minute");
        f.Scalar("months_between", [new("timestamp1", TypeRule.Timestamp), new("timestamp2", TypeRule.Timestamp), new("roundOff", TypeRule.Boolean, Literal.True)], static _ => DoubleType.Instance, optional: 1,
            kernel: RowKernel.Of<MonthsBetweenOperation, long, long, byte, double>(DateTimeSite.PrepareZone), canThrow: _safe, group: "datetime_funcs");
        ClockField<SecondOf>(f, "second");
        Epoch<MillisToMicros>(f, "timestamp_millis");
        Epoch<MicrosToMicros>(f, "timestamp_micros");
        f.Scalar("timestamp_seconds", [new("seconds", TypeRule.Numeric)], _timestamp, static call => call.Arguments[0].Type is FractionalType || call.Arguments[0].Nullable, SecondsKernel, canThrow: _throws, coercion: ArgumentCoercion.None, group: "datetime_funcs");
        f.Scalar("to_utc_timestamp", [new("timestamp", TypeRule.Timestamp), new("timezone", TypeRule.String)], _timestamp, kernel: RowKernel.Of<ToUtcOperation, long, StringView, long>(), canThrow: _throws, group: "datetime_funcs");
        Since<MicrosToMicros>(f, "unix_micros");
        Since<MillisToMicros>(f, "unix_millis");
        Since<SecondsSince>(f, "unix_seconds");
    }

    /// <summary>Without a source zone, the session's.</summary>
    private static FunctionCall ConvertZone(FunctionCall call) =>
        DateTimeCalls.Internal(call, "convertzone", call.Arguments.Length == 2 ? [DateTimeCalls.Call(call, "current_timezone"), .. call.Arguments] : call.Arguments);

    private static long LocalNow(QuerySettings settings)
    {
        var local = DateTimeSite.Zone(settings.TimeZone).ToLocal(settings.NowMicros);
        return local.Days * TimeUnits.MicrosPerDay + local.MicrosOfDay;
    }

    /// <summary>Arguments after the time are taken and have no effect.</summary>
    private static ImmutableArray<Expression>? FirstOnly(FunctionCall call, bool ansi) => call.Arguments.Length > 1 ? call.Arguments[..1] : null;

    private static void ClockField<TField>(FunctionFamily f, string name) where TField : struct, IClockField =>
        f.Scalar(name, [new("timestamp", _clock), new("unused", TypeRule.Any)], _int, variadic: true, coerce: FirstOnly, kernel: static site => site.ArgumentType(0) is TimestampNanosType
            ? RowKernel.Of<NanosClockOperation<TField>, Int128, int>(static s => ((TimestampNanosType)s.ArgumentType(0)).WithZone ? DateTimeSite.Zone(s) : TimeZoneRules.Utc)(site)
            : site.ArgumentType(0) is TimeType ? RowKernel.Of<TimeFieldOperation<TField>, long, int>()(site)
            : RowKernel.Of<ClockFieldOperation<TField>, long, int>(static s => s.ArgumentType(0) is TimestampType ? DateTimeSite.Zone(s) : TimeZoneRules.Utc)(site),
            nulls: static call => call.Arguments[0].Type is TimeType || NullRules.Propagate(call), canThrow: _safe, group: "datetime_funcs");

    private static void Epoch<TScale>(FunctionFamily f, string name) where TScale : struct, IEpochScale =>
        f.Scalar(name, [new("value", TypeRule.Integral)], _timestamp, kernel: RowKernel.Of<FromEpochOperation<TScale>, long, long>(), coercion: ArgumentCoercion.None, canThrow: _throws,
            coerce: static (call, _) => call.Arguments[0].Type is IntegralType and not LongType ? [new Cast(call.Arguments[0], LongType.Instance, EvaluationMode.Ansi) { Origin = call.Origin }] : null, group: "datetime_funcs");

    private static void Since<TScale>(FunctionFamily f, string name) where TScale : struct, IEpochScale =>
        f.Scalar(name, [new("timestamp", TypeRule.OneOf(TypeRule.AnyTimestamp, DateFormatFunctions.Nanos))], _long, kernel: static site => site.ArgumentType(0) is TimestampNanosType
            ? RowKernel.Of<SinceEpochNanosOperation<TScale>, Int128, long>()(site)
            : RowKernel.Of<SinceEpochOperation<TScale>, long, long>()(site), coercion: ArgumentCoercion.None, canThrow: _safe, group: "datetime_funcs");

    private static Evaluator SecondsKernel(BoundCall site) => site.ArgumentType(0) switch
    {
        ByteType => RowKernel.Of<FromSecondsOperation<sbyte>, sbyte, long>()(site),
        ShortType => RowKernel.Of<FromSecondsOperation<short>, short, long>()(site),
        IntegerType => RowKernel.Of<FromSecondsOperation<int>, int, long>()(site),
        LongType => RowKernel.Of<FromSecondsOperation<long>, long, long>()(site),
        FloatType => RowKernel.Of<FromFloatSecondsOperation, float, long>()(site),
        DoubleType => RowKernel.Of<FromDoubleSecondsOperation, double, long>()(site),
        DecimalType { Physical: PhysicalType.Int64 } => RowKernel.Of<FromDecimalSecondsOperation<long>, long, long>()(site),
        DecimalType => RowKernel.Of<FromDecimalSecondsOperation<Int128>, Int128, long>()(site),
        var other => throw new System.Diagnostics.UnreachableException(other.ToString()),
    };
}

internal interface IClockField
{
    static abstract int Of(long microsOfDay);
}

internal readonly struct HourOf : IClockField { public static int Of(long microsOfDay) => (int)(microsOfDay / TimeUnits.MicrosPerHour); }
internal readonly struct MinuteOf : IClockField { public static int Of(long microsOfDay) => (int)(microsOfDay / TimeUnits.MicrosPerMinute % 60); }
internal readonly struct SecondOf : IClockField { public static int Of(long microsOfDay) => (int)(microsOfDay / TimeUnits.MicrosPerSecond % 60); }

internal readonly struct ClockFieldOperation<TField> : IRowOp<long, int> where TField : struct, IClockField
{
    public static bool Invoke(ref long micros, RowContext context, out int result)
    {
        result = TField.Of(((TimeZoneRules)context.State!).ToLocal(micros).MicrosOfDay);
        return true;
    }
}

internal readonly struct TimeFieldOperation<TField> : IRowOp<long, int> where TField : struct, IClockField
{
    public static bool Invoke(ref long nanosOfDay, RowContext context, out int result)
    {
        result = TField.Of(nanosOfDay / TimeUnits.NanosPerMicro);
        return true;
    }
}

internal interface IEpochScale
{
    static abstract bool TryToMicros(long value, out long micros);
    static abstract long FromMicros(long micros);
    static virtual string Unit => "microseconds";
}

internal readonly struct MicrosToMicros : IEpochScale
{
    public static bool TryToMicros(long value, out long micros)
    {
        micros = value;
        return true;
    }

    public static long FromMicros(long micros) => micros;
}

internal readonly struct MillisToMicros : IEpochScale
{
    public static string Unit => "milliseconds";

    public static bool TryToMicros(long value, out long micros)
    {
        micros = unchecked(value * 1000);
        return micros / 1000 == value;
    }

    public static long FromMicros(long micros) => TimeUnits.FloorDivide(micros, 1000);
}

internal readonly struct SecondsSince : IEpochScale
{
    public static string Unit => "seconds";

    public static bool TryToMicros(long value, out long micros)
    {
        micros = unchecked(value * TimeUnits.MicrosPerSecond);
        return micros / TimeUnits.MicrosPerSecond == value;
    }

    public static long FromMicros(long micros) => TimeUnits.FloorDivide(micros, TimeUnits.MicrosPerSecond);
}

internal readonly struct FromEpochOperation<TScale> : IRowOp<long, long> where TScale : struct, IEpochScale
{
    public static bool Invoke(ref long value, RowContext context, out long result) =>
        TScale.TryToMicros(value, out result) ? true : throw QueryErrors.DateTimeOverflow("create a TIMESTAMP from " + Quote.Value(value) + " " + TScale.Unit + " since the epoch");
}

internal readonly struct SinceEpochOperation<TScale> : IRowOp<long, long> where TScale : struct, IEpochScale
{
    public static bool Invoke(ref long micros, RowContext context, out long result)
    {
        result = TScale.FromMicros(micros);
        return true;
    }
}

internal readonly struct SinceEpochNanosOperation<TScale> : IRowOp<Int128, long> where TScale : struct, IEpochScale
{
    public static bool Invoke(ref Int128 nanos, RowContext context, out long result)
    {
        result = TScale.FromMicros(NanosTimestamp.Split(nanos).Micros);
        return true;
    }
}

internal readonly struct FromSecondsOperation<T> : IRowOp<T, long> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static bool Invoke(ref T seconds, RowContext context, out long result)
    {
        long value = long.CreateChecked(seconds);
        return FromEpochOperation<SecondsSince>.Invoke(ref value, context, out result);
    }
}

internal readonly struct FromDoubleSecondsOperation : IRowOp<double, long>
{
    public static bool Invoke(ref double seconds, RowContext context, out long result)
    {
        result = 0;
        if (double.IsNaN(seconds) || double.IsInfinity(seconds))
        {
            return false;
        }
        double micros = seconds * TimeUnits.MicrosPerSecond;
        result = micros >= long.MaxValue ? long.MaxValue : micros <= long.MinValue ? long.MinValue : (long)micros;
        return true;
    }
}

internal readonly struct FromFloatSecondsOperation : IRowOp<float, long>
{
    public static bool Invoke(ref float seconds, RowContext context, out long result)
    {
        double wide = seconds;
        return FromDoubleSecondsOperation.Invoke(ref wide, context, out result);
    }
}

internal readonly struct FromDecimalSecondsOperation<T> : IRowOp<T, long> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static bool Invoke(ref T seconds, RowContext context, out long result)
    {
        int scale = ((DecimalType)context.Site.ArgumentType(0)).Scale;
        var unscaled = Int128.CreateChecked(seconds);
        for (; scale < 6; scale++)
        {
            unscaled *= 10;
        }
        for (; scale > 6; scale--)
        {
            var (quotient, rest) = Int128.DivRem(unscaled, 10);
            unscaled = quotient;
            if (rest != 0)
            {
                throw QueryErrors.Bare("ArithmeticException", "Rounding necessary");
            }
        }
        result = unscaled > long.MaxValue || unscaled < long.MinValue ? throw QueryErrors.DateTimeOverflow("convert seconds to a timestamp") : (long)unscaled;
        return true;
    }
}

internal readonly struct TruncateTimestampOperation : IRowOp<StringView, long, long>
{
    public static bool Invoke(ref StringView unit, ref long micros, RowContext context, out long result)
    {
        result = 0;
        return Truncation.TryParseUnit(StringView.Span(ref unit), out var parsed) && Truncation.TryTruncateTimestamp(micros, parsed, (TimeZoneRules)context.State!, out result);
    }
}

internal readonly struct TruncateNanosOperation : IRowOp<StringView, Int128, Int128>
{
    public static bool Invoke(ref StringView unit, ref Int128 nanos, RowContext context, out Int128 result)
    {
        var (micros, _) = NanosTimestamp.Split(nanos);
        bool valid = TruncateTimestampOperation.Invoke(ref unit, ref micros, context, out long truncated);
        result = NanosTimestamp.Join(truncated, 0);
        return valid;
    }
}

internal readonly struct MonthsBetweenOperation : IRowOp<long, long, byte, double>
{
    public static bool Invoke(ref long first, ref long second, ref byte round, RowContext context, out double result)
    {
        result = DateTimeArithmetic.MonthsBetween(first, second, round != 0, (TimeZoneRules)context.State!);
        return true;
    }
}

/// <summary>Finds zones by text that comes row by row.</summary>
internal static class RowZones
{
    public static TimeZoneRules Find(ref StringView id) =>
        TimeZoneCatalog.TryFind(StringView.Span(ref id), out var rules) ? rules : throw QueryErrors.InvalidTimeZone(Encoding.UTF8.GetString(StringView.Span(ref id)));

    /// <summary>Reads an instant's local time in one zone as a local time of another.</summary>
    public static bool TryMove(long micros, TimeZoneRules from, TimeZoneRules to, out long result) => to.TryToMicros(from.ToLocal(micros), out result);
}

internal readonly struct FromUtcOperation : IRowOp<long, StringView, long>
{
    public static bool Invoke(ref long micros, ref StringView zone, RowContext context, out long result) => RowZones.TryMove(micros, RowZones.Find(ref zone), TimeZoneRules.Utc, out result);
}

internal readonly struct ToUtcOperation : IRowOp<long, StringView, long>
{
    public static bool Invoke(ref long micros, ref StringView zone, RowContext context, out long result) => RowZones.TryMove(micros, TimeZoneRules.Utc, RowZones.Find(ref zone), out result);
}

internal readonly struct ConvertZoneOperation : IRowOp<StringView, StringView, long, long>
{
    public static bool Invoke(ref StringView source, ref StringView target, ref long local, RowContext context, out long result) =>
        RowZones.TryMove(local, TimeZoneRules.Utc, RowZones.Find(ref source), out long instant) & RowZones.TryMove(instant, RowZones.Find(ref target), TimeZoneRules.Utc, out result);
}
