namespace Gateway.Compute.Text;

/// <summary>Writes CSV fields as Spark does.</summary>
public static class CsvText
{
    /// <summary>Appends a value, in quotes if it needs them.</summary>
    /// <param name="quotesAll">Whether every value is quoted.</param>
    /// <param name="escapesQuotes">Whether a quote inside makes the value quoted and is escaped.</param>
    /// <param name="emptyValue">What an empty value is written as.</param>
    public static void AppendValue(
        ReadOnlySpan<byte> value, CsvFormat format, bool quotesAll, bool escapesQuotes, ReadOnlySpan<byte> emptyValue, TextBuffer output)
    {
        if (value.IsEmpty)
        {
            output.Append(emptyValue);
            return;
        }

        if (format.IgnoresLeadingWhitespace)
        {
            while (!value.IsEmpty && value[0] <= (byte)' ')
            {
                value = value[1..];
            }
        }

        if (format.IgnoresTrailingWhitespace)
        {
            while (!value.IsEmpty && value[^1] <= (byte)' ')
            {
                value = value[..^1];
            }
        }

        if (!quotesAll && !NeedsQuotes(value, format, escapesQuotes))
        {
            output.Append(value);
            return;
        }

        output.Append(format.Quote);
        byte escapeOfEscape = format.EffectiveEscapeOfEscape;
        foreach (byte unit in value)
        {
            if (unit == format.Quote && format.Escape != 0)
            {
                output.Append(format.Escape);
            }
            else if (unit == format.Escape && escapeOfEscape != 0)
            {
                output.Append(escapeOfEscape);
            }

            output.Append(unit);
        }

        output.Append(format.Quote);
    }

    private static bool NeedsQuotes(ReadOnlySpan<byte> value, CsvFormat format, bool escapesQuotes) =>
        value.IndexOf(format.Delimiter) >= 0 || value.IndexOfAny((byte)'\n', (byte)'\r') >= 0 ||
        (escapesQuotes && format.Quote != 0 && value.Contains(format.Quote)) ||
        (format.Comment != 0 && !value.IsEmpty && value[0] == format.Comment);
}
