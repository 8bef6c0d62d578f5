using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Rules for CASE, IN, and element access.</summary>
internal static class ConditionalCoercion
{
    /// <summary>All values of a CASE become their widest common type; a VOID condition becomes BOOLEAN.</summary>
    public static Expression? CaseWhen(Expression node, CoercionContext context)
    {
        if (node is not CaseWhen caseWhen)
        {
            return null;
        }
        var branches = caseWhen.Branches;
        var otherwise = caseWhen.Else;
        bool changed = false;
        DataType[] types = [.. caseWhen.Values.Select(static value => value.Type)];
        if (!TypeMerging.AllSame(types) && WidestType.Find(types, context.Ansi) is { } common)
        {
            branches = [.. branches.Select(branch => (branch.Condition, context.Cast(branch.Value, common, node)))];
            otherwise = otherwise is null ? null : context.Cast(otherwise, common, node);
            changed = true;
        }
        return changed ? caseWhen with { Branches = branches, Else = otherwise } : null;
    }

    /// <summary>The value and the list of IN become one type.</summary>
    public static Expression? In(Expression node, CoercionContext context)
    {
        if (node is not In membership)
        {
            return null;
        }
        DataType[] types = [.. membership.Children.Select(static child => child.Type)];
        if (TypeMerging.AllSame(types))
        {
            return null;
        }
        var common = WidestType.Find(types, context.Ansi);
        if (common is null)
        {
            return null;
        }
        return membership with
        {
            Value = context.Cast(membership.Value, common, node),
            List = [.. membership.List.Select(item => context.Cast(item, common, node))],
        };
    }

    /// <summary>An array index becomes an integer, a map key the map's key type.</summary>
    public static Expression? Extraction(Expression node, CoercionContext context) => node switch
    {
        GetArrayItem { Child.Type: ArrayType, Index.Type: NullType } item =>
            item with { Index = context.Cast(item.Index, IntegerType.Instance, node) },
        GetMapValue { Child.Type: MapType { Key: StringType key }, Key: Literal { LiteralType: StringType } literal } value when !key.Equals(literal.LiteralType) =>
            value with { Key = context.Cast(literal, key, node) },
        GetMapValue { Child.Type: MapType map } value when !TypeMerging.Same(map.Key, value.Key.Type) && KeyType(value.Key.Type, map.Key, context.Ansi) is { } key =>
            value with { Key = context.Cast(value.Key, key, node) },
        _ => null,
    };

    /// <summary>A key of another type is cast as an argument would be; texts of two collations are not.</summary>
    private static DataType? KeyType(DataType key, DataType wanted, bool ansi) =>
        key is StringType && wanted is StringType ? null : ImplicitCast.Find(key, Functions.TypeRule.Of(wanted), ansi) is { } found && TypeMerging.Same(found, wanted) ? found : null;
}
