using System.Globalization;
using System.Numerics;

namespace Gateway.Core.Configuration;

/// <summary>Reads the texts of settings: numbers, sizes (<c>64MB</c>) and durations (<c>10min</c>), by Spark's rules.</summary>
public static class ConfigurationValues
{
    public static bool TryBoolean(string text, out bool value) => bool.TryParse(text.AsSpan().Trim(), out value);

    public static bool TryInt32(string text, out int value) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public static bool TryInt64(string text, out long value) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public static bool TryDouble(string text, out double value)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed is "NaN" or "Infinity" or "+Infinity" or "-Infinity")
        {
            value = trimmed is "NaN" ? double.NaN : trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (trimmed.Length > 1 && trimmed[^1] is 'd' or 'D' or 'f' or 'F')
        {
            trimmed = trimmed[..^1];
        }

        value = 0;
        return trimmed.Length > 0 && !char.IsAsciiLetter(trimmed[^1])
            && double.TryParse(trimmed, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a size in bytes; <paramref name="unit"/> is what a bare number counts, and what it is returned in.</summary>
    public static bool TryBytes(string text, long unit, out long value)
    {
        value = 0;
        var isNegative = text.StartsWith('-');
        if (!Split(isNegative ? text[1..] : text, allowSign: false, out var number, out var suffix))
        {
            return false;
        }

        BigInteger factor = suffix switch
        {
            "" => unit,
            "b" => 1,
            "k" or "kb" or "kib" => 1L << 10,
            "m" or "mb" or "mib" => 1L << 20,
            "g" or "gb" or "gib" => 1L << 30,
            "t" or "tb" or "tib" => 1L << 40,
            "p" or "pb" or "pib" => 1L << 50,
            _ => 0,
        };
        return factor != 0 && Fit(number * factor / unit * (isNegative ? -1 : 1), out value);
    }

    /// <summary>Reads a duration; <paramref name="unitMicros"/> is the length of what a bare number counts, and of the result's unit.</summary>
    public static bool TryDuration(string text, long unitMicros, out long value)
    {
        value = 0;
        if (!Split(text, allowSign: true, out var number, out var suffix))
        {
            return false;
        }

        BigInteger factor = suffix switch
        {
            "" => unitMicros,
            "us" => 1,
            "ms" => 1_000,
            "s" => 1_000_000,
            "m" or "min" => 60_000_000,
            "h" => 3_600_000_000,
            "d" => 86_400_000_000,
            _ => 0,
        };
        return factor != 0 && Fit(number * factor / unitMicros, out value);
    }

    /// <summary>Writes a double as Java does, for messages.</summary>
    internal static string JavaDouble(double value)
    {
        var magnitude = Math.Abs(value);
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        if (magnitude == 0 || magnitude is >= 1e-3 and < 1e7)
        {
            var plain = value.ToString("0.################", CultureInfo.InvariantCulture);
            return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
        }

        var scientific = value.ToString("0.0################E0", CultureInfo.InvariantCulture);
        return scientific;
    }

    private static bool Split(string text, bool allowSign, out long number, out string suffix)
    {
        var trimmed = text.Trim().ToLowerInvariant();
        var digits = allowSign && trimmed.StartsWith('-') ? 1 : 0;
        while (digits < trimmed.Length && char.IsAsciiDigit(trimmed[digits]))
        {
            digits++;
        }

        suffix = trimmed[digits..];
        return long.TryParse(trimmed.AsSpan(0, digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static bool Fit(BigInteger number, out long value)
    {
        value = number >= long.MinValue && number <= long.MaxValue ? (long)number : 0;
        return number >= long.MinValue && number <= long.MaxValue;
    }
}
