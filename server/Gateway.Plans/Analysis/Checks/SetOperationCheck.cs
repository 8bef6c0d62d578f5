using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
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
        if (left.Length == right.Length)
        {
            PlacementCheck.CheckSetTypes(node);
        }
        if (left.Length != right.Length)
        {
            throw new QueryException("NUM_COLUMNS_MISMATCH", node.Origin, ("operator", name), ("firstNumColumns", Text(left.Length)), ("invalidOrdinalNum", "second"), ("invalidNumColumns", Text(right.Length)));
        }
        for (int i = 0; i < left.Length; i++)
        {
            if (!Operators.StructuralTypes.Equal(left[i].Type, right[i].Type) && CommonTypes.Widest(left[i].Type, right[i].Type, context) is null)
            {
                throw new QueryException("INCOMPATIBLE_COLUMN_TYPE", node.Origin, ("operator", name), ("columnOrdinalNumber", Quote.Ordinal(i)), ("tableOrdinalNumber", "second"),
                    ("dataType1", Quote.Type(right[i].Type)), ("dataType2", Quote.Type(left[i].Type)), ("hint", Hint(left, right, context)));
            }
        }
    }

    /// <summary>Tells the user of a setting under which the columns would agree.</summary>
    private static string Hint(ImmutableArray<AttributeReference> left, ImmutableArray<AttributeReference> right, AnalyzerContext context)
    {
        if (!context.Ansi)
        {
            return "";
        }
        var legacy = context with { Settings = context.Settings with { Ansi = false } };
        return left.Zip(right).All(pair => Operators.StructuralTypes.Equal(pair.First.Type, pair.Second.Type) || CommonTypes.Widest(pair.First.Type, pair.Second.Type, legacy) is not null)
            ? "\nTo fix the error, you might need to add explicit type casts. If necessary set spark.sql.ansi.enabled to false to bypass this error."
            : "";
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
