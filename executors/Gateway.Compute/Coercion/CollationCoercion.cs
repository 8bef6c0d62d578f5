using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Brings strings that meet in one node, also inside of arrays, maps and structs, to one collation: explicit wins over implicit, implicit over default.</summary>
internal static class CollationCoercion
{
    /// <summary>Functions whose strings meet.</summary>
    private static readonly HashSet<string> _meeting = new(StringComparer.Ordinal)
    {
        "array", "array_append", "array_contains", "array_except", "array_intersect", "array_join", "array_position", "array_remove", "array_union", "arrays_overlap",
        "coalesce", "concat", "concat_ws", "contains", "elt", "endswith", "find_in_set", "greatest", "if", "instr", "lag", "lead", "least", "levenshtein", "locate", "lpad",
        "ltrim", "mask", "overlay", "position", "regexp_replace", "replace", "rpad", "rtrim", "split_part", "startswith", "str_to_map", "substring_index", "to_number", "translate",
        "trim", "try_to_number", "||",
    };

    public static Expression? Apply(Expression node, CoercionContext context) => node switch
    {
        FunctionCall { Function.Name: "map" } map => Merge(Merge(map, static i => i % 2 == 0, context), static i => i % 2 == 1, context),
        FunctionCall call when _meeting.Contains(call.Function.Name) || IsComparison(call) => Merge(call, static _ => true, context),
        In => Merge(node, static _ => true, context),
        CaseWhen caseWhen => Merge(node, i => IsValue(caseWhen, i), context),
        _ => null,
    };

    private static bool IsComparison(FunctionCall call) => call.Function.Coercion == ArgumentCoercion.Operator && OperatorKinds.IsComparison(OperatorKinds.Of(call));

    private static bool IsValue(CaseWhen node, int child) => child % 2 == 1 || child == node.Branches.Length * 2;

    /// <summary>Gives the chosen children the collations that win among them.</summary>
    private static Expression Merge(Expression node, Func<int, bool> meets, CoercionContext context)
    {
        if (!Differ(node, meets))
        {
            return node;
        }
        (DataType Type, CollationStrength Strength)? winner = null;
        bool differ = false;
        var children = node.Children;
        for (int i = 0; i < children.Length; i++)
        {
            var child = children[i];
            if (!meets(i) || child is LambdaFunction || !CollationMerging.HasString(child.Type))
            {
                continue;
            }
            var own = (child.Type, CollationStrengths.Of(child));
            differ |= winner is { } before && !CollationMerging.Retype(child.Type, before.Type).Equals(child.Type);
            winner = winner is { } current ? CollationMerging.Merge(current, own) : own;
        }
        if (!differ)
        {
            return node;
        }
        int position = 0;
        return node.MapChildren(child =>
        {
            int place = position++;
            return meets(place) && child is not LambdaFunction && CollationMerging.HasString(child.Type) ? Retype(child, winner!.Value.Type, node, context) : child;
        });
    }

    /// <summary>Tells whether collations need to be compared: how firmly each is held is known only after a walk through all of an operand.</summary>
    private static bool Differ(Expression node, Func<int, bool> meets)
    {
        DataType? first = null;
        var children = node.Children;
        for (int i = 0; i < children.Length; i++)
        {
            var child = children[i];
            if (!meets(i) || child is LambdaFunction || !CollationMerging.HasString(child.Type))
            {
                continue;
            }
            if (first is null)
            {
                first = child.Type;
            }
            else if (!CollationMerging.Retype(child.Type, first).Equals(child.Type) || !CollationMerging.Retype(first, child.Type).Equals(first))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Literals take the collation on, other expressions are cast.</summary>
    private static Expression Retype(Expression child, DataType winner, Expression node, CoercionContext context)
    {
        var target = CollationMerging.Retype(child.Type, winner);
        return target.Equals(child.Type) ? child
            : child is Literal { LiteralType: StringType } literal ? literal with { LiteralType = target }
            // A cast that makes the text takes the collation on itself.
            : child is Cast { Target: StringType } made && !CollationMerging.HasString(made.Child.Type) ? context.Cast(made.Child, target, node)
            : context.Cast(child, target, node);
    }
}
