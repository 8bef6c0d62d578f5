using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Handles decimal sums and averages that may have too many digits.</summary>
internal static class DecimalRange
{
    /// <summary>Digits after the point to which Spark divides before it fits a quotient into its type.</summary>
    private const int QuotientScale = 39;

    /// <summary>Tells whether an addition left 128 bits: 1 upwards, -1 downwards, 0 if it did not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Wrap(Int128 left, Int128 right, Int128 sum) =>
        ((left ^ sum) & (right ^ sum)) >= 0 ? 0 : Int128.IsNegative(left) ? -1 : 1;

    /// <summary>Gives the exact sum of a total that left 128 bits.</summary>
    public static BigInteger Exact(Int128 wrapped, long wraps) => wrapped + new BigInteger(wraps) * BigInteger.Pow(2, 128);

    public static QueryException OutOfRange(BigInteger unscaled, DecimalType type, Origin origin) =>
        Create(Show(unscaled, type.Scale), type, origin);

    /// <summary>Divides an exact sum and rounds half up; fails when the quotient has too many digits.</summary>
    public static bool TryDivide(BigInteger sum, int scale, long count, DecimalType type, out Int128 average)
    {
        var quotient = Divide(sum, type.Scale - scale, count);
        bool fits = BigInteger.Abs(quotient) < BigInteger.Pow(10, type.Precision);
        average = fits ? (Int128)quotient : 0;
        return fits;
    }

    /// <summary>Shows the quotient with the digits it has before it is rounded.</summary>
    public static QueryException QuotientOutOfRange(BigInteger sum, int scale, long count, DecimalType type, Origin origin) =>
        Create(Show(Divide(sum, QuotientScale - scale, count), QuotientScale), type, origin);

    /// <summary>Divides a number with more digits behind its point, and rounds half up.</summary>
    private static BigInteger Divide(BigInteger sum, int digits, long count)
    {
        var numerator = sum * BigInteger.Pow(10, digits);
        var (quotient, remainder) = BigInteger.DivRem(BigInteger.Abs(numerator), count);
        return (quotient + (2 * remainder >= count ? 1 : 0)) * numerator.Sign;
    }

    private static string Show(BigInteger unscaled, int scale)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled.Sign < 0 ? "-" : "") + digits[..^scale] + (scale == 0 ? "" : "." + digits[^scale..]);
    }

    private static QueryException Create(string value, DecimalType type, Origin origin) => new("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", origin,
        ("value", value),
        ("precision", type.Precision.ToString(CultureInfo.InvariantCulture)),
        ("scale", type.Scale.ToString(CultureInfo.InvariantCulture)),
        ("config", "\"spark.sql.ansi.enabled\""));
}
