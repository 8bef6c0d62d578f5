using System.Collections.Immutable;
using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>The coercions that functions over arrays and maps share. They widen by the legacy rules in both modes, as Spark does.</summary>
internal static class CollectionCoercion
{
    /// <summary>Widens two types: numbers and dates only.</summary>
    public static DataType? Tightest(DataType left, DataType right) => WidestType.Tightest(left, right, ansi: false);

    /// <summary>Widens two types: decimals give up fraction digits, strings are not converted.</summary>
    public static DataType? Wider(DataType left, DataType right) => WidestType.ForTwoWithoutStrings(left, right, ansi: false);

    /// <summary>Brings an array's elements and a value to one type.</summary>
    /// <param name="takesVoid">Whether a VOID value becomes a NULL of the element type.</param>
    public static Func<FunctionCall, bool, ImmutableArray<Expression>?> ElementAnd(int value, Func<DataType, DataType, DataType?> widen, bool takesVoid = true) => (call, ansi) =>
    {
        var (list, item) = (call.Arguments[0], call.Arguments[value]);
        if (list.Type is not ArrayType array || (item.Type is NullType && !takesVoid) || TypeMerging.Same(array.Element, item.Type) ||
            widen(array.Element, item.Type) is not { } common)
        {
            return null;
        }
        return Cast(call, ansi, (0, new ArrayType(common, array.ContainsNull)), (value, common));
    };

    /// <summary>Brings the elements of two arrays to one type.</summary>
    public static ImmutableArray<Expression>? TwoArrays(FunctionCall call, bool ansi)
    {
        if (call.Arguments[0].Type is not ArrayType left || call.Arguments[1].Type is not ArrayType right || TypeMerging.Same(left, right) ||
            Tightest(left.Element, right.Element) is not { } common)
        {
            return null;
        }
        return Cast(call, ansi, (0, new ArrayType(common, left.ContainsNull)), (1, new ArrayType(common, right.ContainsNull)));
    }

    /// <summary>Brings a map's keys and a key to one type.</summary>
    public static Func<FunctionCall, bool, ImmutableArray<Expression>?> KeyOf(bool takesVoid, Func<DataType, DataType, DataType?> widen) => (call, ansi) =>
    {
        if (call.Arguments[0].Type is not MapType map || (call.Arguments[1].Type is NullType && !takesVoid) || TypeMerging.Same(map.Key, call.Arguments[1].Type) ||
            map.Key is StringType && call.Arguments[1].Type is StringType || widen(map.Key, call.Arguments[1].Type) is not { } common)
        {
            return null;
        }
        return Cast(call, ansi, (0, new MapType(common, map.Value, map.ValueContainsNull)), (1, common));
    };

    /// <summary>Casts arguments to types; none of them where an implicit cast does not lead to one of the types.</summary>
    private static ImmutableArray<Expression>? Cast(FunctionCall call, bool ansi, params ReadOnlySpan<(int Position, DataType Type)> targets)
    {
        var context = new CoercionContext(ansi);
        var arguments = call.Arguments;
        foreach (var (position, type) in targets)
        {
            var argument = arguments[position];
            if (ImplicitCast.Find(argument.Type, TypeRule.Of(type), ansi) is null && !TypeMerging.Same(argument.Type, type))
            {
                return null;
            }
            arguments = arguments.SetItem(position, context.Cast(argument, type, call));
        }
        return arguments;
    }

    /// <summary>Gives VOID arguments the type that their parameter takes, without a cast that would show (Spark's ExpectsInputTypes).</summary>
    public static Func<FunctionCall, bool, ImmutableArray<Expression>?> VoidBecomes(params DataType?[] types) => (call, ansi) =>
    {
        ImmutableArray<Expression>.Builder? changed = null;
        for (int i = 0; i < Math.Min(types.Length, call.Arguments.Length); i++)
        {
            if (types[i] is { } type && call.Arguments[i] is { Type: NullType } argument)
            {
                changed ??= call.Arguments.ToBuilder();
                changed[i] = Literal.NullOf(type) with { Origin = argument.Origin };
            }
        }
        return changed?.MoveToImmutable();
    };

    public static readonly ArrayType VoidArray = new(NullType.Instance, true);
    public static readonly MapType VoidMap = new(NullType.Instance, NullType.Instance, true);
}
