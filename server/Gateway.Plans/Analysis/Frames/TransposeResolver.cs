using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Checks;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Turns rows into columns: runs the input once and keeps the transposed values.</summary>
internal sealed class TransposeResolver : OperatorResolver<Transpose>
{
    protected override LogicalPlan Resolve(Transpose node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var calls = new CallMaker(resolution);
        var output = node.Input.Output;
        if (output.IsEmpty)
        {
            return new LocalRelation([new AttributeReference("key", StringType.Instance, false)], [], FromSql: false);
        }
        var index = IndexColumn(node, resolution);
        if (!index.Resolved)
        {
            return node with { IndexColumns = [index] };
        }
        if (index is not AttributeReference)
        {
            throw new QueryException("TRANSPOSE_INVALID_INDEX_COLUMN", ("reason", "Index column must be an atomic attribute"));
        }
        if (!index.Type.IsAtomic)
        {
            throw new QueryException("TRANSPOSE_INVALID_INDEX_COLUMN", ("reason", "Index column must be of atomic type, but found: " + ScalaTypeText.Of(index.Type)));
        }
        var values = output.Where(attribute => !index.SemanticEquals(attribute)).ToImmutableArray();
        var type = CommonType(values, resolution.Context);
        var rows = Rows(node.Input, index, values, type, calls, resolution);
        ImmutableArray<AttributeReference> attributes =
        [
            new AttributeReference("key", StringType.Instance, false),
            .. rows.Select(row => new AttributeReference((string)row[0]!, type, true)),
        ];
        var transposed = values.Select((column, i) => (object?[])[column.Name, .. rows.Select(row => row[i + 1])]);
        return new LocalRelation(attributes, [.. transposed], FromSql: false);
    }

    private static Expression IndexColumn(Transpose node, Resolution resolution)
    {
        if (node.IndexColumns.IsEmpty)
        {
            return node.Input.Output[0];
        }
        var scope = ScopeFactory.Over(node.Input.Output, node.Input.HiddenOutput, resolution) with { Inputs = [node.Input] };
        return resolution.Expressions(scope).Resolve(node.IndexColumns[0]);
    }

    private static DataType CommonType(ImmutableArray<AttributeReference> values, AnalyzerContext context)
    {
        DataType type = values.IsEmpty ? StringType.Instance : values[0].Type;
        foreach (var value in values)
        {
            type = CommonTypes.WidestWithoutStrings(type, value.Type, context)
                ?? throw new QueryException("TRANSPOSE_NO_LEAST_COMMON_TYPE", ("dt1", Quote.Type(type)), ("dt2", Quote.Type(value.Type)));
        }
        return type;
    }

    private static ImmutableArray<object?[]> Rows(LogicalPlan input, Expression index, ImmutableArray<AttributeReference> values, DataType type, CallMaker calls, Resolution resolution)
    {
        var run = resolution.Context.RunEagerly ?? throw FrameErrors.IllegalArgument("transpose needs a session that can run queries");
        int limit = resolution.Context.Configuration.GetInt("spark.sql.transposeMaxValues");
        LogicalPlan query = new Sort(new Filter(input, calls.Call("isnotnull", index)), [new SortOrder(index)], Global: true);
        query = new Project(query, [new Alias(calls.Cast(index, StringType.Instance), "key"), .. values.Select(value => new Alias(calls.Cast(value, type), value.Name))]);
        var rows = run(new Limit(query, Literal.Of(limit + 1)));
        return rows.Length <= limit
            ? rows
            : throw new QueryException("TRANSPOSE_EXCEED_ROW_LIMIT", ("maxValues", limit.ToString(CultureInfo.InvariantCulture)), ("config", "spark.sql.transposeMaxValues"));
    }
}
