using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;

namespace Gateway.Sql.Parsing;

/// <summary>Gives functions that take a schema as text (from_json and its kin) the grammar's readers.</summary>
public static class TypeTexts
{
    public static void Provide()
    {
        // Which types a session may name is its own statements' matter; a text that a function got names any.
        var zoned = Parser("TIMESTAMP_LTZ");
        var local = Parser("TIMESTAMP_NTZ");
        TypeDdl.Provide((text, isLocal) => (isLocal ? local : zoned).ParseDataType(new SqlText(text)), (text, isLocal) => (isLocal ? local : zoned).ParseTableSchema(new SqlText(text)));
    }

    private static SqlParser Parser(string timestampType)
    {
        var configuration = new SessionConfiguration();
        configuration.Set("spark.sql.timeType.enabled", "true");
        configuration.Set("spark.sql.timestampNanosTypes.enabled", "true");
        configuration.Set("spark.sql.timestampType", timestampType);
        return new SqlParser(ParserSettings.Of(configuration));
    }
}
