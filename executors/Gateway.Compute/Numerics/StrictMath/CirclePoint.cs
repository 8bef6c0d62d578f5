namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>Sine and cosine of a multiple of π/32, each in two parts.</summary>
/// <param name="Sine">The sine.</param>
/// <param name="SineLow">What the sine lost by rounding, to 24 bits.</param>
/// <param name="CosinePower">The power of two nearest to the cosine, with its sign; 0 for 0.</param>
/// <param name="CosineRest">The cosine less that power.</param>
internal readonly record struct CirclePoint(double Sine, double SineLow, double CosinePower, double CosineRest);
