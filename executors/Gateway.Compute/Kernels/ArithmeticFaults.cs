using System.Globalization;
using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;

namespace Gateway.Compute.Kernels;

/// <summary>Words the run-time errors of arithmetic.</summary>
internal static class ArithmeticFaults
{
    private const string AnsiSetting = "\"spark.sql.ansi.enabled\"";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInteger<T>() => typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(Int128);

    /// <summary>Overflow of a binary operation: TINYINT and SMALLINT name their operands and have no context, the others do.</summary>
    public static QueryException Overflow<T>(FunctionCall call, T left, T right, string symbol, string alternative) where T : unmanaged
    {
        if (typeof(T) == typeof(sbyte) || typeof(T) == typeof(short))
        {
            return new QueryException("BINARY_ARITHMETIC_OVERFLOW",
                ("value1", Convert.ToString(left, CultureInfo.InvariantCulture) + "S"),
                ("symbol", symbol),
                ("value2", Convert.ToString(right, CultureInfo.InvariantCulture) + "S"),
                ("functionName", "`" + alternative + "`"));
        }
        return Overflow(call, "overflow", alternative);
    }

    /// <summary>ARITHMETIC_OVERFLOW with the call's context and the try_ function that tolerates it.</summary>
    public static QueryException Overflow(Expression call, string message, string alternative) => new("ARITHMETIC_OVERFLOW", call.Origin,
        ("message", message),
        ("alternative", alternative.Length == 0 ? "" : $" Use '{alternative}' to tolerate overflow and return NULL instead."),
        ("config", AnsiSetting));

    /// <summary>ARITHMETIC_OVERFLOW without context or alternative: negation, abs.</summary>
    public static QueryException Overflow() => new("ARITHMETIC_OVERFLOW", ("message", "overflow"), ("alternative", ""), ("config", AnsiSetting));

    public static QueryException DivideByZero(Expression call) => new("DIVIDE_BY_ZERO", call.Origin, ("config", AnsiSetting));

    public static QueryException RemainderByZero(Expression call) => new("REMAINDER_BY_ZERO", call.Origin, ("config", AnsiSetting));

    public static QueryException IntervalOverflow(Origin origin, string? alternative) => alternative is null
        ? new QueryException("INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", origin)
        : new QueryException("INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION", origin, ("functionName", "`" + alternative + "`"));
}
