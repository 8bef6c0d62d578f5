using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers the functions that make timestamps of fields, or of a date and a time. Each name stands for a hidden function per form.</summary>
internal static class TimestampConstruction
{
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    internal static readonly TypeRule Seconds = TypeRule.Of(new DecimalType(16, 6));
    private static readonly ImmutableArray<Parameter> _fields =
        [new("year", TypeRule.Int), new("month", TypeRule.Int), new("day", TypeRule.Int), new("hour", TypeRule.Int), new("min", TypeRule.Int), new("sec", Seconds)];

    public static void Register(FunctionFamily f)
    {
        Make(f, "make_timestamp", TimestampType.Instance, [1, 2, 3, 6, 7], variant: FunctionRegistry.LocalTimestamps);
        Make(f, "make_timestamp" + FunctionRegistry.LocalSuffix, TimestampNtzType.Instance, [1, 2, 3, 6, 7], isInternal: true);
        Make(f, "try_make_timestamp" + FunctionRegistry.LocalSuffix, TimestampNtzType.Instance, [1, 2, 3, 6, 7], isInternal: true);
        Make(f, "make_timestamp_ltz", TimestampType.Instance, [2, 3, 6, 7]);
        Make(f, "make_timestamp_ntz", TimestampNtzType.Instance, [2, 6]);
        Make(f, "try_make_timestamp", TimestampType.Instance, [1, 2, 3, 6, 7], variant: FunctionRegistry.LocalTimestamps);
        Make(f, "try_make_timestamp_ltz", TimestampType.Instance, [2, 3, 6, 7]);
        Make(f, "try_make_timestamp_ntz", TimestampNtzType.Instance, [2, 6]);
    }

    private static void Make(FunctionFamily f, string name, DataType type, ImmutableArray<int> counts, bool isInternal = false, SessionVariant? variant = null)
    {
        Func<FunctionCall, DataType> returns = _ => type;
        Func<FunctionCall, bool> fieldNulls = static call => !call.Ansi || NullRules.Propagate(call);
        // spark.sql.timestampType decides what six fields make; a date and a time always make an instant under the plain names.
        DataType joinedType = name.EndsWith(FunctionRegistry.LocalSuffix, StringComparison.Ordinal) ? TimestampType.Instance : type;
        Func<FunctionCall, DataType> joins = _ => joinedType;
        Func<FunctionCall, bool> dateNulls = joinedType is TimestampNtzType ? NullRules.Always : NullRules.Propagate;
        string shown = name.Replace(FunctionRegistry.LocalSuffix, "", StringComparison.Ordinal);
        string joined = shown switch
        {
            "try_make_timestamp_ltz" => "make_timestamp",
            _ when type is TimestampType => shown.Replace("_ltz", "", StringComparison.Ordinal),
            _ => shown,
        };
        Action<ExpressionWriter, FunctionCall> joinedShape = shown == "try_make_timestamp_ntz"
            ? static (writer, call) => writer.Append("try_make_timestamp_ntz(").Call("make_timestamp_ntz", call.Arguments).Append(")")
            : (writer, call) => writer.Call(joined, call.Arguments);
        string? wrappedParts = joined.StartsWith("try_", StringComparison.Ordinal) ? joined["try_".Length..] : null;
        string? wrapped = shown == "try_make_timestamp" ? "make_timestamp" : null;
        ImmutableArray<Parameter> zone = [new("timezone", TypeRule.String)];
        ImmutableArray<Parameter> parts = [new("date", TypeRule.Date), new("time", TypeRule.Time)];
        f.Scalar(name + "_6", _fields, returns, fieldNulls, static site => new MakeTimestampFunction(site), printed: shown, checkedAs: wrapped, canThrow: _throws, isInternal: true);
        f.Scalar(name + "_7", [.. _fields, .. zone], returns, fieldNulls, static site => new MakeTimestampFunction(site), printed: shown, checkedAs: wrapped, canThrow: _throws, isInternal: true);
        f.Scalar(name + "_1", parts[..1], joins, dateNulls, RowKernel.Of<DateToTimestampOperation, int, long>(DateTimeSite.PrepareZone), printed: joined, checkedAs: wrappedParts, coercion: ArgumentCoercion.None, canThrow: _throws, isInternal: true);
        f.Scalar(name + "_2", parts, joins, dateNulls, RowKernel.Of<JoinDateTimeOperation, int, long, long>(_ => joinedType is TimestampNtzType ? TimeZoneRules.Utc : null), printed: joined, shape: joinedShape, checkedAs: wrappedParts, coercion: ArgumentCoercion.None, canThrow: _throws, isInternal: true);
        f.Scalar(name + "_3", [.. parts, .. zone], joins, dateNulls, RowKernel.Of<JoinDateTimeZoneOperation, int, long, StringView, long>(), printed: joined, checkedAs: wrappedParts, canThrow: _throws, isInternal: true);
        f.Scalar(name, [.. _fields.Select(static field => field with { Accepts = TypeRule.Any }), new("timezone", TypeRule.Any)], returns, coercion: ArgumentCoercion.None, counts: counts, expectedCount: shown.EndsWith("tz", StringComparison.Ordinal) ? shown.StartsWith("try_", StringComparison.Ordinal) ? "6" : "[2, 6]" : null, optional: 6, canThrow: _throws, isInternal: isInternal, variant: variant, group: "datetime_funcs",
            shape: (writer, call) =>
            {
                if (call.Arguments.Length < 4)
                {
                    joinedShape(writer, call);
                    return;
                }
                writer.Call(shown, shown == "try_make_timestamp" && call.Arguments.Length == 7 ? call.Arguments[..6] : call.Arguments);
            },
            expand: call => DateTimeCalls.Internal(call, name + "_" + call.Arguments.Length.ToString(CultureInfo.InvariantCulture), call.Arguments));
    }
}

/// <summary>Makes timestamps of six fields and maybe a zone.</summary>
internal sealed unsafe class MakeTimestampFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly TimeZoneRules _zone = site.ResultType is TimestampNtzType ? TimeZoneRules.Utc : DateTimeSite.Zone(site);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (Array.Exists(arguments, static argument => argument.Physical == PhysicalType.Null))
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var year = arguments[0].Read<int>();
        var month = arguments[1].Read<int>();
        var day = arguments[2].Read<int>();
        var hour = arguments[3].Read<int>();
        var minute = arguments[4].Read<int>();
        var second = arguments[5].Read<long>();
        var zone = arguments.Length > 6 ? arguments[6].Read<StringView>() : default;
        var values = result.Data<long>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!(year.IsValid(row) && month.IsValid(row) && day.IsValid(row) && hour.IsValid(row) && minute.IsValid(row) && second.IsValid(row) && (arguments.Length < 7 || zone.IsValid(row))))
            {
                result.SetNull(row);
                continue;
            }
            if (!CivilConstruction.TryMakeTimestamp(year[row], month[row], day[row], hour[row], minute[row], second[row], out var local, out string? fault))
            {
                Refuse(fault!, second[row]);
                result.SetNull(row);
                continue;
            }
            var rules = arguments.Length < 7 ? _zone : RowZones.Find(ref zone[row]);
            rules = Site.ResultType is TimestampNtzType ? _zone : rules;
            if (!rules.TryToMicros(local, out values[row]))
            {
                throw QueryErrors.Bare("ArithmeticException", "long overflow");
            }
        }
    }

    private void Refuse(string fault, long secondMicros)
    {
        if (!Site.Call.Ansi)
        {
            return;
        }
        throw ReferenceEquals(fault, CivilConstruction.FractionOfMinuteFault)
            ? new QueryException("INVALID_FRACTION_OF_SECOND", ("secAndMicros", (secondMicros / 1_000_000.0).ToString("0.0#####", CultureInfo.InvariantCulture)))
            : QueryErrors.DateTimeFieldOutOfBounds(fault);
    }
}

internal readonly struct DateToTimestampOperation : IRowOp<int, long>
{
    public static bool Invoke(ref int days, RowContext context, out long result) =>
        ((TimeZoneRules)context.State!).TryStartOfDay(days, out result) ? true : throw QueryErrors.Bare("ArithmeticException", "long overflow");
}

internal readonly struct JoinDateTimeOperation : IRowOp<int, long, long>
{
    public static bool Invoke(ref int days, ref long nanosOfDay, RowContext context, out long result) =>
        DateTimeJoin.Join(days, nanosOfDay, (TimeZoneRules?)context.State ?? DateTimeSite.Zone(context.Site), out result);
}

internal readonly struct JoinDateTimeZoneOperation : IRowOp<int, long, StringView, long>
{
    public static bool Invoke(ref int days, ref long nanosOfDay, ref StringView zone, RowContext context, out long result) =>
        DateTimeJoin.Join(days, nanosOfDay, RowZones.Find(ref zone), out result);
}

internal static class DateTimeJoin
{
    public static bool Join(int days, long nanosOfDay, TimeZoneRules zone, out long result) =>
        zone.TryToMicros(new CivilDateTime(days, nanosOfDay / TimeUnits.NanosPerMicro), out result) ? true : throw QueryErrors.Bare("ArithmeticException", "long overflow");
}
