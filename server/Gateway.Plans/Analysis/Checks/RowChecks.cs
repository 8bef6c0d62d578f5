using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Demands a boolean condition without aggregates.</summary>
internal sealed class FilterCheck : OperatorCheck<Filter>
{
    protected override void Check(Filter node, AnalyzerContext context)
    {
        if (node.Condition.Resolved && node.Condition.Type is not BooleanType)
        {
            throw new QueryException("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", node.Origin,
                ("sqlExpr", Quote.Expr(node.Condition.PrettyText)), ("filter", Quote.Expr(node.Condition.PrettyText)), ("type", Quote.Type(node.Condition.Type)));
        }
    }
}

/// <summary>Demands a boolean join condition.</summary>
internal sealed class JoinCheck : OperatorCheck<Join>
{
    protected override void Check(Join node, AnalyzerContext context)
    {
        if (node.Condition is { Resolved: true } condition && condition.Type is not BooleanType)
        {
            throw new QueryException("JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE", node.Origin, ("joinCondition", Quote.Expr(condition.PrettyText)), ("conditionType", Quote.Type(condition.Type)));
        }
    }
}

/// <summary>Demands a constant count of rows that is not negative.</summary>
internal sealed class LimitCheck : OperatorCheck<Limit>
{
    protected override void Check(Limit node, AnalyzerContext context) => RowCounts.CheckLimit(node, context);
}

/// <summary>Demands a constant count of rows that is not negative.</summary>
internal sealed class OffsetCheck : OperatorCheck<Offset>
{
    protected override void Check(Offset node, AnalyzerContext context) => RowCounts.Check("offset", node.Count, context);
}

/// <summary>Demands a constant count of rows that is not negative.</summary>
internal sealed class TailCheck : OperatorCheck<Tail>
{
    protected override void Check(Tail node, AnalyzerContext context) => RowCounts.Check("tail", node.Count, context);
}

/// <summary>Refuses samples of whole blocks: only scans of sources with blocks of their own can take them, and there are none.</summary>
internal sealed class SampleCheck : OperatorCheck<Sample>
{
    protected override void Check(Sample node, AnalyzerContext context)
    {
        if (node.ByBlocks)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_NO_SCAN");
        }
    }
}

/// <summary>Checks the expressions of LIMIT and OFFSET.</summary>
internal static class RowCounts
{
    public static void CheckLimit(Limit node, AnalyzerContext context)
    {
        Check("limit", node.Count, context);
        if (node.Input is Offset { Count: { Resolved: true, Foldable: true, Type: IntegerType } offset } && node.Count.Resolved
            && ConstantFolding.Evaluate(node.Count, context.Settings).Value is int limit && ConstantFolding.Evaluate(offset, context.Settings).Value is int skipped
            && (long)limit + skipped > int.MaxValue)
        {
            throw new QueryException("SUM_OF_LIMIT_AND_OFFSET_EXCEEDS_MAX_INT", node.Origin,
                ("limit", limit.ToString(CultureInfo.InvariantCulture)), ("offset", skipped.ToString(CultureInfo.InvariantCulture)));
        }
    }

    public static void Check(string name, Expression count, AnalyzerContext context)
    {
        if (!count.Resolved)
        {
            return;
        }
        if (!count.Foldable)
        {
            throw new QueryException("INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE", count.Origin, ("name", name), ("expr", Quote.Expr(count.PrettyText)));
        }
        if (count.Type is not IntegerType)
        {
            throw new QueryException("INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE", count.Origin, ("name", name), ("expr", Quote.Expr(count.PrettyText)), ("dataType", Quote.Type(count.Type)));
        }
        var value = ConstantFolding.Evaluate(count, context.Settings).Value;
        if (value is null)
        {
            throw new QueryException("INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL", count.Origin, ("name", name), ("expr", Quote.Expr(count.PrettyText)));
        }
        if (value is int number && number < 0)
        {
            throw new QueryException("INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE", count.Origin, ("name", name), ("expr", Quote.Expr(count.PrettyText)), ("v", Quote.Value(number)));
        }
    }
}
