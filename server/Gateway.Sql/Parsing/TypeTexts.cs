using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Sql.Parsing;

/// <summary>Gives functions that take a schema as text (from_json and its kin) the grammar's readers.</summary>
public static class TypeTexts
{
    public static void Provide()
    {
        var parser = new SqlParser(ParserSettings.Default);
        TypeDdl.Provide(text => parser.ParseDataType(new SqlText(text)), text => parser.ParseTableSchema(new SqlText(text)));
    }
}
