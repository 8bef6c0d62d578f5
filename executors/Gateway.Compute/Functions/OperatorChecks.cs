using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>The type checks that operators share.</summary>
public static class OperatorChecks
{
    /// <summary>Both operands must have one type (decimals may differ in digits), and one that the operator takes.</summary>
    public static Func<FunctionCall, QueryError?> Binary(Func<DataType, bool> accepts, string text) => call =>
    {
        var (left, right) = (call.Arguments[0].Type, call.Arguments[1].Type);
        if (!TypeMerging.Same(left, right) && !(left is DecimalType && right is DecimalType && accepts(left)))
        {
            return FunctionCheck.Mismatch(AsOperator(call), "BINARY_OP_DIFF_TYPES", ("left", FunctionCheck.Quoted(left)), ("right", FunctionCheck.Quoted(right)));
        }
        return accepts(left)
            ? null
            : FunctionCheck.Mismatch(AsOperator(call), "BINARY_OP_WRONG_TYPE", ("inputType", text), ("actualDataType", FunctionCheck.Quoted(left)));
    };

    /// <summary>Errors of try_ forms show the operator they stand for.</summary>
    private static FunctionCall AsOperator(FunctionCall call)
    {
        string? symbol = call.Function.Name switch
        {
            "try_add" => "+",
            "try_subtract" => "-",
            "try_multiply" => "*",
            "try_divide" => "/",
            "try_mod" => "%",
            _ => null,
        };
        return symbol is null ? call : call with { Function = FunctionRegistry.Builtin.Find(symbol)!, CalledName = symbol };
    }

    /// <summary>Both operands must have one type, and one that has an order.</summary>
    public static Func<FunctionCall, QueryError?> Comparison(string symbol) => call =>
    {
        var (left, right) = (call.Arguments[0].Type, call.Arguments[1].Type);
        if (!HaveSameShape(left, right))
        {
            return FunctionCheck.Mismatch(call, "BINARY_OP_DIFF_TYPES", ("left", FunctionCheck.Quoted(left)), ("right", FunctionCheck.Quoted(right)));
        }
        return Indeterminate(call, left) ?? (IsOrderable(left) ? null : Unordered(call, symbol, left));
    };

    /// <summary>Like <see cref="TypeMerging.Same"/>, but structs may name their fields differently.</summary>
    private static bool HaveSameShape(DataType left, DataType right) => (left, right) switch
    {
        (ArrayType a, ArrayType b) => HaveSameShape(a.Element, b.Element),
        (MapType a, MapType b) => HaveSameShape(a.Key, b.Key) && HaveSameShape(a.Value, b.Value),
        (StructType a, StructType b) => a.Fields.Length == b.Fields.Length && a.Fields.Zip(b.Fields).All(static pair => HaveSameShape(pair.First.Type, pair.Second.Type)),
        _ => left.Equals(right),
    };

    /// <summary>Strings of two columns with different collations cannot be compared.</summary>
    public static QueryError? Indeterminate(Expression call, DataType type) => Coercion.CollationMerging.IsIndeterminate(type)
        ? QueryException.Create("INDETERMINATE_COLLATION_IN_EXPRESSION", call.Origin, null, ("expr", FunctionCheck.Quoted(call.TransformUp(static node => node is Literal { LiteralType: StringType { Collation: null } } text ? text with { LiteralType = StringType.Instance } : node))))
        : null;

    /// <summary>All arguments must have one type.</summary>
    /// <param name="bracketed">Whether the types are listed as <c>["A", "B"]</c> instead of <c>("A" or "B")</c>.</param>
    public static QueryError? SameTypes(Expression call, string function, IEnumerable<Expression> arguments, bool bracketed)
    {
        DataType[] types = [.. arguments.Select(static argument => argument.Type)];
        if (TypeMerging.AllSame(types))
        {
            return null;
        }
        var quoted = types.Select(FunctionCheck.Quoted);
        return FunctionCheck.Mismatch(call, "DATA_DIFF_TYPES",
            ("functionName", "`" + function + "`"),
            ("dataType", bracketed ? "[" + string.Join(", ", quoted) + "]" : "(" + string.Join(" or ", quoted) + ")"));
    }

    /// <summary>Makes the error of a type without an order.</summary>
    public static QueryError Unordered(Expression call, string function, DataType type) =>
        FunctionCheck.Mismatch(call, "INVALID_ORDERING_TYPE", ("functionName", "`" + function + "`"), ("dataType", FunctionCheck.Quoted(type)));

    /// <summary>Tells whether values of a type can be compared and sorted.</summary>
    public static bool IsOrderable(DataType type) => type switch
    {
        NullType => true,
        CalendarIntervalType or MapType or VariantType or SpatialType => false,
        ArrayType array => IsOrderable(array.Element),
        StructType structure => structure.Fields.All(static field => IsOrderable(field.Type)),
        UserDefinedType user => IsOrderable(user.SqlType),
        _ => true,
    };
}
