using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks a resolved window expression: its frame, its order, its function.</summary>
internal static class WindowCheck
{
    private const string RangeTypes = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\")";

    /// <summary>Prints a call with WITHIN GROUP as a plain one, the ordered value first.</summary>
    private static string PlainText(FunctionCall call) =>
        $"{call.CalledName}({string.Join(", ", call.Arguments.OrderBy(static argument => argument is SortOrder ? 0 : 1).Select(static argument => (argument is SortOrder order ? order.Child : argument).PrettyText))})";

    public static void Check(WindowExpression window)
    {
        CheckFrame(window.Spec);
        CheckOrder(window.Spec);
        switch (window.Function)
        {
            case AggregateExpression { IsDistinct: true }:
                throw new QueryException("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", window.Origin, ("windowExpr", Quote.Expr(window.PrettyText)));
            case AggregateExpression { Function: { Function.Name: "percentile_cont" or "percentile_disc" } ordered } when !window.Spec.OrderBy.IsEmpty || !IsWhole(window.Spec.Frame!):
                throw new QueryException("INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC", window.Origin, ("aggFunc", Quote.Expr(PlainText(ordered))));
            case AggregateExpression { Function: { Function.Name: "listagg" or "string_agg" } list } when list.Arguments.Any(static argument => argument is SortOrder) && (!window.Spec.OrderBy.IsEmpty || !IsWhole(window.Spec.Frame!)):
                throw new QueryException("INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC", window.Origin,
                    ("aggFunc", Quote.Expr($"listagg({string.Join(", ", list.Arguments.Select(static argument => argument.PrettyText))})")));
            case AggregateExpression or FunctionCall { Function.Kind: FunctionKind.Window or FunctionKind.Generator }:
            case Replaceable replaceable when replaceable.SelfAndDescendants().Any(static node => node is AggregateExpression or FunctionCall { Function.Kind: FunctionKind.Window }):
                return;
            default:
                throw new QueryException("UNSUPPORTED_EXPR_FOR_WINDOW", window.Origin, ("sqlExpr", Quote.Expr(WithComputed(window.Function).PrettyText)));
        }
    }

    /// <summary>Names the aggregates inside as Spark does, which computes them before it looks at the window.</summary>
    private static Expression WithComputed(Expression function)
    {
        int count = 0;
        return function.TransformUp(node => node is AggregateExpression ? new AttributeReference("_w" + count++.ToString(System.Globalization.CultureInfo.InvariantCulture), node.Type, node.Nullable) : node);
    }

    private static bool IsWhole(WindowFrame frame) => frame is { Lower.Kind: FrameBoundKind.UnboundedPreceding, Upper.Kind: FrameBoundKind.UnboundedFollowing };

    private static void CheckFrame(WindowSpec spec)
    {
        var frame = spec.Frame!;
        CheckBound(frame.Lower, "lower", frame, spec);
        CheckBound(frame.Upper, "upper", frame, spec);
        if (frame.Lower.Kind == FrameBoundKind.UnboundedFollowing || frame.Upper.Kind == FrameBoundKind.UnboundedPreceding)
        {
            throw Mismatch("SPECIFIED_WINDOW_FRAME_INVALID_BOUND", Text(frame.Print), spec, ("upper", Quote.Expr(Text(frame.Upper.Print))), ("lower", Quote.Expr(Text(frame.Lower.Print))));
        }
        if (frame.Lower.Offset is not { } lower || frame.Upper.Offset is not { } upper)
        {
            return;
        }
        if (!lower.Type.Equals(upper.Type))
        {
            throw Mismatch("SPECIFIED_WINDOW_FRAME_DIFF_TYPES", Text(frame.Print), spec, ("lower", Quote.Expr(lower.PrettyText)), ("upper", Quote.Expr(upper.PrettyText)),
                ("lowerType", Quote.Type(lower.Type)), ("upperType", Quote.Type(upper.Type)));
        }
        if (ConstantFolding.Evaluate(lower, QuerySettings.Default).Value is IComparable first && ConstantFolding.Evaluate(upper, QuerySettings.Default).Value is { } second && first.CompareTo(second) > 0)
        {
            throw Mismatch("SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON", Text(frame.Print), spec, ("comparison", "less than or equal"));
        }
    }

    private static void CheckBound(FrameBound bound, string location, WindowFrame frame, WindowSpec spec)
    {
        if (bound.Offset is not { } offset)
        {
            return;
        }
        if (!offset.Foldable)
        {
            throw Mismatch("SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE", Text(frame.Print), spec, ("location", location), ("expression", Quote.Expr(offset.PrettyText)));
        }
        bool accepted = frame.Kind == FrameKind.Rows ? offset.Type is IntegerType : offset.Type is NumericType or DayTimeIntervalType or YearMonthIntervalType or CalendarIntervalType;
        if (!accepted)
        {
            throw Mismatch("SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE", Text(frame.Print), spec, ("location", location), ("exprType", Quote.Type(offset.Type)),
                ("expectedType", frame.Kind == FrameKind.Rows ? "\"INT\"" : RangeTypes));
        }
    }

    private static void CheckOrder(WindowSpec spec)
    {
        var frame = spec.Frame!;
        if (frame.Kind != FrameKind.Range)
        {
            return;
        }
        var value = frame.Lower.Offset ?? frame.Upper.Offset;
        if (spec.OrderBy.IsEmpty && !IsWhole(frame))
        {
            throw Mismatch("RANGE_FRAME_WITHOUT_ORDER", Text(spec.Print), spec);
        }
        if (value is null)
        {
            return;
        }
        if (spec.OrderBy.Length > 1)
        {
            throw Mismatch("RANGE_FRAME_MULTI_ORDER", Text(spec.Print), spec, ("orderSpec", string.Join(",", spec.OrderBy.Select(static order => order.ToString()))));
        }
        if (!FitsOrder(spec.OrderBy[0].Child.Type, value.Type))
        {
            throw Mismatch("RANGE_FRAME_INVALID_TYPE", Text(spec.Print), spec, ("orderSpecType", Quote.Type(spec.OrderBy[0].Child.Type)), ("valueBoundaryType", Quote.Type(value.Type)));
        }
    }

    private static bool FitsOrder(DataType order, DataType bound) => (order, bound) switch
    {
        (DateType, IntegerType or YearMonthIntervalType or DayTimeIntervalType { Start: DayTimeIntervalType.Day, End: DayTimeIntervalType.Day }) => true,
        (TimestampType or TimestampNtzType, CalendarIntervalType or YearMonthIntervalType or DayTimeIntervalType) => true,
        _ => order.Equals(bound),
    };

    private static string Text(Action<ExpressionWriter> print)
    {
        var writer = new ExpressionWriter(PrintStyle.Pretty);
        print(writer);
        return writer.ToString();
    }

    private static QueryException Mismatch(string subcondition, string text, WindowSpec spec, params ReadOnlySpan<(string Name, string Value)> more)
    {
        (string Name, string Value)[] parameters = [("sqlExpr", Quote.Expr(text)), .. more];
        return new QueryException("DATATYPE_MISMATCH." + subcondition, spec.Origin, parameters);
    }
}
