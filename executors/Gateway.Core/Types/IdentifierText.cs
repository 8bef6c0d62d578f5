namespace Gateway.Core.Types;

/// <summary>Quotes identifiers the way Spark prints them.</summary>
public static class IdentifierText
{
    /// <summary>Puts back-ticks around a name, doubling those inside.</summary>
    public static string Quote(string name) => "`" + name.Replace("`", "``", StringComparison.Ordinal) + "`";

    /// <summary>Quotes every part and joins them with dots.</summary>
    public static string Quote(IEnumerable<string> parts) => string.Join('.', parts.Select(Quote));

    /// <summary>Quotes a name unless it is letters, digits and underscores and not digits only.</summary>
    public static string QuoteIfNeeded(string name) => NeedsQuotes(name) ? Quote(name) : name;

    public static string QuoteIfNeeded(IEnumerable<string> parts) => string.Join('.', parts.Select(QuoteIfNeeded));

    private static bool NeedsQuotes(string name)
    {
        if (name.Length == 0)
        {
            return true;
        }
        bool onlyDigits = true;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return true;
            }
            onlyDigits &= char.IsAsciiDigit(c);
        }
        return onlyDigits;
    }
}
