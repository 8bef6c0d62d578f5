using System.Globalization;
using Gateway.Core.Types;

namespace Gateway.Core.Errors;

/// <summary>Builds the quoted texts that error parameters hold: names, types, values, expressions, settings, statements.</summary>
public static class Quote
{
    /// <summary>The qualifier of columns of a subquery without a name, which messages leave out.</summary>
    public const string UnnamedSubquery = "__auto_generated_subquery_name";

    /// <summary>A name: every part in back-quotes.</summary>
    public static string Id(params ReadOnlySpan<string> parts)
    {
        parts = parts.Length > 1 && parts[0] == UnnamedSubquery ? parts[1..] : parts;
        var quoted = new string[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            quoted[i] = IdentifierText.Quote(parts[i]);
        }

        return string.Join('.', quoted);
    }

    /// <summary>A name: every part in back-quotes.</summary>
    public static string Id(IEnumerable<string> parts) => Id([.. parts]);

    /// <summary>A type: <c>"ARRAY&lt;BIGINT&gt;"</c>.</summary>
    public static string Type(DataType type) => "\"" + TypeText.Sql(type) + "\"";

    /// <summary>A type given by its SQL text.</summary>
    public static string Type(string sql) => "\"" + sql.ToUpperInvariant() + "\"";

    /// <summary>An expression by its pretty text: <c>"(a + b)"</c>.</summary>
    public static string Expr(string prettyText) => "\"" + prettyText + "\"";

    /// <summary>A setting's key: <c>"spark.sql.ansi.enabled"</c>.</summary>
    public static string Conf(string key) => "\"" + key + "\"";

    /// <summary>A setting's value as a suggestion: <c>"false"</c>.</summary>
    public static string ConfValue(string value) => "\"" + value + "\"";

    /// <summary>A statement or clause: upper case.</summary>
    public static string Statement(string text) => text.ToUpperInvariant();

    /// <summary>A string value: <c>'a'</c>, with backslashes and quotes escaped.</summary>
    public static string Value(string? value) =>
        value is null
            ? "NULL"
            : "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";

    public static string Value(bool value) => value ? "true" : "false";

    public static string Value(sbyte value) => value.ToString(CultureInfo.InvariantCulture) + "Y";

    public static string Value(short value) => value.ToString(CultureInfo.InvariantCulture) + "S";

    public static string Value(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Value(long value) => value.ToString(CultureInfo.InvariantCulture) + "L";

    /// <summary>An ordinal as words, as far as Spark has them: <c>first</c> to <c>sixteenth</c>, then <c>17th</c>.</summary>
    public static string Ordinal(int zeroBasedIndex)
    {
        string[] words =
        [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
            "thirteenth", "fourteenth", "fifteenth", "sixteenth",
        ];
        if (zeroBasedIndex < words.Length)
        {
            return words[zeroBasedIndex];
        }

        var number = zeroBasedIndex + 1;
        var suffix = (number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        return number.ToString(CultureInfo.InvariantCulture) + suffix;
    }
}
