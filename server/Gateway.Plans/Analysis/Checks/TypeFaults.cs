using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Words type mismatches of expressions whose children are resolved.</summary>
internal static class TypeFaults
{
    public static void Raise(Expression expression, AnalyzerContext context)
    {
        switch (expression)
        {
            case FunctionCall call when FunctionCheck.FindFault(call) is { } fault:
                throw new QueryException(fault);
            case Cast cast:
                if (CastCheck.FindFault(cast) is { } castFault)
                {
                    throw new QueryException(castFault);
                }
                return;
            case CaseWhen branches:
                throw CaseWhenFault(branches);
            case In membership:
                throw new QueryException(ConditionalCheck.FindFault(membership)!);
            case GetArrayItem item:
                throw Unexpected(item, 1, "\"INTEGRAL\"", item.Index);
            case GetMapValue value when value.Child.Type is MapType map:
                throw Unexpected(value, 1, Quote.Type(map.Key), value.Key);
        }
    }

    private static QueryException Unexpected(Expression expression, int position, string required, Expression argument) => new("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", expression.Origin,
        ("sqlExpr", Quote.Expr(expression.PrettyText)), ("paramIndex", Quote.Ordinal(position)), ("requiredType", required),
        ("inputSql", Quote.Expr(argument.PrettyText)), ("inputType", Quote.Type(argument.Type)));

    private static QueryException CaseWhenFault(CaseWhen branches)
    {
        bool sameTypes = TypeMerging.AllSame(branches.Values.Select(static value => value.Type));
        for (int i = 0; sameTypes && i < branches.Branches.Length; i++)
        {
            if (branches.Branches[i].Condition.Type is not BooleanType)
            {
                return Unexpected(branches, i, "\"BOOLEAN\"", branches.Branches[i].Condition);
            }
        }
        return new QueryException("DATATYPE_MISMATCH.DATA_DIFF_TYPES", branches.Origin, ("sqlExpr", Quote.Expr(branches.PrettyText)), ("functionName", "`casewhen`"),
            ("dataType", "[" + string.Join(", ", branches.Values.Select(static value => Quote.Type(value.Type))) + "]"));
    }
}
