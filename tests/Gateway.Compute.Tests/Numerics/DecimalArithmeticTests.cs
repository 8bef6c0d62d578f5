using Gateway.Compute.Numerics;

namespace Gateway.Compute.Tests.Numerics;

public sealed class DecimalArithmeticTests
{
    [Theory]
    [InlineData("12345678901234567890123456789012345678", 0, "98765432109876543210987654321098765432", 38, 6, "12345678901234567890123456789012345678987654")]
    [InlineData("150", 2, "25", 1, 3, "4000")]
    [InlineData("-5", 0, "5", 1, 0, "-5")]
    public void TryAdd_DifferentScales_RoundsHalfUp(string left, int leftScale, string right, int rightScale, int scale, string expected)
    {
        bool fits = DecimalArithmetic.TryAdd(Int128.Parse(left), leftScale, Int128.Parse(right), rightScale, new DecimalShape(38, scale), out Int128 sum);
        Assert.Equal(expected.Length <= 38, fits);
        Assert.Equal(fits ? expected : "0", sum.ToString());
    }

    [Fact]
    public void TryMultiply_MoreThan39Digits_OverflowsOrRounds()
    {
        Int128 large = Int128.Parse("99999999999999999999999999999999999999");
        Assert.False(DecimalArithmetic.TryMultiply(large, 0, large, 0, new DecimalShape(38, 0), out _));
        Assert.True(DecimalArithmetic.TryMultiply(large, 38, large, 38, new DecimalShape(38, 37), out Int128 product));
        Assert.Equal(PowersOfTen.Int128(37), product);
    }

    [Theory]
    [InlineData(10, 0, 3, 0, 6, 3333333)]
    [InlineData(-20, 0, 3, 0, 6, -6666667)]
    [InlineData(1, 0, 8, 0, 2, 13)]
    public void TryDivide_Inexact_RoundsHalfUp(long left, int leftScale, long right, int rightScale, int scale, long expected)
    {
        Assert.True(DecimalArithmetic.TryDivide(left, leftScale, right, rightScale, new DecimalShape(38, scale), out Int128 quotient));
        Assert.Equal(expected, quotient);
    }

    [Theory]
    [InlineData(75, 1, 2, 0, 1, 15)]
    [InlineData(-75, 1, 2, 0, 1, -15)]
    public void TryRemainder_TakesSignOfDividend(long left, int leftScale, long right, int rightScale, int scale, long expected)
    {
        Assert.True(DecimalArithmetic.TryRemainder(left, leftScale, right, rightScale, new DecimalShape(38, scale), out Int128 rest));
        Assert.Equal(expected, rest);
    }

    [Fact]
    public void TypeRules_WideOperands_KeepSixFractionDigits()
    {
        Assert.Equal(new DecimalShape(38, 17), DecimalTypeRules.Add(new(38, 18), new(38, 18), allowPrecisionLoss: true));
        Assert.Equal(new DecimalShape(38, 6), DecimalTypeRules.Divide(new(38, 6), new(38, 6), allowPrecisionLoss: true));
        Assert.Equal(new DecimalShape(7, 6), DecimalTypeRules.Divide(new(2, 1), new(1, 0), allowPrecisionLoss: true));
    }

    [Theory]
    [InlineData(25, 1, 0, RoundingMode.HalfUp, 3)]
    [InlineData(25, 1, 0, RoundingMode.HalfEven, 2)]
    [InlineData(-21, 1, 0, RoundingMode.Floor, -3)]
    [InlineData(-29, 1, 0, RoundingMode.Ceiling, -2)]
    [InlineData(155, 0, -1, RoundingMode.HalfUp, 160)]
    public void TryRound_Modes_GoToNeighbour(long value, int scale, int digits, RoundingMode mode, long expected)
    {
        Assert.True(DecimalRounding.TryRound(value, scale, digits, mode, new DecimalShape(38, 0), out Int128 rounded));
        Assert.Equal(expected, rounded);
    }

    [Theory]
    [InlineData(2.5, 0, 3.0)]
    [InlineData(-0.0, 0, 0.0)]
    [InlineData(1.005, 2, 1.01)]
    [InlineData(123.456, -2, 100.0)]
    public void RoundDouble_UsesPrintedDigits(double value, int digits, double expected) =>
        Assert.Equal(expected, DecimalConversion.RoundDouble(value, digits, RoundingMode.HalfUp));
}
