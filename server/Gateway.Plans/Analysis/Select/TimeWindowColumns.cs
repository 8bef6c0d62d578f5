using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Checks;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Builds the inputs that compute windows of time.</summary>
internal sealed class TimeWindowColumns(LogicalPlan input, CallMaker calls)
{
    /// <summary>Gives each row the end of its window, less one microsecond.</summary>
    public (LogicalPlan Input, AttributeReference Column) WindowTime(FunctionCall call)
    {
        var time = calls.Internal(TimeOf(call.Type), calls.Call("-", calls.Internal("micros_of_time", EndOf(call.Arguments[0])), Literal.Of(1L)));
        var alias = new Alias(time, call.PrettyText);
        return (new Project(input, [.. input.Output, alias]), alias.ToAttribute());
    }

    /// <summary>Gives each row its window, or one row for each of the windows it falls into.</summary>
    public (LogicalPlan Input, AttributeReference Column) Window(FunctionCall call)
    {
        long window = (long)((Literal)call.Arguments[1]).Value!;
        long slide = (long)((Literal)call.Arguments[2]).Value!;
        long start = (long)((Literal)call.Arguments[3]).Value!;
        var (below, time) = Time(call.Arguments[0]);
        var type = TimeWindowFunctions.WindowTypeOf(time.Type);
        var micros = calls.Internal("micros_of_time", time);
        var sinceStart = calls.Call("%", calls.Call("-", micros, Literal.Of(start)), Literal.Of(slide));
        var last = new CaseWhen(
            [(calls.Call("<", sinceStart, Literal.Of(0L)), calls.Call("-", calls.Call("-", micros, sinceStart), Literal.Of(slide)))],
            calls.Call("-", micros, sinceStart));
        var column = new AttributeReference("window", type, window != slide, Metadata.Empty.With("spark.timeWindow", true), ExpressionId.Next(), []);
        LogicalPlan present = new Filter(below, calls.Call("isnotnull", time));
        if (window == slide)
        {
            var alias = new Alias(Bounds(last, window, type), column.Name, column.Id, [], column.Metadata);
            return (new Project(present, [.. input.Output, alias]), column);
        }
        long count = (window + slide - 1) / slide;
        var projections = Enumerable.Range(0, (int)count).Select(i =>
            (ImmutableArray<Expression>)[.. input.Output, time, Bounds(calls.Call("-", last, Literal.Of(i * slide)), window, type)]);
        var kept = new AttributeReference("_time", time.Type, time.Nullable);
        LogicalPlan expanded = new Expand(present, [.. projections], [.. input.Output, kept, column]);
        if (window % slide != 0)
        {
            var begins = calls.Call(">=", kept, new GetStructField(column, 0));
            expanded = new Filter(expanded, calls.Call("and", begins, calls.Call("<", kept, new GetStructField(column, 1))));
        }
        return (new Project(expanded, [.. input.Output, column]), column);
    }

    /// <summary>Gives each row its session; below an aggregate, sessions of the same keys that touch are one.</summary>
    /// <param name="groupings">The keys of the aggregate; null for other operators, where each row has a session of its own.</param>
    public (LogicalPlan Input, AttributeReference Column) Session(FunctionCall call, ImmutableArray<Expression>? groupings)
    {
        var (below, time) = Time(call.Arguments[0]);
        var type = TimeWindowFunctions.WindowTypeOf(time.Type);
        var end = new Alias(calls.Call("+", time, Gap(call.Arguments[1])), "_end");
        var begin = new Alias(time, "_begin");
        LogicalPlan plan = new Project(below, [.. input.Output, begin, end]);
        var valid = calls.Call("and", calls.Call("isnotnull", begin.ToAttribute()), calls.Call(">", end.ToAttribute(), begin.ToAttribute()));
        plan = new Filter(plan, valid);
        var column = new AttributeReference("session_window", type, false, Metadata.Empty.With("spark.sessionWindow", true), ExpressionId.Next(), []);
        Expression first = begin.ToAttribute(), last = end.ToAttribute();
        if (groupings is { } keys)
        {
            (plan, first, last) = Merged(plan, begin.ToAttribute(), end.ToAttribute(), [.. keys.SelectMany(GroupingsOf).Where(static key => key.Resolved && !TimeWindows.Has(key))]);
        }
        Expression bounds = calls.Cast(calls.Call("named_struct", Literal.Of("start"), first, Literal.Of("end"), last), type);
        var alias = new Alias(bounds, column.Name, column.Id, [], column.Metadata);
        return (new Project(plan, [.. input.Output, alias]), column);
    }

    /// <summary>Numbers the sessions of each key in time order, then takes the first start and last end of each.</summary>
    private (LogicalPlan Plan, Expression First, Expression Last) Merged(LogicalPlan plan, AttributeReference begin, AttributeReference end, ImmutableArray<Expression> keys)
    {
        var keyAliases = keys.Select(static key => new Alias(key, "_key")).ToImmutableArray();
        plan = new Project(plan, [.. plan.Output, .. keyAliases]);
        ImmutableArray<Expression> partition = [.. keyAliases.Select(static alias => alias.ToAttribute())];
        ImmutableArray<SortOrder> order = [new SortOrder(begin)];
        var before = new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.Offset, Literal.Of(-1)));
        var reached = new Alias(new WindowExpression(calls.Call("max", end), new WindowSpec(partition, order, before)), "_reached");
        plan = new Window(plan, [reached], partition, order);
        var opens = new Alias(new CaseWhen([(calls.Call("<=", begin, reached.ToAttribute()), Literal.Of(0))], Literal.Of(1)), "_opens");
        plan = new Project(plan, [.. plan.Output, opens]);
        var sofar = new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.CurrentRow));
        var number = new Alias(new WindowExpression(calls.Call("sum", opens.ToAttribute()), new WindowSpec(partition, order, sofar)), "_session");
        plan = new Window(plan, [number], partition, order);
        ImmutableArray<Expression> session = [.. partition, number.ToAttribute()];
        var whole = new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.UnboundedFollowing));
        var first = new Alias(new WindowExpression(calls.Call("min", begin), new WindowSpec(session, [], whole)), "_first");
        var last = new Alias(new WindowExpression(calls.Call("max", end), new WindowSpec(session, [], whole)), "_last");
        plan = new Window(plan, [first, last], session, []);
        return (plan, first.ToAttribute(), last.ToAttribute());
    }

    private static IEnumerable<Expression> GroupingsOf(Expression key) => key is GroupingAnalytics analytics ? analytics.Children.SelectMany(GroupingsOf) : [key];

    private Expression Gap(Expression gap) => gap.Type switch
    {
        CalendarIntervalType => gap,
        StringType => new Cast(gap, CalendarIntervalType.Instance, EvaluationMode.Legacy),
        _ => throw new QueryException("_LEGACY_ERROR_TEMP_1040", ("dt", ScalaTypeText.Of(gap.Type))),
    };

    /// <summary>Gets the time of a row as a column; a window stands for the last instant in it.</summary>
    private (LogicalPlan Below, AttributeReference Time) Time(Expression time)
    {
        if (time is AttributeReference { Type: not StructType } plain)
        {
            return (input, plain);
        }
        var value = time.Type is StructType
            ? calls.Internal(TimeOf(((StructType)time.Type).Fields[1].Type), calls.Call("-", calls.Internal("micros_of_time", EndOf(time)), Literal.Of(1L)))
            : time;
        var alias = new Alias(value, "_time");
        return (new Project(input, [.. input.Output, alias]), alias.ToAttribute());
    }

    private static GetStructField EndOf(Expression window) => new(window, 1);

    private static string TimeOf(DataType type) => type is TimestampNtzType ? "local_time_of_micros" : "time_of_micros";

    private Expression Bounds(Expression start, long length, StructType type)
    {
        string make = TimeOf(type.Fields[0].Type);
        return calls.Cast(
            calls.Call("named_struct", Literal.Of("start"), calls.Internal(make, start), Literal.Of("end"), calls.Internal(make, calls.Call("+", start, Literal.Of(length)))),
            new StructType([.. type.Fields]));
    }
}
