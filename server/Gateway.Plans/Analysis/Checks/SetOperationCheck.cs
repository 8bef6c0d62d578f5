using System.Globalization;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Demands as many columns on both sides, of types that widen to a common one.</summary>
internal sealed class SetOperationCheck : OperatorCheck<SetOperation>
{
    protected override void Check(SetOperation node, AnalyzerContext context)
    {
        if (node.TypesAgree || !node.Left.Resolved || !node.Right.Resolved)
        {
            return;
        }
        string name = Name(node);
        var (left, right) = (node.Left.Output, node.Right.Output);
        if (left.Length != right.Length)
        {
            throw new QueryException("NUM_COLUMNS_MISMATCH", node.Origin, ("operator", name), ("firstNumColumns", Text(left.Length)), ("invalidOrdinalNum", "second"), ("invalidNumColumns", Text(right.Length)));
        }
        for (int i = 0; i < left.Length; i++)
        {
            if (!Operators.StructuralTypes.Equal(left[i].Type, right[i].Type) && CommonTypes.Widest(left[i].Type, right[i].Type, context) is null)
            {
                throw new QueryException("INCOMPATIBLE_COLUMN_TYPE", node.Origin, ("operator", name), ("columnOrdinalNumber", Quote.Ordinal(i)), ("tableOrdinalNumber", "second"),
                    ("dataType1", Quote.Type(right[i].Type)), ("dataType2", Quote.Type(left[i].Type)), ("hint", ""));
            }
        }
    }

    public static string Name(SetOperation node) => node.Kind switch
    {
        SetOperationKind.Union => "UNION",
        SetOperationKind.Intersect => node.All ? "INTERSECT ALL" : "INTERSECT",
        SetOperationKind.Except => node.All ? "EXCEPT ALL" : "EXCEPT",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
