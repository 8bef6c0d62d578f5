using Gateway.Core.Types;

namespace Gateway.Plans.Commands;

/// <summary>Builds the fixed columns that statements return.</summary>
internal static class ResultColumns
{
    public static StructType Of(params ReadOnlySpan<StructField> columns) => new([.. columns]);

    public static StructField Text(string name, bool nullable = false) => new(name, StringType.Instance, nullable);

    public static StructField Text(string name, string comment, bool nullable = false) =>
        new(name, StringType.Instance, nullable, Metadata.Empty.With("comment", comment));

    public static StructField Flag(string name) => new(name, BooleanType.Instance, false);
}
