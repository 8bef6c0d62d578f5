using System.Text;
using Gateway.Core.Types;

namespace Gateway.Engine.Showing;

/// <summary>Prints schemas as the tree of <c>printSchema</c>.</summary>
public static class SchemaTree
{
    /// <param name="maxLevel">Nesting levels to show; 0 or less for all.</param>
    public static string Print(StructType schema, int maxLevel)
    {
        var text = new StringBuilder("root\n");
        PrintFields(schema, " |", maxLevel > 0 ? maxLevel : int.MaxValue, text);
        return text.ToString();
    }

    private static void PrintFields(StructType schema, string prefix, int depth, StringBuilder text)
    {
        if (depth <= 0)
        {
            return;
        }
        foreach (var member in schema.Fields)
        {
            text.Append(prefix).Append("-- ").Append(member.Name).Append(": ").Append(NameOf(member.Type)).Append(" (nullable = ").Append(Flag(member.Nullable)).Append(")\n");
            PrintNested(member.Type, prefix + "    |", depth - 1, text);
        }
    }

    private static void PrintNested(DataType type, string prefix, int depth, StringBuilder text)
    {
        if (depth <= 0)
        {
            return;
        }
        switch (type)
        {
            case StructType structure:
                PrintFields(structure, prefix, depth, text);
                break;
            case ArrayType array:
                text.Append(prefix).Append("-- element: ").Append(NameOf(array.Element)).Append(" (containsNull = ").Append(Flag(array.ContainsNull)).Append(")\n");
                PrintNested(array.Element, prefix + "    |", depth - 1, text);
                break;
            case MapType map:
                text.Append(prefix).Append("-- key: ").Append(NameOf(map.Key)).Append('\n');
                PrintNested(map.Key, prefix + "    |", depth - 1, text);
                text.Append(prefix).Append("-- value: ").Append(NameOf(map.Value)).Append(" (valueContainsNull = ").Append(Flag(map.ValueContainsNull)).Append(")\n");
                PrintNested(map.Value, prefix + "    |", depth - 1, text);
                break;
        }
    }

    private static string Flag(bool value) => value ? "true" : "false";

    /// <summary>The type's name; types with parameters but without nested values print them.</summary>
    private static string NameOf(DataType type) => type is DecimalType or CharType or VarcharType or StringType or DayTimeIntervalType or YearMonthIntervalType or TimeType or TimestampNanosType
        ? TypeText.CatalogString(type)
        : type.TypeName;
}
