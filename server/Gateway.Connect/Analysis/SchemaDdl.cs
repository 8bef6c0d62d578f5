using Gateway.Connect.Translation;
using Gateway.Core.Types;

namespace Gateway.Connect.Analysis;

/// <summary>Prints schemas as column definitions: <c>a BIGINT,b STRING NOT NULL</c>.</summary>
public static class SchemaDdl
{
    public static string Print(DataType type) => type is StructType structure
        ? string.Join(',', structure.Fields.Select(PrintField))
        : throw InvalidPlan.Assertion("Only a struct can be written as column definitions.");

    private static string PrintField(StructField member)
    {
        string comment = member.Metadata.GetString("comment") is { } text ? $" COMMENT '{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'" : "";
        return IdentifierText.QuoteIfNeeded(member.Name) + " " + TypeText.Sql(member.Type) + (member.Nullable ? "" : " NOT NULL") + comment;
    }
}
