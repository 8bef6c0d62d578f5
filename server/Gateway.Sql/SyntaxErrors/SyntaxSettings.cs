using Gateway.Core.Configuration;

namespace Gateway.Sql.SyntaxErrors;

/// <summary>Names the session settings that change which texts are legal.</summary>
/// <param name="ReservedKeywords">ANSI mode enforces its reserved words.</param>
/// <param name="DoubleQuotedIdentifiers">ANSI mode reads <c>"x"</c> as a name.</param>
/// <param name="ExponentLiteralAsDecimal"><c>1e3</c> is a decimal.</param>
/// <param name="LegacySetOperationPrecedence">INTERSECT binds like UNION.</param>
public readonly record struct SyntaxSettings(
    bool ReservedKeywords,
    bool DoubleQuotedIdentifiers,
    bool ExponentLiteralAsDecimal,
    bool LegacySetOperationPrecedence)
{
    /// <summary>The settings of a session.</summary>
    public static SyntaxSettings Of(SessionConfiguration configuration)
    {
        var isAnsi = configuration.Get(ConfigurationKeys.AnsiEnabled);
        return new SyntaxSettings(
            isAnsi && configuration.Get(ConfigurationKeys.EnforceReservedKeywords),
            isAnsi && configuration.Get(ConfigurationKeys.DoubleQuotedIdentifiers),
            configuration.Get(ConfigurationKeys.ExponentLiteralAsDecimal),
            configuration.Get(ConfigurationKeys.LegacySetOperationPrecedence));
    }
}
