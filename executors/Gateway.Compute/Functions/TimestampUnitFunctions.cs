using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions that count in units of time: TIMESTAMPADD, TIMESTAMPDIFF, time_bucket, nanosecond epochs.</summary>
internal static class TimestampUnitFunctions
{
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Func<FunctionCall, DataType> _long = static _ => LongType.Instance;
    private static readonly Parameter _unit = new("unit", TypeRule.String);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("time_bucket", [new("bucketSize", TypeRule.OneOf(TypeRule.DayTimeInterval, TypeRule.YearMonthInterval), Foldable: true), new("ts", TypeRule.AnyTimestamp), new("origin", TypeRule.AnyTimestamp, Foldable: true)],
            static call => call.Arguments[1].Type is TimestampNtzType ? TimestampNtzType.Instance : TimestampType.Instance, optional: 1, coercion: ArgumentCoercion.None, coerce: AddOrigin, check: CheckBucket,
            kernel: static site => site.ArgumentType(0) is YearMonthIntervalType
                ? RowKernel.Of<MonthBucketOperation, int, long, long, long>(Zone)(site)
                : RowKernel.Of<MicrosBucketOperation, long, long, long, long>(Zone)(site), canThrow: _throws, group: "datetime_funcs");
        f.Scalar("timestamp_nanos", [new("nanoseconds", TypeRule.OneOf(TypeRule.Integral, TypeRule.Decimal))], static _ => new TimestampNanosType(9, true), coercion: ArgumentCoercion.None, kernel: NanosKernel, canThrow: _throws, group: "datetime_funcs");
        f.Scalar("timestampadd", [_unit, new("quantity", TypeRule.Long), new("timestamp", TypeRule.AnyTimestamp)], static call => call.Arguments[2].Type, shape: PrintUnit, early: CheckValues, isInternal: true,
            kernel: RowKernel.Of<AddUnitOperation, StringView, long, long, long>(static site => Zone(site, 2)), canThrow: _throws, group: "datetime_funcs");
        f.Scalar("timestampdiff", [_unit, new("startTimestamp", TypeRule.Timestamp), new("endTimestamp", TypeRule.Timestamp)], _long, shape: PrintUnit, early: CheckValues, isInternal: true, kernel: RowKernel.Of<CountUnitOperation, StringView, long, long, long>(static site => Zone(site, 1)), canThrow: _throws, group: "datetime_funcs");
        f.Scalar("unix_nanos", [new("timestamp", DateFormatFunctions.Nanos)], static _ => new DecimalType(21, 0), coercion: ArgumentCoercion.None, kernel: RowKernel.Of<SameNanosOperation, Int128, Int128>(), canThrow: static _ => false, group: "datetime_funcs");
    }

    private static TimeZoneRules Zone(BoundCall site, int index) => site.ArgumentType(index) is TimestampType ? DateTimeSite.Zone(site) : TimeZoneRules.Utc;

    private static TimeZoneRules Zone(BoundCall site) => Zone(site, 1);

    /// <summary>The unit is a word of the syntax.</summary>
    private static void PrintUnit(ExpressionWriter writer, FunctionCall call) => writer.Call(call.Function.Name, call.Arguments);

    /// <summary>Arguments are counted without the unit.</summary>
    private static QueryError? CheckValues(FunctionCall call)
    {
        for (int i = 1; i < call.Arguments.Length; i++)
        {
            var rule = call.Function.Parameters[i].Accepts;
            if (!rule.Accepts(call.Arguments[i].Type))
            {
                return FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE", ("paramIndex", FunctionCheck.Ordinal(i - 1)), ("requiredType", rule.TextFor(call.Arguments[i].Type)),
                    ("inputSql", FunctionCheck.Quoted(call.Arguments[i])), ("inputType", FunctionCheck.Quoted(call.Arguments[i].Type)));
            }
        }
        return null;
    }

    /// <summary>Buckets start at the local midnight of 1970 unless an origin is given.</summary>
    private static System.Collections.Immutable.ImmutableArray<Expression>? AddOrigin(FunctionCall call, bool ansi)
    {
        if (call.Arguments is not [var size, var time])
        {
            return null;
        }
        DataType type = time.Type is TimestampNtzType ? TimestampNtzType.Instance : TimestampType.Instance;
        SessionZone.Current.TryStartOfDay(0, out long local);
        return [size, time, new Literal(type is TimestampType ? local : 0L, type)];
    }

    private static QueryError? CheckBucket(FunctionCall call)
    {
        if (call.Arguments.Length == 3 && call.Arguments[1].Type is var time && call.Arguments[2].Type is var origin && !time.Equals(origin))
        {
            return FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE", ("paramIndex", FunctionCheck.Ordinal(2)), ("requiredType", FunctionCheck.Quoted(time)),
                ("inputSql", FunctionCheck.Quoted(call.Arguments[2])), ("inputType", FunctionCheck.Quoted(origin)));
        }
        if (!call.Arguments[0].Foldable)
        {
            return null;
        }
        long? size = ConstantFolding.Evaluate(call.Arguments[0], QuerySettings.Default).Value switch { int months => months, long micros => micros, _ => null };
        return size is null or > 0 ? null : FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE",
            ("exprName", Quote.Id("bucketSize")), ("valueRange", "(0, inf)"), ("currentValue", call.Arguments[0].SqlText));
    }

    private static Evaluator NanosKernel(BoundCall site) => site.ArgumentType(0) switch
    {
        ByteType => RowKernel.Of<FromNanosOperation<sbyte>, sbyte, Int128>()(site),
        ShortType => RowKernel.Of<FromNanosOperation<short>, short, Int128>()(site),
        IntegerType => RowKernel.Of<FromNanosOperation<int>, int, Int128>()(site),
        LongType or DecimalType { Physical: PhysicalType.Int64 } => RowKernel.Of<FromNanosOperation<long>, long, Int128>()(site),
        _ => RowKernel.Of<FromNanosOperation<Int128>, Int128, Int128>()(site),
    };
}

internal readonly struct FromNanosOperation<T> : IRowOp<T, Int128> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static bool Invoke(ref T nanos, RowContext context, out Int128 result)
    {
        result = Int128.CreateChecked(nanos);
        for (int scale = context.Site.ArgumentType(0) is DecimalType type ? type.Scale : 0; scale > 0; scale--)
        {
            result /= 10;
        }
        var micros = result / TimeUnits.NanosPerMicro;
        return micros == (long)micros ? true : throw QueryErrors.Bare("ArithmeticException", "long overflow");
    }
}

internal readonly struct SameNanosOperation : IRowOp<Int128, Int128>
{
    public static bool Invoke(ref Int128 nanos, RowContext context, out Int128 result)
    {
        result = nanos;
        return true;
    }
}

/// <summary>Finds units that come row by row, though they are constants.</summary>
internal static class RowUnits
{
    public static DateTimeUnit Find(ref StringView unit, RowContext context)
    {
        var text = StringView.Span(ref unit);
        bool counts = context.Site.Call.Function.Name == "timestampdiff";
        if (DateTimeUnits.TryParse(text, out var parsed) && !(counts && System.Text.Ascii.EqualsIgnoreCase(text, "DAYOFYEAR"u8)))
        {
            return parsed;
        }
        throw new QueryException("INVALID_PARAMETER_VALUE.DATETIME_UNIT",
            ("functionName", Quote.Id(context.Site.Call.Function.Name.ToUpperInvariant())), ("parameter", Quote.Id("unit")), ("invalidValue", Quote.Value(unit.ToString()))).As("SparkIllegalArgumentException");
    }
}

internal readonly struct AddUnitOperation : IRowOp<StringView, long, long, long>
{
    public static bool Invoke(ref StringView unit, ref long quantity, ref long micros, RowContext context, out long result)
    {
        if (DateTimeUnits.TryAdd(RowUnits.Find(ref unit, context), quantity, micros, (TimeZoneRules)context.State!, out result))
        {
            return true;
        }
        string time = LiteralText.Value(micros, context.Site.ArgumentType(2), DateTimeSite.Zone(context.Site));
        throw QueryErrors.DateTimeOverflow("add " + Quote.Value(quantity) + " " + unit.ToString() + " to " + time);
    }
}

internal readonly struct CountUnitOperation : IRowOp<StringView, long, long, long>
{
    public static bool Invoke(ref StringView unit, ref long start, ref long end, RowContext context, out long result)
    {
        result = DateTimeUnits.Between(RowUnits.Find(ref unit, context), start, end, (TimeZoneRules)context.State!);
        return true;
    }
}

/// <summary>Whole days are counted in local time, shorter buckets as elapsed time.</summary>
internal readonly struct MicrosBucketOperation : IRowOp<long, long, long, long>
{
    public static bool Invoke(ref long size, ref long micros, ref long origin, RowContext context, out long result)
    {
        var zone = (TimeZoneRules)context.State!;
        if (size % TimeUnits.MicrosPerDay != 0)
        {
            result = origin + (TimeUnits.FloorDivide(micros - origin, size) * size);
            return true;
        }
        long start = Local(zone, origin);
        long bucket = start + (TimeUnits.FloorDivide(Local(zone, micros) - start, size) * size);
        return zone.TryToMicros(CivilDateTime.FromMicros(bucket), out result) ? true : throw QueryErrors.Bare("ArithmeticException", "long overflow");
    }

    internal static long Local(TimeZoneRules zone, long micros)
    {
        var local = zone.ToLocal(micros);
        return (local.Days * TimeUnits.MicrosPerDay) + local.MicrosOfDay;
    }
}

internal readonly struct MonthBucketOperation : IRowOp<int, long, long, long>
{
    public static bool Invoke(ref int size, ref long micros, ref long origin, RowContext context, out long result)
    {
        var zone = (TimeZoneRules)context.State!;
        long months = DateTimeArithmetic.WholeMonthsBetween(zone.ToLocal(origin), zone.ToLocal(micros));
        long bucket = TimeUnits.FloorDivide(months, size);
        if (!DateTimeArithmetic.TryAddMonths(origin, bucket * size, zone, out result))
        {
            throw QueryErrors.Bare("ArithmeticException", "long overflow");
        }
        if (result > micros && !DateTimeArithmetic.TryAddMonths(origin, (bucket - 1) * size, zone, out result))
        {
            throw QueryErrors.Bare("ArithmeticException", "long overflow");
        }
        return true;
    }
}
