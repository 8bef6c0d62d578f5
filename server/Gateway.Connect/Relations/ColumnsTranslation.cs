using Gateway.Compute.Expressions;
using Gateway.Connect.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates the relations that add, rename, drop or recast columns.</summary>
internal static class ColumnsTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.ToDF message) => new ToDataFrame(translator.Relation(message.Input), [.. message.ColumnNames]);

    public static LogicalPlan Translate(Translator translator, Proto.ToSchema message)
    {
        var schema = translator.Types.Read(InvalidPlan.Required(message.Schema, message, "schema"));
        return new ToSchema(translator.Relation(message.Input), schema as StructType
            ?? throw new QueryException("CONNECT_INVALID_PLAN.INVALID_SCHEMA_NON_STRUCT_TYPE", ("inputSchema", schema.ToString()), ("dataType", schema.ToString())));
    }

    public static LogicalPlan Translate(Translator translator, Proto.WithColumns message) => new WithColumns(
        translator.Relation(message.Input),
        [.. message.Aliases.Select(alias => TranslateColumn(translator, alias))]);

    public static LogicalPlan Translate(Translator translator, Proto.WithColumnsRenamed message)
    {
        var input = translator.Relation(message.Input);
        if (message.Renames.Count > 0)
        {
            return new WithColumnsRenamed(input, [.. message.Renames.Select(static rename => (rename.ColName, rename.NewColName))]);
        }
#pragma warning disable CS0612 // Clients of 3.5 send the deprecated map.
        return new WithColumnsRenamed(input, [.. message.RenameColumnsMap.Select(static pair => (pair.Key, pair.Value))]);
#pragma warning restore CS0612
    }

    public static LogicalPlan Translate(Translator translator, Proto.Drop message) =>
        new DropColumns(translator.Relation(message.Input), translator.Expressions(message.Columns), [.. message.ColumnNames]);

    private static Expression TranslateColumn(Translator translator, Proto.Expression.Types.Alias alias) => alias.Name.Count == 1
        ? AliasTranslation.Translate(translator, alias)
        : throw new QueryException("CONNECT_INVALID_PLAN.WITH_COLUMNS_REQUIRE_SINGLE_NAME_PART", ("got", string.Join('.', alias.Name)));
}
