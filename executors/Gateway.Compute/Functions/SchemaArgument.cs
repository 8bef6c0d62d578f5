using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Reads the schema argument of from_json, from_csv, from_xml and variant_get.</summary>
internal static class SchemaArgument
{
    /// <summary>Returns the fault of an argument that is no constant text, or no schema; null when it is one.</summary>
    public static QueryError? FindFault(FunctionCall call, int position)
    {
        var argument = call.Arguments[position];
        if (!argument.Foldable || argument.Type is not StringType || Text(call, position) is not { } text)
        {
            return QueryException.Create("INVALID_SCHEMA.NON_STRING_LITERAL", call.Origin, null, ("inputSchema", FunctionCheck.Quoted(argument)));
        }
        try
        {
            return HasCharacters(TypeDdl.Parse(text, call.Origin, IsLocal(call))) ? QueryException.Create("UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING", call.Origin, null) : null;
        }
        catch (QueryException failure)
        {
            return failure.Error;
        }
    }

    /// <summary>Tells whether TIMESTAMP in the text has no zone.</summary>
    private static bool IsLocal(FunctionCall call) => call.Function.Name.EndsWith(FunctionRegistry.LocalSuffix, StringComparison.Ordinal);

    /// <summary>Gets the type, everything in it nullable.</summary>
    public static DataType Read(FunctionCall call, int position) => AsNullable(TypeDdl.Parse(Text(call, position) ?? "", call.Origin, IsLocal(call)));

    /// <summary>Marks a type and all that is nested in it as nullable.</summary>
    public static DataType AsNullable(DataType type) => type switch
    {
        ArrayType array => new ArrayType(AsNullable(array.Element), true),
        MapType map => new MapType(AsNullable(map.Key), AsNullable(map.Value), true),
        StructType structure => new StructType(structure.Fields.Select(static member => member with { Type = AsNullable(member.Type), Nullable = true })),
        _ => type,
    };

    private static bool HasCharacters(DataType type) => type switch
    {
        CharType or VarcharType => true,
        ArrayType array => HasCharacters(array.Element),
        MapType map => HasCharacters(map.Key) || HasCharacters(map.Value),
        StructType structure => structure.Fields.Any(static member => HasCharacters(member.Type)),
        _ => false,
    };

    private static string? Text(FunctionCall call, int position) => ConstantFolding.Evaluate(call.Arguments[position], QuerySettings.Default).Value as string;
}
