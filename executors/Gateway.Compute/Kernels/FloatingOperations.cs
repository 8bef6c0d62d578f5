using System.Numerics;
using Gateway.Compute.Numerics.StrictMath;

namespace Gateway.Compute.Kernels;

internal readonly struct AcosOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => ArcFunction.Acos(value);
}

internal readonly struct AcoshOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Hyperbolic.Acosh(value);
}

internal readonly struct AsinOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => ArcFunction.Asin(value);
}

internal readonly struct AsinhOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Hyperbolic.Asinh(value);
}

internal readonly struct AtanOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => ArcFunction.Atan(value);
}

/// <summary>Adding 0.0 turns -0.0 into 0.0, as Spark does.</summary>
internal readonly struct Atan2Operation : IBinaryOperation<double>
{
    public static double Invoke(double left, double right) => ArcFunction.Atan2(left + 0.0, right + 0.0);
}

internal readonly struct AtanhOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Hyperbolic.Atanh(value);
}

internal readonly struct CbrtOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => CubeRoot.Cbrt(value);
}

internal readonly struct CosOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Trigonometric.Cos(value);
}

internal readonly struct CoshOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Hyperbolic.Cosh(value);
}

internal readonly struct CotOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => 1 / Tangent.Tan(value);
}

internal readonly struct CscOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => 1 / Trigonometric.Sin(value);
}

internal readonly struct DegreesOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => value * (180.0 / Math.PI);
}

internal readonly struct ExpOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Exponential.Exp(value);
}

internal readonly struct Expm1Operation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Exponential.Expm1(value);
}

internal readonly struct HypotOperation : IBinaryOperation<double>
{
    public static double Invoke(double left, double right) => Hypotenuse.Hypot(left, right);
}

internal readonly struct LnOperation : IUnaryOperation<double, double>
{
    public static bool CanFault => true;

    public static double Invoke(double value) => Logarithm.Log(value);

    public static bool IsFault(double value) => value <= 0;
}

internal readonly struct Log10Operation : IUnaryOperation<double, double>
{
    public static bool CanFault => true;

    public static double Invoke(double value) => Logarithm.Log10(value);

    public static bool IsFault(double value) => value <= 0;
}

internal readonly struct Log1pOperation : IUnaryOperation<double, double>
{
    public static bool CanFault => true;

    public static double Invoke(double value) => Logarithm.Log1p(value);

    public static bool IsFault(double value) => value <= -1;
}

internal readonly struct Log2Operation : IUnaryOperation<double, double>
{
    public static bool CanFault => true;

    public static double Invoke(double value) => Logarithm.Log(value) / 0.6931471805599453;

    public static bool IsFault(double value) => value <= 0;
}

/// <summary>log(base, x); no result where either is not positive.</summary>
internal readonly struct LogOperation : IBinaryOperation<double>
{
    public static bool CanFault => true;

    public static double Invoke(double left, double right) => Logarithm.Log(right) / Logarithm.Log(left);

    public static bool IsFault(double left, double right, double result) => left <= 0 || right <= 0;
}

internal readonly struct PowerOperation : IBinaryOperation<double>
{
    public static double Invoke(double left, double right) => Power.Pow(left, right);
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
    public static double Invoke(double value) => 1 / Trigonometric.Cos(value);
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
    public static double Invoke(double value) => Trigonometric.Sin(value);
}

internal readonly struct SinhOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Hyperbolic.Sinh(value);
}

internal readonly struct SqrtOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Math.Sqrt(value);
}

internal readonly struct TanOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Tangent.Tan(value);
}

internal readonly struct TanhOperation : IUnaryOperation<double, double>
{
    public static double Invoke(double value) => Hyperbolic.Tanh(value);
}
