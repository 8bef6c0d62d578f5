using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers the functions that assign rows to windows of time. Analysis replaces their calls; no kernel runs them.</summary>
/// <remarks>The two internal functions read a timestamp as its number of microseconds and back.</remarks>
public static class TimeWindowFunctions
{
    private const string TimeText =
        "(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or \"STRUCT<start: TIMESTAMP, end: TIMESTAMP>\" or \"STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>\")";

    private static readonly TypeRule _time = TypeRule.OneOf(TypeRule.AnyTimestamp, new TypeRule("\"STRUCT\"", IsWindow)).Worded(TimeText);
    private static readonly Parameter _timeColumn = new("timeColumn", _time);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("session_window", [_timeColumn, new("gapDuration", TypeRule.Any)], WindowType, javaClass: "org.apache.spark.sql.catalyst.expressions.SessionWindow",
            shape: static (writer, call) => writer.Call("sessionwindow", call.Arguments), group: "datetime_funcs");
        f.Scalar("window", [_timeColumn, Duration("windowDuration"), Duration("slideDuration"), Duration("startTime")], WindowType, optional: 2,
            check: CheckWindow, shape: PrintWindow, javaClass: "org.apache.spark.sql.catalyst.expressions.TimeWindow", group: "datetime_funcs");
        f.Scalar("window_time", [new("windowColumn", TypeRule.Struct)], static call => ((StructType)call.Arguments[0].Type).Fields is [_, var end, ..] ? end.Type : TimestampType.Instance,
            NullRules.Always, check: CheckWindowTime, javaClass: "org.apache.spark.sql.catalyst.expressions.WindowTime", group: "datetime_funcs");
        f.Scalar("micros_of_time", [new("time", TypeRule.AnyTimestamp)], static _ => LongType.Instance, kernel: Reinterpret, canThrow: static _ => false, isInternal: true);
        f.Scalar("time_of_micros", [new("micros", TypeRule.Long)], static _ => TimestampType.Instance, kernel: Reinterpret, canThrow: static _ => false, isInternal: true);
        f.Scalar("local_time_of_micros", [new("micros", TypeRule.Long)], static _ => TimestampNtzType.Instance, kernel: Reinterpret, canThrow: static _ => false, isInternal: true);
    }

    /// <summary>Tells whether a type is a window's: a struct of start and end.</summary>
    public static bool IsWindow(DataType type) => type is StructType { Fields: [{ Name: "start", Type: TimestampType or TimestampNtzType }, { Name: "end", Type: TimestampType or TimestampNtzType }] };

    /// <summary>Gets the type of the windows over a time column.</summary>
    public static StructType WindowTypeOf(DataType time)
    {
        var bound = time is StructType window ? window.Fields[1].Type : time;
        return new StructType([new StructField("start", bound, true), new StructField("end", bound, true)]);
    }

    /// <summary>A constant time shows without its type's name.</summary>
    private static void PrintWindow(ExpressionWriter writer, FunctionCall call)
    {
        if (writer.Style != PrintStyle.Pretty || call.Arguments[0] is not Literal { Value: not null } time)
        {
            writer.Call("window", call.Arguments);
            return;
        }
        writer.Append("window(").Append(LiteralText.Print(time, PrintStyle.Plan)).Append(", ").Join(", ", call.Arguments.Skip(1)).Append(")");
    }

    private static StructType WindowType(FunctionCall call) => WindowTypeOf(call.Arguments[0].Type);

    private static Parameter Duration(string name) => new(name, TypeRule.Long);

    private static QueryError? CheckWindow(FunctionCall call)
    {
        if (call.Arguments is not [_, Literal { Value: long window }, Literal { Value: long slide }, Literal { Value: long start }])
        {
            return null;
        }
        if (window <= 0)
        {
            return OutOfRange(call, "window_duration", window);
        }
        if (slide <= 0)
        {
            return OutOfRange(call, "slide_duration", slide);
        }
        if (slide > window)
        {
            return Violation(call, "slide_duration", slide, "<=", "window_duration", window);
        }
        return Math.Abs(start) >= slide ? Violation(call, "abs(start_time)", Math.Abs(start), "<", "slide_duration", slide) : null;
    }

    private static QueryError? CheckWindowTime(FunctionCall call) => IsWindow(call.Arguments[0].Type) ? null : FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE",
        ("paramIndex", FunctionCheck.Ordinal(0)), ("requiredType", "\"STRUCT\""), ("inputSql", FunctionCheck.Quoted(call.Arguments[0])), ("inputType", FunctionCheck.Quoted(call.Arguments[0].Type)));

    private static QueryError OutOfRange(FunctionCall call, string name, long value) => FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE",
        ("exprName", IdentifierText.Quote(name)), ("valueRange", "(0, 9223372036854775807]"), ("currentValue", Text(value)));

    private static QueryError Violation(FunctionCall call, string left, long leftValue, string constraint, string right, long rightValue) => FunctionCheck.Mismatch(call, "PARAMETER_CONSTRAINT_VIOLATION",
        ("leftExprName", IdentifierText.Quote(left)), ("leftExprValue", Text(leftValue)), ("constraint", constraint), ("rightExprName", IdentifierText.Quote(right)), ("rightExprValue", Text(rightValue)));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture) + "L";

    private static Reinterpreted Reinterpret(BoundCall site) => new(site);

    /// <summary>Shows the argument's column under another type of the same layout.</summary>
    private sealed class Reinterpreted(BoundCall site) : Evaluator(site.ResultType)
    {
        public override Column Evaluate(Batch batch, Selection selection) => Column.Alias(Type, site.Arguments[0].Evaluate(batch, selection));
    }
}
