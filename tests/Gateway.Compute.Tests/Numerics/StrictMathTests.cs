using System.Globalization;
using Gateway.Compute.Numerics.StrictMath;

namespace Gateway.Compute.Tests.Numerics;

/// <summary>Compares with Spark's own answers, bit by bit: function, argument, second argument, result, each double as 16 hexadecimal digits.</summary>
public sealed class StrictMathTests
{
    private static readonly Dictionary<string, Func<double, double, double>> _functions = new()
    {
        ["acos"] = static (x, _) => ArcFunction.Acos(x),
        ["acosh"] = static (x, _) => Hyperbolic.Acosh(x),
        ["asin"] = static (x, _) => ArcFunction.Asin(x),
        ["asinh"] = static (x, _) => Hyperbolic.Asinh(x),
        ["atan"] = static (x, _) => ArcFunction.Atan(x),
        ["atan2"] = static (y, x) => ArcFunction.Atan2(y + 0.0, x + 0.0),
        ["atanh"] = static (x, _) => Hyperbolic.Atanh(x),
        ["cbrt"] = static (x, _) => CubeRoot.Cbrt(x),
        ["cos"] = static (x, _) => Trigonometric.Cos(x),
        ["cosh"] = static (x, _) => Hyperbolic.Cosh(x),
        ["exp"] = static (x, _) => Exponential.Exp(x),
        ["expm1"] = static (x, _) => Exponential.Expm1(x),
        ["hypot"] = Hypotenuse.Hypot,
        ["ln"] = static (x, _) => Logarithm.Log(x),
        ["log10"] = static (x, _) => Logarithm.Log10(x),
        ["log1p"] = static (x, _) => Logarithm.Log1p(x),
        ["log2"] = static (x, _) => Logarithm.Log(x) / Logarithm.Log(2),
        ["power"] = Power.Pow,
        ["sin"] = static (x, _) => Trigonometric.Sin(x),
        ["sinh"] = static (x, _) => Hyperbolic.Sinh(x),
        ["tanh"] = static (x, _) => Hyperbolic.Tanh(x),
    };

    public static TheoryData<string> Names => new(_functions.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_RecordedArguments_HasSparksBits(string name)
    {
        string[][] cases = [.. Answers().Where(parts => parts[0] == name)];
        Assert.True(cases.Length >= 20, $"{name}: {cases.Length} cases");
        foreach (string[] parts in cases)
        {
            double x = Double(parts[1]);
            double y = parts[2].Length == 0 ? 0 : Double(parts[2]);
            double expected = Double(parts[3]);
            double actual = _functions[name](x, y);
            Assert.True(
                double.IsNaN(expected) ? double.IsNaN(actual) : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual),
                $"{name}({x:R}, {y:R}): {expected:R} is expected, {actual:R} came");
        }
    }

    [Theory]
    [InlineData(1.0, 1.5574077246549023)]
    [InlineData(-0.7853981633974483, -0.9999999999999999)]
    [InlineData(1.5707963267948966, 16331239353195370.0)]
    [InlineData(1e22, -1.6287782256068988)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(double.PositiveInfinity, double.NaN)]
    public void Tan_KnownValues_AreRoundedCorrectly(double x, double expected) => Assert.Equal(expected, Tangent.Tan(x));

    private static IEnumerable<string[]> Answers() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Numerics", "StrictMathAnswers.txt")).Select(static line => line.Split('\t'));

    private static double Double(string bits) => BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
