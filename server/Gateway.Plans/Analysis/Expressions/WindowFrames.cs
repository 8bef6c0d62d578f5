using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Brings the bounds of a RANGE frame to the type of the order column.</summary>
internal static class WindowFrames
{
    public static WindowExpression Coerce(WindowExpression window, AnalyzerContext context)
    {
        if (window.Spec is not { OrderBy: [var order], Frame: { Kind: FrameKind.Range } frame } spec || order.Child.Type is DateType or TimestampType or TimestampNtzType)
        {
            return window;
        }
        var type = order.Child.Type;
        return window with { Spec = spec with { Frame = frame with { Lower = Coerce(frame.Lower, type, context), Upper = Coerce(frame.Upper, type, context) } } };
    }

    private static FrameBound Coerce(FrameBound bound, DataType type, AnalyzerContext context) =>
        bound.Offset is not { } offset || offset.Type.Equals(type) || !CastRules.CanCast(offset.Type, type, context.Mode)
            ? bound
            : bound with { Offset = new Cast(offset, type, context.Mode) { Origin = offset.Origin } };
}
