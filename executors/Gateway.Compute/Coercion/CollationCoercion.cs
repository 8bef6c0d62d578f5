using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>How firmly an expression holds its collation.</summary>
internal enum CollationStrength
{
    /// <summary>A literal's: gives way to any other.</summary>
    Default,
    /// <summary>A column's.</summary>
    Implicit,
    /// <summary>Written with COLLATE.</summary>
    Explicit,
}

/// <summary>Brings strings that meet in one node to one collation: explicit wins over implicit, implicit over default.</summary>
internal static class CollationCoercion
{
    /// <summary>Functions whose strings keep their own collations.</summary>
    private static readonly HashSet<string> _apart = new(StringComparer.Ordinal)
    {
        "collate", "collation", "decode", "encode", "format_string", "ilike", "like", "likeall", "likeany", "notlikeall", "notlikeany", "printf",
        "regexp", "regexp_count", "regexp_extract", "regexp_extract_all", "regexp_instr", "regexp_like", "regexp_substr", "rlike", "sentences", "split",
    };

    public static Expression? Apply(Expression node, CoercionContext context)
    {
        if (node is not (FunctionCall or In or CaseWhen) || (node is FunctionCall { Function.Name: var name } && _apart.Contains(name)) ||
            (node is FunctionCall { Function.Coercion: ArgumentCoercion.Operator } call && !OperatorKinds.IsComparison(OperatorKinds.Of(call))))
        {
            return null;
        }
        ImmutableArray<Expression> strings = node is CaseWhen caseWhen
            ? [.. caseWhen.Values.Where(static value => value.Type is StringType)]
            : [.. node.Children.Where((child, i) => child.Type is StringType && TakesText(node, i))];
        if (strings.Length < 2 || strings.All(child => child.Type.Equals(strings[0].Type)))
        {
            return null;
        }
        var target = new StringType(Choose(strings));
        return node.MapChildren(child => child.Type is StringType && strings.Contains(child, ReferenceEqualityComparer.Instance) ? Retype(child, target, node, context) : child);
    }

    /// <summary>Literals take the collation on, other expressions are cast.</summary>
    private static Expression Retype(Expression child, StringType target, Expression node, CoercionContext context) =>
        child is Literal { LiteralType: StringType } literal ? literal with { LiteralType = target } : context.Cast(child, target, node);

    private static bool TakesText(Expression node, int index) =>
        node is not FunctionCall call || call.Function.ParameterAt(index) is not { } parameter || parameter.Accepts.Accepts(StringType.Instance);

    /// <summary>Gets the collation of strings that meet; null when two columns disagree.</summary>
    private static string? Choose(ImmutableArray<Expression> strings)
    {
        foreach (var strength in new[] { CollationStrength.Explicit, CollationStrength.Implicit })
        {
            string?[] names = [.. strings.Where(child => StrengthOf(child) == strength).Select(static child => ((StringType)child.Type).Collation).Distinct()];
            if (names.Length == 1)
            {
                return names[0];
            }
            if (names.Length > 1)
            {
                return strength == CollationStrength.Implicit
                    ? null
                    : throw new QueryException("COLLATION_MISMATCH.EXPLICIT",
                        ("explicitTypes", string.Join(", ", names.Select(static name => FunctionCheck.Quoted(new StringType(name))))));
            }
        }
        return ((StringType)strings[0].Type).Collation;
    }

    private static CollationStrength StrengthOf(Expression expression) => expression switch
    {
        Literal => CollationStrength.Default,
        CommonExpressionReference common => StrengthOf(common.Child),
        FunctionCall { Function.Name: "collate" } => CollationStrength.Explicit,
        Cast { IsUserWritten: true, Target: StringType { IsBinaryCollation: false } } => CollationStrength.Implicit,
        Cast cast => cast.Child.Type is StringType ? StrengthOf(cast.Child) : CollationStrength.Default,
        FunctionCall or CaseWhen or Replaceable => expression.Children.Where(static child => child.Type is StringType).Select(StrengthOf).DefaultIfEmpty(CollationStrength.Default).Max(),
        _ => CollationStrength.Implicit,
    };
}
