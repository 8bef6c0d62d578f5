using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves ORDER BY and SORT BY: ordinals, output names, then columns that the operators below dropped.</summary>
internal sealed class SortResolver : OperatorResolver<Sort>
{
    protected override LogicalPlan Resolve(Sort node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        if (node.OrderByAll)
        {
            var template = node.Order[0];
            return node with { Order = [.. node.Input.Output.Select(attribute => template with { Child = attribute, Origin = node.Origin.IsKnown ? node.Origin : template.Origin })], OrderByAll = false };
        }
        var output = node.Input.Output;
        var ordered = node with { Order = node.Tags.HasFlag(PlanTags.FromCluster) ? node.Order : [.. node.Order.Select(item => ByOrdinal(item, output, node.Origin, resolution))] };
        var (expressions, input) = MissingInput.Resolve(ordered.Expressions, ordered.Input, resolution, skipsAmbiguous: true, onlyShown: node.Tags.HasFlag(PlanTags.FromPipe));
        var sort = ordered with { Input = input, Order = [.. expressions.Cast<SortOrder>()] };
        if (sort.Order.SelectMany(static item => item.SelfAndDescendants()).OfType<Replaceable>().FirstOrDefault(static call => call.Original is Calls.StoredFunctionName) is { } stored)
        {
            throw ((Calls.StoredFunctionName)stored.Original).Misused("Sort", stored.Origin);
        }
        if (!sort.Resolved)
        {
            return input.Output.Length == output.Length ? node with { Order = sort.Order } : new Project(node with { Input = input, Order = sort.Order }, ImmutableArray<Expression>.CastUp(output)) { Hidden = node.Input.HiddenOutput };
        }
        if (input.Output.Length == output.Length)
        {
            return HiddenColumns.Expose(sort);
        }
        return new Project(sort, ImmutableArray<Expression>.CastUp(output)) { Hidden = node.Input.HiddenOutput };
    }

    private static SortOrder ByOrdinal(SortOrder item, ImmutableArray<AttributeReference> output, Origin sort, Resolution resolution)
    {
        if (item.Child is not Literal { LiteralType: IntegerType, Value: int ordinal } || !resolution.Context.Configuration.Get(ConfigurationKeys.OrderByOrdinal))
        {
            return item;
        }
        if (ordinal < 1 || ordinal > output.Length)
        {
            throw new QueryException("ORDER_BY_POS_OUT_OF_RANGE", item.Child.Origin.IsKnown ? item.Child.Origin : item.Origin,
                ("index", ordinal.ToString(CultureInfo.InvariantCulture)), ("size", output.Length.ToString(CultureInfo.InvariantCulture)));
        }
        return item with { Child = output[ordinal - 1], Origin = sort.IsKnown ? sort : item.Origin };
    }
}

/// <summary>Resolves filters, also over columns that a projection or aggregate below does not show.</summary>
internal sealed class FilterResolver : OperatorResolver<Filter>
{
    protected override LogicalPlan Resolve(Filter node, Resolution resolution)
    {
        if (Contents.HasWindow(node.Condition))
        {
            // Spark looks for windows in conditions at once, whatever of the query is resolved.
            resolution.Faults.Throw(1, FaultPhase.Clauses, new QueryException("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", ("clauseName", "WHERE")));
        }
        if (!node.Input.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var output = node.Input.Output;
        var (expressions, input) = MissingInput.Resolve([node.Condition], node.Input, resolution, expandsStars: true, onlyShown: node.Tags.HasFlag(PlanTags.FromPipe));
        var filter = node with { Input = input, Condition = expressions[0] };
        if (!filter.Condition.Resolved)
        {
            return node with { Condition = expressions[0] };
        }
        if (Contents.HasWindow(filter.Condition))
        {
            throw new QueryException("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", ("clauseName", "WHERE"));
        }
        return input.Output.Length == output.Length
            ? HiddenColumns.Expose(filter)
            : new Project(filter, ImmutableArray<Expression>.CastUp(output)) { Hidden = node.Input.HiddenOutput };
    }
}
