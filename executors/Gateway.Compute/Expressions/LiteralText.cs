using System.Globalization;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Prints literals: bare in generated names, typed in SQL text.</summary>
public static class LiteralText
{
    public static string Print(Literal literal, PrintStyle style)
    {
        bool sql = style is PrintStyle.Sql or PrintStyle.Canonical;
        return literal.Value switch
        {
            null => style == PrintStyle.Canonical ? "NULL:" + literal.Type : "NULL",
            bool value => value ? "true" : "false",
            sbyte value => value.ToString(CultureInfo.InvariantCulture) + (sql ? "Y" : ""),
            short value => value.ToString(CultureInfo.InvariantCulture) + (sql ? "S" : ""),
            int value => value.ToString(CultureInfo.InvariantCulture),
            long value => value.ToString(CultureInfo.InvariantCulture) + (sql ? "L" : ""),
            string value => sql ? "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'" : value,
            byte[] value => "X'" + Convert.ToHexString(value) + "'",
            _ => Convert.ToString(literal.Value, CultureInfo.InvariantCulture) ?? "",
        };
    }
}
