using Gateway.Connect.Translation;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Format = Spark.Connect.Parse.Types.ParseFormat;

namespace Gateway.Connect.Relations;

/// <summary>Translates readers over a column of text.</summary>
internal static class ParseTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Parse message)
    {
        string format = message.Format switch
        {
            Format.Csv => "csv",
            Format.Json => "json",
            Format.Xml => "xml",
            Format.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.Parse.format", message.Format.ToString(), (int)message.Format),
        };
        var schema = message.Schema is { } type ? translator.Types.Read(type) as StructType ?? throw InvalidPlan.Assertion("The schema of a parsed relation must be a struct.") : null;
        return new ParseText(translator.Relation(message.Input), format, schema, ReadTranslation.Options(message.Options));
    }
}
