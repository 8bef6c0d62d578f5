using System.Numerics;

namespace Gateway.Compute.Kernels;

internal readonly struct AcosOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Acos(value);
}

internal readonly struct AcoshOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Acosh(value);
}

internal readonly struct AsinOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Asin(value);
}

internal readonly struct AsinhOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Asinh(value);
}

internal readonly struct AtanOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Atan(value);
}

/// <summary>Adding 0.0 turns -0.0 into 0.0, as Spark does.</summary>
internal readonly struct Atan2Operation : IBinaryOperation<double>
{
    public static double Invoke(double left, double right) => Math.Atan2(left + 0.0, right + 0.0);
}

internal readonly struct AtanhOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => 0.5 * (Logarithms.Log1p(value) - Logarithms.Log1p(-value));
}

internal readonly struct CbrtOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Cbrt(value);
}

internal readonly struct CosOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Cos(value);
}

internal readonly struct CoshOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Cosh(value);
}

internal readonly struct CotOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => 1 / Math.Tan(value);
}

internal readonly struct CscOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => 1 / Math.Sin(value);
}

internal readonly struct DegreesOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => value * (180.0 / Math.PI);
}

internal readonly struct ExpOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Exp(value);
}

internal readonly struct Expm1Operation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Logarithms.Expm1(value);
}

internal readonly struct HypotOperation : IBinaryOperation<double>
{
    public static double Invoke(double left, double right) => double.Hypot(left, right);
}

internal readonly struct LnOperation : IUnaryOperation<double, double>
{
    public static bool CanFault => true;

    public static double Invoke(double value) => Math.Log(value);

    public static bool IsFault(double value) => value <= 0;
}

internal readonly struct Log10Operation : IUnaryOperation<double, double>
{
    public static bool CanFault => true;

    public static double Invoke(double value) => Math.Log10(value);

    public static bool IsFault(double value) => value <= 0;
}

internal readonly struct Log1pOperation : IUnaryOperation<double, double>
{
    public static bool CanFault => true;

    public static double Invoke(double value) => Logarithms.Log1p(value);

    public static bool IsFault(double value) => value <= -1;
}

internal readonly struct Log2Operation : IUnaryOperation<double, double>
{
    public static bool CanFault => true;

    public static double Invoke(double value) => Math.Log(value) / Math.Log(2.0);

    public static bool IsFault(double value) => value <= 0;
}

/// <summary>log(base, x); no result where either is not positive.</summary>
internal readonly struct LogOperation : IBinaryOperation<double>
{
    public static bool CanFault => true;

    public static double Invoke(double left, double right) => Math.Log(right) / Math.Log(left);

    public static bool IsFault(double left, double right, double result) => left <= 0 || right <= 0;
}

internal readonly struct PowerOperation : IBinaryOperation<double>
{
    /// <summary>Java gives NaN where C gives 1: 1 to the power of NaN or infinity, and -1 to that of infinity.</summary>
    public static double Invoke(double left, double right) =>
        double.IsNaN(right) || (double.IsInfinity(right) && Math.Abs(left) == 1) ? double.NaN : Math.Pow(left, right);
}

internal readonly struct RadiansOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => value * (Math.PI / 180.0);
}

internal readonly struct RintOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Round(value, MidpointRounding.ToEven);
}

internal readonly struct SecOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => 1 / Math.Cos(value);
}

/// <summary>-1, 0 or 1; keeps NaN and the sign of zero.</summary>
internal readonly struct SignumOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => value > 0 ? 1 : value < 0 ? -1 : value;
}

internal readonly struct SignOperation<T> : IUnaryOperation<T, double> where T : unmanaged, INumber<T>
{
    public static double Invoke(T value) => T.Sign(value);
}

internal readonly struct SinOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Sin(value);
}

internal readonly struct SinhOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Sinh(value);
}

internal readonly struct SqrtOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Sqrt(value);
}

internal readonly struct TanOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Tan(value);
}

internal readonly struct TanhOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Tanh(value);
}

/// <summary>log(1 + x) and exp(x) - 1 without loss of digits near zero.</summary>
internal static class Logarithms
{
    /// <summary>Corrects log(1 + x) by the part of x that the sum lost.</summary>
    public static double Log1p(double value)
    {
        double sum = 1.0 + value;
        if (sum == 1.0)
        {
            return value;
        }
        double log = Math.Log(sum);
        return double.IsInfinity(sum) || sum <= 0 || double.IsNaN(sum) ? log : log * (value / (sum - 1.0));
    }

    /// <summary>Corrects exp(x) - 1 by the logarithm of the rounded exponential.</summary>
    public static double Expm1(double value)
    {
        double exponential = Math.Exp(value);
        if (exponential == 1.0)
        {
            return value;
        }
        double difference = exponential - 1.0;
        return difference == -1.0 || double.IsInfinity(exponential) || double.IsNaN(exponential) ? difference : difference * (value / Math.Log(exponential));
    }
}
