using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Estimation;

/// <summary>Bounds of a decimal's unscaled values.</summary>
public readonly record struct DecimalRange(Int128 Minimum, Int128 Maximum);

/// <summary>Collects what table statistics promise about decimal columns. Unlike estimates these bounds are relied on: whoever uses one checks values against it.</summary>
public static class DecimalRanges
{
    public static Dictionary<ExpressionId, DecimalRange> Of(LogicalPlan plan)
    {
        var ranges = new Dictionary<ExpressionId, DecimalRange>();
        foreach (var node in plan.SelfAndDescendants())
        {
            if (node is TableScan scan)
            {
                Add(scan, ranges);
            }
        }
        // A union shows its right side's rows under the left side's ids.
        foreach (var node in plan.SelfAndDescendants())
        {
            if (node is SetOperation)
            {
                foreach (var attribute in node.Output)
                {
                    ranges.Remove(attribute.Id);
                }
            }
        }
        return ranges;
    }

    private static void Add(TableScan scan, Dictionary<ExpressionId, DecimalRange> ranges)
    {
        bool inOrder = scan.Ordinals.IsDefault && scan.Attributes.Length == scan.Table.Schema.Fields.Length && !scan.Attributes.Any(static attribute => attribute.Tags.HasFlag(ExpressionTags.MetadataColumn));
        for (int i = 0; i < scan.Attributes.Length; i++)
        {
            int column = !scan.Ordinals.IsDefault && i < scan.Ordinals.Length ? scan.Ordinals[i] : inOrder ? i : -1;
            if (column >= 0 && scan.Attributes[i].Type is DecimalType && scan.Table.Statistics(column) is { Minimum: Int128 minimum, Maximum: Int128 maximum } && minimum <= maximum)
            {
                ranges[scan.Attributes[i].Id] = new DecimalRange(minimum, maximum);
            }
        }
    }
}
