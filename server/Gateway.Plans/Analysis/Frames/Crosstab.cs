using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Counts pairs of values: a row a value of the first column, a column a value of the second.</summary>
internal static class Crosstab
{
    private const int MaximumColumns = 10_000;

    public static LogicalPlan Build(StatisticRelation node, CallMaker calls, Resolution resolution)
    {
        var first = FrameNames.Find(node.Columns[0], node.Input, resolution.Context, node.Origin);
        var second = FrameNames.Find(node.Columns[1], node.Input, resolution.Context, node.Origin);
        var run = resolution.Context.RunEagerly ?? throw FrameErrors.IllegalArgument("crosstab needs a session that can run queries");
        var text = new Alias(Text(second, calls), "value");
        var distinct = run(new Sort(new Aggregate(node.Input, [text.Child], [text]), [new SortOrder(text.ToAttribute())], Global: true));
        if (distinct.Length > MaximumColumns)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1324", ("pivotColumn", second.Name), ("maxValues", "10000"), ("config", "spark.sql.pivotMaxValues"));
        }
        var key = new Alias(Text(first, calls), $"{node.Columns[0]}_{node.Columns[1]}");
        var columns = distinct.Select(row =>
        {
            string value = (string)row[0]!;
            var counted = new CaseWhen([(calls.Call("=", Text(second, calls), Literal.Of(value)), Literal.Of(1))], null);
            return (Expression)new Alias(calls.Call("count", counted), value);
        });
        return new Aggregate(node.Input, [key.Child], [key, .. columns]);
    }

    private static CaseWhen Text(AttributeReference column, CallMaker calls) =>
        new CaseWhen([(calls.Call("isnull", column), Literal.Of("null"))], calls.Cast(column, StringType.Instance));
}
