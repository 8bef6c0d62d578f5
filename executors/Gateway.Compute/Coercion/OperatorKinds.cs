using Gateway.Compute.Functions;

namespace Gateway.Compute.Coercion;

/// <summary>The operators that coercion treats alike.</summary>
internal enum OperatorKind
{
    None,
    Add,
    Subtract,
    Multiply,
    Divide,
    IntegralDivide,
    Remainder,
    PositiveModulo,
    /// <summary>= and &lt;=&gt;.</summary>
    Equality,
    /// <summary>&lt; &lt;= &gt; &gt;=.</summary>
    Ordering,
    /// <summary>AND, OR.</summary>
    Logic,
    /// <summary>&amp; | ^.</summary>
    Bitwise,
}

internal static class OperatorKinds
{
    /// <summary>Classifies a call of two arguments.</summary>
    public static OperatorKind Of(FunctionCall call) => call.Arguments.Length != 2 || call.Function.Coercion != ArgumentCoercion.Operator ? OperatorKind.None : call.Function.Name switch
    {
        "+" or "try_add" => OperatorKind.Add,
        "-" or "try_subtract" => OperatorKind.Subtract,
        "*" or "try_multiply" => OperatorKind.Multiply,
        "/" or "try_divide" => OperatorKind.Divide,
        "div" => OperatorKind.IntegralDivide,
        "%" or "mod" or "try_mod" => OperatorKind.Remainder,
        "pmod" => OperatorKind.PositiveModulo,
        "=" or "==" or "<=>" => OperatorKind.Equality,
        "<" or "<=" or ">" or ">=" => OperatorKind.Ordering,
        "and" or "or" => OperatorKind.Logic,
        "&" or "|" or "^" => OperatorKind.Bitwise,
        _ => OperatorKind.None,
    };

    public static bool IsArithmetic(OperatorKind kind) => kind is >= OperatorKind.Add and <= OperatorKind.PositiveModulo;

    public static bool IsComparison(OperatorKind kind) => kind is OperatorKind.Equality or OperatorKind.Ordering;
}
