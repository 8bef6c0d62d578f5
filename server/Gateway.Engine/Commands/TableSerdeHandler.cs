using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>SERDEPROPERTIES of a table of files are its options; a SERDE of its own it cannot have.</summary>
internal sealed class SetTableSerdeHandler : CommandHandler<SetTableSerde>
{
    protected override IEnumerable<object?[]> Rows(SetTableSerde command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog);
        var table = relation as StoredTable ?? throw TableLookup.NotTable(relation, command.NameOrigin, "ALTER TABLE ... SET [SERDE|SERDEPROPERTIES]", "USE_ALTER_VIEW");
        if (command.Serde is not null)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.ALTER_TABLE_SERDE_FOR_DATASOURCE_TABLE", ("tableName", table.QuotedName));
        }
        if (command.Partition is not null)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1247");
        }
        TableLookup.Replace(table with { Options = table.Options.SetItems(command.Properties) }, context);
        return [];
    }
}
