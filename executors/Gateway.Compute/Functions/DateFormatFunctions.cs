using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions that print and read dates and times by a pattern, or turn text into epoch seconds.</summary>
internal static class DateFormatFunctions
{
    internal static readonly TypeRule Nanos = new("\"(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])\"", static t => t is TimestampNanosType);
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Func<FunctionCall, DataType> _text = static _ => StringType.Instance;
    private static readonly Func<FunctionCall, DataType> _long = static _ => LongType.Instance;
    private static readonly Func<FunctionCall, DataType> _timestamp = static _ => TimestampType.Instance;
    private static readonly Func<FunctionCall, DataType> _ntz = static _ => TimestampNtzType.Instance;
    private static readonly Literal _standardPattern = Literal.Of("yyyy-MM-dd HH:mm:ss");
    private static readonly TypeRule _textOrTime = TypeRule.OneOf(TypeRule.String, TypeRule.Date, TypeRule.Timestamp, TypeRule.TimestampNtz);
    private static readonly TypeRule _textTimeOrNumber = TypeRule.OneOf(TypeRule.String, TypeRule.Date, TypeRule.Timestamp, TypeRule.TimestampNtz, TypeRule.Numeric);
    private static readonly TypeRule _epochSource = TypeRule.OneOf(TypeRule.String, TypeRule.Date, TypeRule.Timestamp, TypeRule.TimestampNtz, Nanos);
    private static readonly Parameter _format = new("fmt", TypeRule.String);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("date_format", [new("timestamp", TypeRule.OneOf(TypeRule.Timestamp, TypeRule.Time, Nanos)), _format], _text, kernel: FormatKernel, canThrow: _throws, group: "datetime_funcs");
        f.Scalar("from_unixtime", [new("unix_time", TypeRule.Long), new("fmt", TypeRule.String, _standardPattern)], _text, NullRules.Always, optional: 1,
            kernel: RowKernel.Of<FormatSecondsOperation, long, StringView, StringView>(static site => new DatePatternCache(site, forParsing: false)), canThrow: _throws, group: "datetime_funcs");
        f.Scalar("gettimestamp", [new("text", _textOrTime), _format], _timestamp, Parsed, static site => ParseKernel(site, isLocal: false), canThrow: _throws, printed: "gettimestamp", isInternal: true);
        f.Scalar("gettimestampntz", [new("text", _textOrTime), _format], _ntz, Parsed, static site => ParseKernel(site, isLocal: true), canThrow: _throws, printed: "gettimestamp", isInternal: true);
        f.Scalar("to_date try_to_date", [new("date_str", _textOrTime), _format], static _ => DateType.Instance, optional: 1, canThrow: _throws, group: "datetime_funcs",
            expand: static call => call.Arguments.Length == 1 ? Quiet(call, DateType.Instance) : DateTimeCalls.Cast(call, Parse(call, "gettimestamp", "try_to_date"), DateType.Instance));
        Zoned(f, "to_timestamp try_to_timestamp", FunctionRegistry.LocalTimestamps);
        Zoned(f, "to_timestamp_ltz");
        f.Scalar("to_timestamp_ntz", [new("timestamp_str", _textOrTime), _format], _ntz, optional: 1, canThrow: _throws, group: "datetime_funcs",
            expand: static call => call.Arguments.Length == 1 ? Quiet(call, TimestampNtzType.Instance) : Parse(call, "gettimestampntz", "try_to_timestamp"));
        LocalForm(f, "to_timestamp");
        LocalForm(f, "try_to_timestamp");
        f.Scalar("to_unix_timestamp", [new("timeExp", _epochSource), new("fmt", TypeRule.String, _standardPattern)], _long, Parsed, SecondsKernel, optional: 1, coercion: ArgumentCoercion.None, canThrow: _throws, group: "datetime_funcs");
        f.Scalar("unix_timestamp", [new("timeExp", _epochSource), new("fmt", TypeRule.String, _standardPattern)], _long, Parsed, SecondsKernel, optional: 2, coercion: ArgumentCoercion.None, canThrow: _throws, group: "datetime_funcs",
            coerce: static (call, _) => call.Arguments.IsEmpty ? [DateTimeCalls.Call(call, "current_timestamp"), _standardPattern] : null);
    }

    private static void Zoned(FunctionFamily f, string names, SessionVariant? variant = null) =>
        f.Scalar(names, [new("timestamp_str", _textTimeOrNumber), _format], _timestamp, optional: 1, canThrow: _throws, variant: variant, group: "datetime_funcs",
            expand: static call => call.Arguments.Length == 1 ? Quiet(call, TimestampType.Instance)
                : call.Arguments[0].Type is NumericType ? throw Unreplaceable(call)
                : Parse(call, "gettimestamp", "try_to_timestamp"));

    /// <summary>Numbers are accepted with a pattern, but what would read them is not.</summary>
    private static QueryException Unreplaceable(FunctionCall call)
    {
        string arguments = string.Join(", ", call.Arguments.Select(static argument => argument.PrettyText));
        return new QueryException(QueryException.Create("INTERNAL_ERROR", Origin.None, "SparkException",
            ("message", $"Cannot resolve the runtime replaceable expression \"{call.PrettyText}\". The replacement is unresolved: \"gettimestamp({arguments})\".")));
    }

    /// <summary>What the name means while spark.sql.timestampType is TIMESTAMP_NTZ.</summary>
    private static void LocalForm(FunctionFamily f, string name) =>
        f.Scalar(name + FunctionRegistry.LocalSuffix, [new("timestamp_str", _textOrTime), _format], _ntz, optional: 1, canThrow: _throws, isInternal: true, printed: name, group: "datetime_funcs",
            expand: static call => call.Arguments.Length == 1 ? Quiet(call, TimestampNtzType.Instance) : Parse(call, "gettimestampntz", "try_to_timestamp"));

    /// <summary>The try_ forms cast as outside ANSI mode, which is NULL where the text is no date but also wraps and saturates.</summary>
    private static Expression Quiet(FunctionCall call, DataType type) =>
        DateTimeCalls.Cast(call.Mode == EvaluationMode.Try ? call with { Mode = EvaluationMode.Legacy } : call, call.Arguments[0], type);

    /// <summary>A text that cannot be read is an error in ANSI mode, else NULL.</summary>
    private static bool Parsed(FunctionCall call) => !call.Ansi || NullRules.Propagate(call);

    /// <param name="suggested">The function that gives NULL for such texts, which the error names.</param>
    private static FunctionCall Parse(FunctionCall call, string name, string suggested) =>
        DateTimeCalls.Internal(call, name, call.Arguments) with { CalledName = suggested };

    private static Evaluator FormatKernel(BoundCall site) => site.ArgumentType(0) switch
    {
        TimestampNanosType => RowKernel.Of<FormatNanosOperation, Int128, StringView, StringView>(static s => new DatePatternCache(s, forParsing: false, isLocal: true))(site),
        TimeType => RowKernel.Of<FormatTimeOperation, long, StringView, StringView>(static s => new DatePatternCache(s, forParsing: false, isLocal: true))(site),
        _ => RowKernel.Of<FormatTimestampOperation, long, StringView, StringView>(static s => new DatePatternCache(s, forParsing: false))(site),
    };

    private static Evaluator ParseKernel(BoundCall site, bool isLocal) => site.ArgumentType(0) switch
    {
        DateType => RowKernel.Of<DateAsTimestampOperation, int, StringView, long>(DateTimeSite.PrepareZone)(site),
        StringType => isLocal
            ? RowKernel.Of<ParseLocalOperation, StringView, StringView, long>(static s => new DatePatternCache(s, forParsing: true, isLocal: true))(site)
            : RowKernel.Of<ParseTimestampOperation, StringView, StringView, long>(static s => new DatePatternCache(s, forParsing: true))(site),
        _ => RowKernel.Of<SameTimestampOperation, long, StringView, long>()(site),
    };

    private static Evaluator SecondsKernel(BoundCall site) => site.ArgumentType(0) switch
    {
        DateType => RowKernel.Of<ThenSecondsOperation<int, DateAsTimestampOperation>, int, StringView, long>(DateTimeSite.PrepareZone)(site),
        StringType => RowKernel.Of<ThenSecondsOperation<StringView, ParseTimestampOperation>, StringView, StringView, long>(static s => new DatePatternCache(s, forParsing: true))(site),
        TimestampNanosType => RowKernel.Of<NanosSecondsOperation, Int128, StringView, long>()(site),
        _ => RowKernel.Of<ThenSecondsOperation<long, SameTimestampOperation>, long, StringView, long>()(site),
    };
}

internal readonly struct FormatTimestampOperation : IRowOp<long, StringView, StringView>
{
    public static bool Invoke(ref long micros, ref StringView pattern, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        ((DatePatternCache)context.State!).AppendTimestamp(micros, StringView.Span(ref pattern), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct FormatSecondsOperation : IRowOp<long, StringView, StringView>
{
    public static bool Invoke(ref long seconds, ref StringView pattern, RowContext context, out StringView result)
    {
        long micros = unchecked(seconds * TimeUnits.MicrosPerSecond);
        return FormatTimestampOperation.Invoke(ref micros, ref pattern, context, out result);
    }
}

internal readonly struct FormatNanosOperation : IRowOp<Int128, StringView, StringView>
{
    public static bool Invoke(ref Int128 nanos, ref StringView pattern, RowContext context, out StringView result)
    {
        var cache = (DatePatternCache)context.State!;
        var zone = cache.Zone;
        var (micros, rest) = NanosTimestamp.Split(nanos);
        long seconds = TimeUnits.FloorDivide(micros, TimeUnits.MicrosPerSecond);
        int offset = ((TimestampNanosType)context.Site.ArgumentType(0)).WithZone ? zone.OffsetSecondsAt(seconds) : 0;
        context.Buffer.Clear();
        cache.AppendLocal(CivilDateTime.FromMicros(micros, offset), rest, offset, zone.IsDaylightAt(seconds), StringView.Span(ref pattern), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct FormatTimeOperation : IRowOp<long, StringView, StringView>
{
    public static bool Invoke(ref long nanosOfDay, ref StringView pattern, RowContext context, out StringView result)
    {
        var local = new CivilDateTime(0, nanosOfDay / TimeUnits.NanosPerMicro);
        context.Buffer.Clear();
        ((DatePatternCache)context.State!).AppendTime(local, (int)(nanosOfDay % TimeUnits.NanosPerMicro), StringView.Span(ref pattern), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct ParseTimestampOperation : IRowOp<StringView, StringView, long>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, RowContext context, out long result)
    {
        var bytes = StringView.Span(ref text);
        return ((DatePatternCache)context.State!).TryParseTimestamp(bytes, StringView.Span(ref pattern), out result, out var fault) || ParseFaults.Raise(bytes, fault, context);
    }
}

internal readonly struct ParseLocalOperation : IRowOp<StringView, StringView, long>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, RowContext context, out long result)
    {
        var bytes = StringView.Span(ref text);
        return ((DatePatternCache)context.State!).TryParseLocal(bytes, StringView.Span(ref pattern), out result, out var fault) || ParseFaults.Raise(bytes, fault, context);
    }
}

/// <summary>Says what a text that does not follow its pattern leads to.</summary>
internal static class ParseFaults
{
    /// <summary>Throws in ANSI mode; otherwise returns false.</summary>
    public static bool Raise(ReadOnlySpan<byte> text, DateTimeParseFault fault, RowContext context)
    {
        string called = context.Site.Call.CalledName;
        return context.Ansi
            ? throw QueryErrors.CannotParseTimestamp(fault.Describe(text), called.StartsWith("try_", StringComparison.Ordinal) ? called : "try_to_timestamp")
            : false;
    }
}

internal readonly struct DateAsTimestampOperation : IRowOp<int, StringView, long>
{
    public static bool Invoke(ref int days, ref StringView pattern, RowContext context, out long result) =>
        ((TimeZoneRules)context.State!).TryStartOfDay(days, out result) ? true : throw QueryErrors.Bare("ArithmeticException", "long overflow");
}

internal readonly struct SameTimestampOperation : IRowOp<long, StringView, long>
{
    public static bool Invoke(ref long micros, ref StringView pattern, RowContext context, out long result)
    {
        result = micros;
        return true;
    }
}

/// <summary>Computes a timestamp and cuts it to whole seconds, towards zero.</summary>
internal readonly struct ThenSecondsOperation<T, TOp> : IRowOp<T, StringView, long>
    where T : unmanaged
    where TOp : struct, IRowOp<T, StringView, long>
{
    public static bool Invoke(ref T value, ref StringView pattern, RowContext context, out long result)
    {
        bool valid = TOp.Invoke(ref value, ref pattern, context, out long micros);
        result = micros / TimeUnits.MicrosPerSecond;
        return valid;
    }
}

internal readonly struct NanosSecondsOperation : IRowOp<Int128, StringView, long>
{
    public static bool Invoke(ref Int128 nanos, ref StringView pattern, RowContext context, out long result)
    {
        result = (long)(nanos / TimeUnits.NanosPerSecond);
        return true;
    }
}
