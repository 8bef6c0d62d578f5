using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>The type checks that functions over arrays and maps share.</summary>
internal static class CollectionChecks
{
    /// <summary>The first argument must be an array whose elements have the value's type; some functions refuse a VOID on either side first.</summary>
    /// <param name="refusesVoid">VOID arguments are NULL_TYPE; else a first argument that is no array is a type difference.</param>
    /// <param name="ordered">Whether elements must have an order.</param>
    public static Func<FunctionCall, QueryError?> ElementAnd(string name, int value, ElementCheck kind) => call =>
    {
        var (list, item) = (call.Arguments[0].Type, call.Arguments[value].Type);
        switch (kind)
        {
            case ElementCheck.Contains or ElementCheck.Position:
                if (list is NullType || (item is NullType && kind == ElementCheck.Contains))
                {
                    return NullType(call, name);
                }
                if (list is not ArrayType && item is NullType)
                {
                    return NullType(call, name);
                }
                if (list is not ArrayType)
                {
                    return Unexpected(call, 0, "\"ARRAY\"");
                }
                break;
            case ElementCheck.Extend:
                if (list is not ArrayType)
                {
                    return Unexpected(call, 0, "\"ARRAY\"");
                }
                break;
            case ElementCheck.Difference:
                break;
        }
        if (list is not ArrayType array || !TypeMerging.Same(array.Element, item))
        {
            return FunctionCheck.Mismatch(call, "ARRAY_FUNCTION_DIFF_TYPES",
                ("functionName", Quote.Id(name)), ("dataType", "\"ARRAY\""), ("leftType", FunctionCheck.Quoted(list)), ("rightType", FunctionCheck.Quoted(item)));
        }
        return kind == ElementCheck.Extend || OperatorChecks.IsOrderable(array.Element) ? null : OperatorChecks.Unordered(call, name, array.Element);
    };

    /// <summary>Both arguments must be arrays of one ordered type.</summary>
    public static Func<FunctionCall, QueryError?> TwoArrays(string name) => call =>
    {
        var (left, right) = (call.Arguments[0].Type, call.Arguments[1].Type);
        if (left is not ArrayType a || right is not ArrayType b || !TypeMerging.Same(a, b))
        {
            return FunctionCheck.Mismatch(call, "BINARY_ARRAY_DIFF_TYPES",
                ("functionName", Quote.Id(name)), ("arrayType", "\"ARRAY\""), ("leftType", FunctionCheck.Quoted(left)), ("rightType", FunctionCheck.Quoted(right)));
        }
        return OperatorChecks.IsOrderable(a.Element) ? null : OperatorChecks.Unordered(call, name, a.Element);
    };

    /// <summary>Elements must have an order.</summary>
    /// <param name="wholeType">Whether the message names the array's type instead of the element's.</param>
    public static Func<FunctionCall, QueryError?> OrderedElements(string name, bool wholeType = false) => call =>
        call.Arguments[0].Type is ArrayType array && !OperatorChecks.IsOrderable(array.Element)
            ? OperatorChecks.Unordered(call, name, wholeType ? array : array.Element)
            : null;

    /// <summary>A map key's type must be usable as one: nothing with a map or variant in it.</summary>
    public static QueryError? MapKey(Expression call, DataType key) => IsMapKey(key)
        ? null
        : FunctionCheck.Mismatch(call, "INVALID_MAP_KEY_TYPE", ("keyType", FunctionCheck.Quoted(key)));

    private static bool IsMapKey(DataType type) => type switch
    {
        MapType or VariantType => false,
        ArrayType array => IsMapKey(array.Element),
        StructType structure => structure.Fields.All(static member => IsMapKey(member.Type)),
        UserDefinedType user => IsMapKey(user.SqlType),
        _ => true,
    };

    public static QueryError Unexpected(FunctionCall call, int index, string required) => FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE",
        ("paramIndex", FunctionCheck.Ordinal(index)), ("requiredType", required),
        ("inputSql", FunctionCheck.Quoted(call.Arguments[index])), ("inputType", FunctionCheck.Quoted(call.Arguments[index].Type)));

    public static QueryError NullType(FunctionCall call, string name) => FunctionCheck.Mismatch(call, "NULL_TYPE", ("functionName", Quote.Id(name)));
}

/// <summary>The three ways in which functions over an array and a value refuse other types.</summary>
internal enum ElementCheck { Contains, Position, Extend, Difference }
