using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Boundary = Spark.Connect.Expression.Types.Window.Types.WindowFrame.Types.FrameBoundary;
using FrameType = Spark.Connect.Expression.Types.Window.Types.WindowFrame.Types.FrameType;

namespace Gateway.Connect.Expressions;

/// <summary>Translates window functions.</summary>
internal static class WindowTranslation
{
    public static Expression Translate(Translator translator, Proto.Expression.Types.Window message)
    {
        if (message.WindowFunction is null)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.WINDOW_FUNCTION_REQUIRED");
        }
        var spec = new WindowSpec(
            translator.Expressions(message.PartitionSpec),
            SortOrderTranslation.Translate(translator, message.OrderSpec),
            message.FrameSpec is { } frame ? TranslateFrame(translator, frame) : null) { Origin = translator.CurrentOrigin };
        return new WindowExpression(translator.Expression(message.WindowFunction), spec);
    }

    private static WindowFrame TranslateFrame(Translator translator, Proto.Expression.Types.Window.Types.WindowFrame frame)
    {
        var kind = frame.FrameType switch
        {
            FrameType.Row => FrameKind.Rows,
            FrameType.Range => FrameKind.Range,
            FrameType.Undefined or _ => throw InvalidPlan.BadEnum("spark.connect.Expression.Window.WindowFrame.frame_type", frame.FrameType.ToString(), (int)frame.FrameType),
        };
        var lower = frame.Lower ?? throw new QueryException("CONNECT_INVALID_PLAN.LOWER_BOUND_REQUIRED_IN_WINDOW_FRAME");
        var upper = frame.Upper ?? throw new QueryException("CONNECT_INVALID_PLAN.UPPER_BOUND_REQUIRED_IN_WINDOW_FRAME");
        return new WindowFrame(kind, Translate(translator, lower, FrameBoundKind.UnboundedPreceding), Translate(translator, upper, FrameBoundKind.UnboundedFollowing));
    }

    private static FrameBound Translate(Translator translator, Boundary boundary, FrameBoundKind unbounded) => boundary.BoundaryCase switch
    {
        Boundary.BoundaryOneofCase.CurrentRow => new FrameBound(FrameBoundKind.CurrentRow),
        Boundary.BoundaryOneofCase.Unbounded => new FrameBound(unbounded),
        Boundary.BoundaryOneofCase.Value => new FrameBound(FrameBoundKind.Offset, translator.Expression(boundary.Value)),
        Boundary.BoundaryOneofCase.None or _ => throw InvalidPlan.NotSet(boundary, "boundary"),
    };
}
