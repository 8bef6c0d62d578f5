namespace Gateway.Compute.Numerics;

/// <summary>Precision and scale of a decimal type.</summary>
public readonly record struct DecimalShape(int Precision, int Scale)
{
    public int IntegralDigits => Precision - Scale;
}

/// <summary>Gives the result types of decimal operations.</summary>
/// <remarks>Semantics: Spark 4.3 DecimalPrecision, with spark.sql.decimalOperations.allowPrecisionLoss on or off.</remarks>
public static class DecimalTypeRules
{
    public const int MaxPrecision = 38;
    public const int MaxScale = 38;

    /// <summary>The scale that giving up digits of the fraction never goes below.</summary>
    public const int MinimumAdjustedScale = 6;

    public static DecimalShape Add(DecimalShape left, DecimalShape right, bool allowPrecisionLoss)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        int precision = Math.Max(left.IntegralDigits, right.IntegralDigits) + scale + 1;
        return Finish(precision, scale, allowPrecisionLoss);
    }

    public static DecimalShape Multiply(DecimalShape left, DecimalShape right, bool allowPrecisionLoss) =>
        Finish(left.Precision + right.Precision + 1, left.Scale + right.Scale, allowPrecisionLoss);

    public static DecimalShape Divide(DecimalShape left, DecimalShape right, bool allowPrecisionLoss)
    {
        if (allowPrecisionLoss)
        {
            int integral = left.Precision - left.Scale + right.Scale;
            int scale = Math.Max(MinimumAdjustedScale, left.Scale + right.Precision + 1);
            return Adjust(integral + scale, scale);
        }

        int integralDigits = Math.Min(MaxScale, left.Precision - left.Scale + right.Scale);
        int fractionDigits = Math.Min(MaxScale, Math.Max(MinimumAdjustedScale, left.Scale + right.Precision + 1));
        int excess = integralDigits + fractionDigits - MaxScale;
        if (excess > 0)
        {
            fractionDigits -= (excess / 2) + 1;
            integralDigits = MaxScale - fractionDigits;
        }

        return Bounded(integralDigits + fractionDigits, fractionDigits);
    }

    public static DecimalShape Remainder(DecimalShape left, DecimalShape right, bool allowPrecisionLoss)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        int precision = Math.Min(left.IntegralDigits, right.IntegralDigits) + scale;
        return Finish(precision, scale, allowPrecisionLoss);
    }

    /// <summary>The shape of the quotient that DIV computes before it becomes a long.</summary>
    public static DecimalShape IntegralDivide(DecimalShape left, DecimalShape right, bool allowPrecisionLoss)
    {
        int precision = left.Precision - left.Scale + right.Scale;
        return Finish(precision == 0 ? 1 : precision, 0, allowPrecisionLoss);
    }

    /// <summary>The common type two decimals widen to; wide ones lose integral digits only when they must.</summary>
    public static DecimalShape Wider(DecimalShape left, DecimalShape right, bool retainFractionDigits = false)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        int integral = Math.Max(left.IntegralDigits, right.IntegralDigits);
        if (integral + scale <= MaxPrecision || retainFractionDigits)
        {
            return Bounded(integral + scale, scale);
        }

        return new DecimalShape(MaxPrecision, Math.Max(0, Math.Min(scale, MaxPrecision - integral)));
    }

    /// <summary>The type of round, bround, ceil and floor of a decimal to a constant number of digits.</summary>
    public static DecimalShape Round(DecimalShape input, int digits)
    {
        if (digits < 0)
        {
            int atLeast = -digits + 1;
            return new DecimalShape(Math.Min(Math.Max(input.IntegralDigits + 1, atLeast), MaxPrecision), 0);
        }

        int scale = Math.Min(input.Scale, digits);
        return new DecimalShape(Math.Min(input.IntegralDigits + 1 + scale, MaxPrecision), scale);
    }

    /// <summary>Reduces a type that is too wide, keeping integral digits and at least six digits of the fraction.</summary>
    public static DecimalShape Adjust(int precision, int scale)
    {
        if (precision <= MaxPrecision)
        {
            return new DecimalShape(precision, scale);
        }

        if (scale < 0)
        {
            return new DecimalShape(MaxPrecision, scale);
        }

        int integral = precision - scale;
        int minimumScale = Math.Min(scale, MinimumAdjustedScale);
        return new DecimalShape(MaxPrecision, Math.Max(MaxPrecision - integral, minimumScale));
    }

    public static DecimalShape Bounded(int precision, int scale) =>
        new(Math.Min(precision, MaxPrecision), Math.Min(scale, MaxScale));

    private static DecimalShape Finish(int precision, int scale, bool allowPrecisionLoss) =>
        allowPrecisionLoss ? Adjust(precision, scale) : Bounded(precision, scale);
}
