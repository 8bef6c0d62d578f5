using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Evaluates VALUES: finds each column's common type, then computes every cell.</summary>
internal sealed class InlineTableResolver : OperatorResolver<UnresolvedInlineTable>
{
    protected override LogicalPlan Resolve(UnresolvedInlineTable node, Resolution resolution)
    {
        var resolver = resolution.Expressions(resolution.ScopeOf(node));
        var table = (UnresolvedInlineTable)node.MapExpressions(resolver.Resolve);
        if (!table.Expressions.All(static cell => cell.Resolved))
        {
            return table;
        }
        node.RequireEvenRows();
        foreach (var cell in table.Expressions)
        {
            CheckCell(cell, node);
        }
        return Evaluate(table, resolution);
    }

    private static LocalRelation Evaluate(UnresolvedInlineTable table, Resolution resolution)
    {
        int width = table.Names.Length;
        var attributes = ImmutableArray.CreateBuilder<AttributeReference>(width);
        for (int column = 0; column < width; column++)
        {
            var cells = table.Rows.Select(row => row[column]).ToList();
            var type = ColumnType(cells, resolution.Context)
                ?? throw new QueryException(QueryException.Create("INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE", table.Origin, null, ("colName", Quote.Id(table.Names[column]))));
            attributes.Add(new AttributeReference(table.Names[column], type, cells.Exists(static cell => cell.Nullable)));
        }
        var rows = ImmutableArray.CreateBuilder<object?[]>(table.Rows.Length);
        foreach (var row in table.Rows)
        {
            rows.Add([.. row.Select((cell, column) => Value(cell, attributes[column].Type, table, resolution.Context))]);
        }
        return new LocalRelation(attributes.MoveToImmutable(), rows.MoveToImmutable());
    }

    private static DataType? ColumnType(List<Expression> cells, AnalyzerContext context)
    {
        var type = cells[0].Type;
        foreach (var cell in cells.Skip(1))
        {
            if (CommonTypes.WidestWithoutStrings(type, cell.Type, context) is not { } common)
            {
                return null;
            }
            type = common;
        }
        return type;
    }

    private static object? Value(Expression cell, DataType type, UnresolvedInlineTable table, AnalyzerContext context)
    {
        var value = TypeMerging.Same(cell.Type, type) ? cell : new Cast(cell, type, context.Mode) { Origin = cell.Origin };
        try
        {
            return ConstantFolding.Evaluate(ItemNaming.Trim(value), context.Settings).Value;
        }
        catch (QueryException fault)
        {
            throw new QueryException(QueryException.Create("INVALID_INLINE_TABLE.FAILED_SQL_EXPRESSION_EVALUATION", table.Origin, null, ("sqlExpr", Quote.Expr(cell.PrettyText))), fault);
        }
    }

    private static void CheckCell(Expression cell, UnresolvedInlineTable table)
    {
        if (Contents.HasSubquery(cell))
        {
            throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES", table.Origin);
        }
        if (Contents.HasAggregate(cell) || Contents.HasWindow(cell) || Contents.HasGenerator(cell) || !cell.Deterministic || cell.Any(static node => node is AttributeReference or OuterReference or LambdaFunction || SharesArgument(node)))
        {
            throw new QueryException("INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE", cell.Origin, ("expr", Quote.Expr(cell.PrettyText)));
        }
    }

    /// <summary>Tells calls that Spark cannot compute yet: one argument of theirs serves several places.</summary>
    private static bool SharesArgument(Expression node) => node is Replaceable { SharesArgument: true } or FunctionCall { Function.Name: "array_compact" or "regexp_substr" or "raise_error" or "assert_true" };
}
