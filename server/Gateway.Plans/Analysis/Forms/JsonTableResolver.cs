using System.Collections.Immutable;
using System.Text;
using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Compute.Text;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Forms;

/// <summary>Resolves JSON_TABLE: the items of the row path are exploded, and every column reads its path from an item.</summary>
internal sealed class JsonTableResolver : OperatorResolver<JsonTable>
{
    private const string Spread = "[*]";

    protected override LogicalPlan Resolve(JsonTable node, Resolution resolution)
    {
        var document = resolution.Expressions(resolution.ScopeOf(node)).Resolve(node.Document);
        if (!document.Resolved)
        {
            return node with { Document = document };
        }
        Check(node, document, resolution.Context);
        var calls = new CallMaker(resolution);
        bool spreads = node.RowPath.EndsWith(Spread, StringComparison.Ordinal);
        string path = spreads ? node.RowPath[..^Spread.Length] : node.RowPath;
        var items = calls.Internal("json_table_items", [calls.Cast(document, StringType.Instance), Literal.Of(path), Literal.Of(spreads), Literal.Of(node.ErrorOnError)]);
        var generator = (FunctionCall)calls.Call("posexplode", items);
        var generated = GeneratorItems.Output(generator, [], node.Origin);
        var generate = new Generate(new OneRowRelation(), generator, false, null, []) { GeneratorOutput = generated, Origin = node.Origin };
        return new Project(generate, [.. node.Columns.Select(column => new Alias(Value(column, generated, calls), column.Name))]) { Origin = node.Origin };
    }

    private static Expression Value(JsonTableColumn column, ImmutableArray<AttributeReference> generated, CallMaker calls)
    {
        var (position, item) = (generated[0], generated[1]);
        switch (column.Kind)
        {
            case JsonTableColumnKind.Ordinality:
                return calls.Call("+", calls.Cast(position, LongType.Instance), Literal.Of(1L));
            case JsonTableColumnKind.Exists:
                return new CaseWhen([(calls.Call("isnotnull", item), calls.Cast(Exists(PathOf(column), item, calls), column.Type))], Literal.NullOf(column.Type));
            default:
                return calls.Cast(calls.Call("get_json_object", item, Literal.Of(PathOf(column))), column.Type);
        }
    }

    /// <summary>A field may exist though its value is NULL, so the object around it is asked.</summary>
    private static Expression Exists(string path, Expression item, CallMaker calls)
    {
        if (path == "$")
        {
            return calls.Call("isnotnull", item);
        }
        int split = path.EndsWith("']", StringComparison.Ordinal) ? path.LastIndexOf("['", StringComparison.Ordinal) : path.LastIndexOf('.');
        if (split < 0 || (path.EndsWith(']') && !path.EndsWith("']", StringComparison.Ordinal)))
        {
            return calls.Call("isnotnull", calls.Call("get_json_object", item, Literal.Of(path)));
        }
        string field = path[split] == '.' ? path[(split + 1)..] : path[(split + 2)..^2];
        return calls.Internal("json_table_has", [item, Literal.Of(path[..split]), Literal.Of(field)]);
    }

    private static string PathOf(JsonTableColumn column) => column.Path ?? "$['" + column.Name + "']";

    private static void Check(JsonTable node, Expression document, AnalyzerContext context)
    {
        CheckPath(node, document, node.RowPath.EndsWith(Spread, StringComparison.Ordinal) ? node.RowPath[..^Spread.Length] : node.RowPath, node.RowPath, "row path");
        foreach (var column in node.Columns)
        {
            if (column.Kind == JsonTableColumnKind.Ordinality)
            {
                continue;
            }
            CheckPath(node, document, PathOf(column), PathOf(column), "column '" + column.Name + "'");
            DataType source = column.Kind == JsonTableColumnKind.Exists ? BooleanType.Instance : StringType.Instance;
            if (!CastRules.CanCast(source, column.Type, context.Mode))
            {
                throw new QueryException("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", node.Origin,
                    ("sqlExpr", Quote.Expr(Text(node, document))), ("srcType", Quote.Type(source)), ("targetType", Quote.Type(column.Type)));
            }
        }
    }

    private static void CheckPath(JsonTable node, Expression document, string path, string shown, string location)
    {
        if (!JsonPath.TryCompile(Encoding.UTF8.GetBytes(path), out _))
        {
            throw new QueryException("DATATYPE_MISMATCH.INVALID_JSON_TABLE_PATH", node.Origin,
                ("sqlExpr", Quote.Expr(Text(node, document))), ("location", location), ("path", "'" + shown + "'"));
        }
    }

    private static string Text(JsonTable node, Expression document) =>
        $"JSON_TABLE({document.PrettyText}, '{node.RowPath}' COLUMNS ({string.Join(", ", node.Columns.Select(Text))}) {(node.ErrorOnError ? "ERROR" : "NULL")} ON ERROR)";

    private static string Text(JsonTableColumn column) => column.Kind == JsonTableColumnKind.Ordinality
        ? column.Name + " FOR ORDINALITY"
        : $"{column.Name} {TypeText.Sql(column.Type)}{(column.Kind == JsonTableColumnKind.Exists ? " EXISTS" : "")} PATH '{PathOf(column)}'";
}
