using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Refuses AS OF a version or timestamp for relations that keep no history, after looking at the timestamp.</summary>
internal sealed class TimeTravelResolver : OperatorResolver<TimeTravel>
{
    public override bool ResolvesInputsFirst => false;

    protected override LogicalPlan Resolve(TimeTravel node, Resolution resolution)
    {
        if (node.Input is UnresolvedRelation { NameParts: [var format, _] } file && resolution.Context.Catalog.IsFileFormat(format))
        {
            throw new QueryException("UNSUPPORTED_FEATURE.TIME_TRAVEL", ("relationId", Quote.Id(file.NameParts)));
        }
        if (!node.Input.Resolved)
        {
            node = (TimeTravel)resolution.ResolveInputs(node);
        }
        if (!node.Input.Resolved)
        {
            return node;
        }
        bool isTable = node.Input is SubqueryAlias { Input: TableScan };
        if (isTable && node.Timestamp is { } written && !written.SelfAndDescendants().Any(static node => node is SubqueryExpression))
        {
            CheckTimestamp(written, resolution);
        }
        var name = node.Input is SubqueryAlias alias ? Quote.Id([.. alias.Qualifier, alias.Name]) : Quote.Id(node.Input.GetType().Name);
        throw new QueryException("UNSUPPORTED_FEATURE.TIME_TRAVEL", ("relationId", name));
    }

    private static void CheckTimestamp(Expression written, Resolution resolution)
    {
        var timestamp = resolution.Expressions(Names.Scope.Empty).Resolve(written);
        string shown = Quote.Expr(timestamp.PrettyText);
        if (!timestamp.Resolved || timestamp.Any(static node => node is AggregateExpression or WindowExpression))
        {
            throw new QueryException("INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.UNEVALUABLE", ("expr", shown));
        }
        if (!timestamp.Deterministic)
        {
            throw new QueryException("INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.NON_DETERMINISTIC", ("expr", shown));
        }
        var value = new Cast(timestamp, TimestampType.Instance, EvaluationMode.Legacy);
        if (!timestamp.Foldable || !value.Resolved || ConstantFolding.Evaluate(value, resolution.Context.Settings).Value is null)
        {
            throw new QueryException("INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT", ("expr", shown));
        }
    }
}
