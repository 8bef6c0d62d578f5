using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Makes the errors of DataFrame methods that Spark raises without a condition.</summary>
internal static class FrameErrors
{
    public static QueryException IllegalArgument(string message) => new(new QueryError(null, [], [], "IllegalArgumentException", message));
}
