using System.Collections.Immutable;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Compute.Time;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Marks the event time column with the delay of its watermark, in milliseconds; streaming operators read the mark.</summary>
internal sealed class WatermarkResolver : OperatorResolver<EventTimeWatermark>
{
    /// <summary>The metadata key that holds the delay.</summary>
    public const string DelayKey = "spark.watermarkDelayMs";

    private const long MillisPerDay = 86_400_000;
    private const long DaysPerMonth = 31;

    protected override LogicalPlan Resolve(EventTimeWatermark node, Resolution resolution)
    {
        long delay = Delay(node.Delay);
        if (!node.Input.Resolved)
        {
            return node;
        }
        if (!node.Input.IsStreaming)
        {
            return node.Input;
        }
        var column = FrameNames.Find(node.EventTime, node.Input, resolution.Context);
        if (column.Type is not (TimestampType or TimestampNtzType) && !Compute.Functions.TimeWindowFunctions.IsWindow(column.Type))
        {
            throw new QueryException("EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE", node.Origin, ("eventName", Quote.Id(column.Name)), ("eventType", Quote.Type(column.Type)));
        }
        var items = node.Input.Output.Select(attribute => attribute.Id == column.Id
            ? new Alias(attribute, attribute.Name, attribute.Id, attribute.Qualifier, attribute.Metadata.With(DelayKey, delay))
            : (Expression)(attribute.Metadata.Contains(DelayKey) ? attribute with { Metadata = attribute.Metadata.Without(DelayKey) } : attribute));
        return new Project(node.Input, [.. items]) { Hidden = node.Input.HiddenOutput };
    }

    private static long Delay(string text)
    {
        if (CalendarIntervalParser.Parse(Encoding.UTF8.GetBytes(text), out int months, out int days, out long micros, out _) != CalendarIntervalFault.None)
        {
            throw new QueryException("CANNOT_PARSE_INTERVAL", ("intervalString", Quote.Value(text)));
        }
        long delay = (months * DaysPerMonth + days) * MillisPerDay + micros / 1000;
        return delay >= 0
            ? delay
            : throw FrameErrors.IllegalArgument("The delay of a watermark cannot be negative.");
    }
}
