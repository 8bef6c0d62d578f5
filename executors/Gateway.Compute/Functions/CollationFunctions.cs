using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Core.Collations;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers COLLATE and the name of an expression's collation.</summary>
public static class CollationFunctions
{
    private const string Root = "SYSTEM.BUILTIN.";
    private const string KeyName = "collationkey";
    private const int ProposalCount = 3;

    /// <summary>Gives the expression that is equal and orders by bytes as a value does by its collations; the value itself where it holds no collated string.</summary>
    public static Expression Key(Expression value) => CollatedTypes.Contains(value.Type)
        ? new FunctionCall(FunctionRegistry.Builtin.FindInternal(KeyName)!, KeyName, [value], EvaluationMode.Ansi)
        : value;

    public static void Register(FunctionFamily f)
    {
        f.Scalar("collate", [new("expr", TypeRule.String), new("collationName", TypeRule.Any)], ResultType, NullRules.From(0), coercion: ArgumentCoercion.None, canThrow: static _ => false, group: "string_funcs",
            kernel: static site => new RetypedEvaluator(site),
            // The name prints as it was written.
            shape: static (writer, call) => writer.Call("collate", call.Arguments is [var text, Literal { Value: string name } written] ? [text, written with { Value = name[(name.LastIndexOf('.') + 1)..] }] : call.Arguments));
        f.Scalar("collation", [new("expr", TypeRule.String)], static _ => StringType.Instance, NullRules.Never, coercion: ArgumentCoercion.None, canThrow: static _ => false, group: "string_funcs",
            expand: static call => Literal.Of(((StringType)call.Arguments[0].Type).Collation is { } name ? Root + name : "null"));
        f.Scalar(KeyName, [new("expr", TypeRule.Any)], static call => CollatedTypes.KeyType(call.Arguments[0].Type), kernel: static site => new Kernels.CollationKeyFunction(site),
            coercion: ArgumentCoercion.None, isInternal: true, canThrow: static _ => false);
    }

    private static StringType ResultType(FunctionCall call)
    {
        var written = call.Arguments[1];
        if (written.Type is not StringType)
        {
            throw new QueryException("UNEXPECTED_INPUT_TYPE", call.Origin,
                ("functionName", "`collate`"), ("paramIndex", "first"), ("requiredType", "\"STRING\""), ("inputSql", Quote.Expr(written.PrettyText)), ("inputType", Quote.Type(written.Type)));
        }
        string name = DateTimeCalls.ConstantText(call, 1, "collate", "collationName") ?? throw new QueryException("DATATYPE_MISMATCH.UNEXPECTED_NULL", call.Origin, ("exprName", "`collation`"), ("sqlExpr", Quote.Expr(written.PrettyText)));
        string bare = name.StartsWith(Root, StringComparison.OrdinalIgnoreCase) ? name[Root.Length..] : name;
        return Collation.TryFind(bare, out var collation) ? new StringType(collation.Name) : throw UnknownName(name);
    }

    private static QueryException UnknownName(string name) =>
        new QueryException("COLLATION_INVALID_NAME", ("collationName", name), ("proposals", CollationNames.Propose(name, ProposalCount))).As("SparkException");

    /// <summary>Passes the text on under the type with the collation.</summary>
    private sealed class RetypedEvaluator(Evaluation.BoundCall site) : Evaluation.Evaluator(site.ResultType)
    {
        public override Core.Columns.Column Evaluate(Core.Columns.Batch batch, Core.Columns.Selection selection) =>
            Core.Columns.Column.Alias(Type, site.Arguments[0].Evaluate(batch, selection));
    }
}
