using System.Text;

namespace Gateway.Compute.Text;

/// <summary>Converts text to and from the character sets that java.nio has beyond Spark's own.</summary>
internal static class ForeignCharsets
{
    static ForeignCharsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Finds a character set by the name that Java gives it; null when there is none.</summary>
    /// <param name="replaces">Whether characters without a code become a question mark instead of a fault.</param>
    public static Encoding? Find(string name, bool replaces)
    {
        try
        {
            return Encoding.GetEncoding(
                Canonical(name),
                replaces ? EncoderFallback.ReplacementFallback : EncoderFallback.ExceptionFallback,
                replaces ? new DecoderReplacementFallback("\uFFFD") : DecoderFallback.ExceptionFallback);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public static bool TryAppendDecoded(Encoding charset, ReadOnlySpan<byte> bytes, TextBuffer output)
    {
        try
        {
            output.Append(Encoding.UTF8.GetBytes(charset.GetString(bytes)));
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    public static bool TryAppendEncoded(Encoding charset, ReadOnlySpan<byte> text, TextBuffer output)
    {
        try
        {
            output.Append(charset.GetBytes(Encoding.UTF8.GetString(text)));
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Turns Java's aliases into the names that .NET knows.</summary>
    private static string Canonical(string name)
    {
        string lower = name.ToLowerInvariant();
        return lower switch
        {
            "latin1" or "l1" => "iso-8859-1",
            "ascii" => "us-ascii",
            _ when lower.StartsWith("cp125", StringComparison.Ordinal) => "windows-" + lower[2..],
            _ => lower,
        };
    }
}
