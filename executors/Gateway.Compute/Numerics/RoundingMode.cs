namespace Gateway.Compute.Numerics;

/// <summary>Says where a decimal goes that lies between two neighbours.</summary>
public enum RoundingMode
{
    /// <summary>To the nearest neighbour, ties away from zero.</summary>
    HalfUp,

    /// <summary>To the nearest neighbour, ties to the even one.</summary>
    HalfEven,

    /// <summary>Toward positive infinity.</summary>
    Ceiling,

    /// <summary>Toward negative infinity.</summary>
    Floor,

    /// <summary>Toward zero.</summary>
    Down,
}
