using Gateway.Core.Errors;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Refuses indexes: tables of files have none.</summary>
internal sealed class CreateIndexHandler : CommandHandler<CreateIndex>
{
    protected override IEnumerable<object?[]> Rows(CreateIndex command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "CREATE INDEX", context);
        foreach (var (column, _) in command.Columns)
        {
            AlterColumnsHandler.Find(table, column, command, context);
        }
        throw new QueryException("_LEGACY_ERROR_TEMP_1332", ("errorMessage", $"CreateIndex is not supported in this table {string.Join('.', table.NameParts[1..])}."));
    }
}

internal sealed class DropIndexHandler : CommandHandler<DropIndex>
{
    protected override IEnumerable<object?[]> Rows(DropIndex command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "DROP INDEX", context);
        throw new QueryException("_LEGACY_ERROR_TEMP_1332", ("errorMessage", $"DropIndex is not supported in this table {string.Join('.', table.NameParts[1..])}."));
    }
}
